"""What `threads-tui ask` is asked: the argument, what comes through a pipe, or both."""

from __future__ import annotations

from typing import BinaryIO

import click

LONGEST = 256_000
"""Characters of a message at most, as the API has it."""

_MOST_BYTES = 4 * LONGEST + 4
"""More bytes than the longest message can have in UTF-8, with a mark of byte order and a line end."""


def read_question(argument: str, piped: BinaryIO | None) -> str:
    """The question: the argument first, then, after a blank line, what was piped.

    Raises:
        click.UsageError: there is no text, or more than a message may have, or what was piped is no text.
    """
    said = argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
    read = _read(piped) if piped is not None else ""
    text = "\n\n".join(part for part in (said, read) if part)
    if not text:
        raise click.UsageError(
            "There is nothing to ask. Give the question in quotes, or pipe text: "
            'git diff | threads-tui ask "review this"'
        )
    if len(text) > LONGEST:
        raise click.UsageError(
            f"The question is longer than the {LONGEST:,} characters a message may have. Ask with less of it."
        )
    return text


def _read(piped: BinaryIO) -> str:
    """The text in UTF-8, without the line ends at its end; empty where there are only blanks."""
    read = piped.read(_MOST_BYTES + 1)
    if b"\0" in read:  # what tells git, grep and diff so, too
        raise click.UsageError(
            "What was piped is binary and no text for a model. Attach such a file in the app, with @."
        )
    text = read.decode("utf-8-sig", "replace").rstrip("\r\n")
    return text if text.strip() else ""
