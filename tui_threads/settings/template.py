"""The commented default file: every key with its description, switched off by a `#`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from tui_threads.settings.described import KeyDescription, TableDescription, describe
from tui_threads.settings.toml_text import toml_key, toml_value

EXAMPLE_MARK = "  # for example"
"""Stands behind a value that is not the default."""
_SAMPLE_NAMES = {"providers": "work", "profiles": "team"}
_HEAD = """\
# Configuration of threads-tui.
#
# Nothing here is needed. A line such as `#port = 0` shows a key and its default; take the `#` away to change
# it. Options and environment variables stand above this file. `threads-tui config show` prints what is in
# force and where it comes from, `threads-tui config validate` checks this file.
"""


def commented_default() -> str:
    """The text of the file. Read as it is, it means the defaults."""
    return "\n".join([_HEAD, *(line for table in describe() for line in _table(table))]).rstrip() + "\n"


def _table(table: TableDescription) -> Iterator[str]:
    off = "#" if table.named else ""
    if table.name:
        yield from _prose(table.words)
        yield f"{off}[{table.name}.{_SAMPLE_NAMES[table.name]}]" if table.named else f"[{table.name}]"
    for key in table.keys:
        yield from _prose(key.words)
        yield _line(key)
        yield ""
    for name, value in (table.sample or {}).items():
        yield f"#{toml_key((name,))} = {toml_value(value)}{EXAMPLE_MARK}"


def _line(key: KeyDescription) -> str:
    value, is_default = key.sample
    return f"#{key.name} = {toml_value(value)}{'' if is_default else EXAMPLE_MARK}"


def _prose(words: str) -> list[str]:
    return textwrap.wrap(words, 100, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
