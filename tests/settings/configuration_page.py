"""The tables of docs/configuration.md, made of what the program itself knows.

`python -m tests.settings.configuration_page` writes them anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tui_threads.settings.described import KeyDescription, TableDescription, describe
from tui_threads.settings.environment import VARIABLES
from tui_threads.settings.toml_text import toml_value

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
_HEADINGS = {"": "Above all tables", "providers": "[providers.NAME]", "profiles": "[profiles.NAME]"}


def written_anew(page: str) -> str:
    """The page with its tables as they should be."""
    page = _between(page, "keys", "\n".join(_keys()))
    return _between(page, "variables", "\n".join(_variables()))


def _between(page: str, name: str, text: str) -> str:
    marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    assert marked.search(page), name
    return marked.sub(lambda match: f"{match[1]}\n{text}\n\n{match[2]}", page)


def _keys() -> Iterator[str]:
    for table in describe():
        heading = _HEADINGS.get(table.name, f"[{table.name}]")
        yield from (f"### `{heading}`", "", table.words, "") if table.name else (f"### {heading}", "")
        yield from ("| key | default | |", "|---|---|---|")
        yield from (_line(key) for key in table.keys)
        yield from _free(table)
        yield ""


def _line(key: KeyDescription) -> str:
    if key.required:
        default = "needed"
    elif key.default in (None, (), {}):
        default = ""
    else:
        default = f"`{toml_value(key.default)}`"
    choices = f" One of {', '.join(f'`{choice}`' for choice in key.choices)}." if key.choices else ""
    return f"| `{key.name}` | {default} | {_cell(key.words + choices)} |"


def _free(table: TableDescription) -> Iterator[str]:
    for name, value in (table.sample or {}).items():
        yield f'| for example `"{name}"` | | `{toml_value(value)}` |'


def _variables() -> Iterator[str]:
    yield from ("| variable | |", "|---|---|")
    for variable in VARIABLES:
        above = f" Stands above `{'.'.join(variable.path)}`." if variable.path else ""
        yield f"| `{variable.name}` | {_cell(variable.meaning + above)} |"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(written_anew(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
