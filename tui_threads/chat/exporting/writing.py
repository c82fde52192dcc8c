"""Exports as files: whole or not at all, and a name that says what is in it."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Literal

from tui_threads.chat.exporting.html import html_of
from tui_threads.chat.exporting.json_shape import json_of
from tui_threads.chat.exporting.markdown import markdown_of
from tui_threads.chat.exporting.plain import plain_line
from tui_threads.chat.exporting.reading import ThreadCopy, moment
from tui_threads.chat.moments import said_at

Format = Literal["markdown", "json", "html"]
ENDINGS: dict[Format, str] = {"markdown": "md", "json": "json", "html": "html"}


class ExportError(Exception):
    """An export cannot be written; the message is one sentence that says what to do."""


def rendered(copy: ThreadCopy, form: Format) -> str:
    """A thread in one of the formats."""
    match form:
        case "markdown":
            return markdown_of(copy)
        case "json":
            return json_of(copy)
        case "html":
            return html_of(copy)


def file_name(copy: ThreadCopy, form: Format) -> str:
    """Day, title and id: `2026-03-01-paris-in-spring-thread_x1.md`, the same again for the same thread."""
    title = re.sub(r"[^\w]+", "-", plain_line(copy.title).lower()).strip("-_")[:50].rstrip("-")
    own_id = re.sub(r"[^\w-]+", "", copy.thread.id)[:64]
    day = moment(said_at(copy.thread))[:10]
    return "-".join(part for part in (day, title, own_id) if part) + f".{ENDINGS[form]}"


def write_whole(target: Path, text: str, *, replace: bool) -> None:
    """Write a file; one that stands there stays as it is until the new one is complete.

    Args:
        replace: Whether one that stands there may be replaced.

    Raises:
        ExportError: it stands there and may not be replaced, or the disk refuses.
    """
    if target.exists() and not replace:
        raise ExportError(f"{target} is there already; choose another name, or --force to replace it.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=target.parent, prefix=".export-", delete=False
        ) as part:
            try:
                part.write(text)
                part.close()
                os.replace(part.name, target)
            finally:
                Path(part.name).unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(f"Cannot write {target}: {error.strerror or error}.") from error
