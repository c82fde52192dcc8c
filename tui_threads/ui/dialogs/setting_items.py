"""What the settings screen lists: a line for each key, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual.content import Content

from tui_threads.settings import Configuration
from tui_threads.settings.line_numbers import KeyPath
from tui_threads.settings.origins import Origin
from tui_threads.settings.public import public_value
from tui_threads.settings.rows import Row, rows_of
from tui_threads.settings.toml_text import toml_value
from tui_threads.ui.keymap import KEYS, PLACES, Key
from tui_threads.ui.plain import fit, one_line

_HEADINGS: Mapping[str, str] = {
    "": "General",
    "server": "Local server · [server]",
    "ui": "Looks and keys · [ui]",
    "keys": "Keys · [keys]",
}
_AT_NEXT_START: frozenset[KeyPath] = frozenset({("ui", "ascii"), ("profile",)})
_NAME_WIDTH, _SOURCE_WIDTH = 24, 20
_ROOM_FOR_SOURCE = 64
_NOTHING = "not set"


@dataclass(frozen=True, slots=True)
class SettingItem:
    """One key."""

    row: Row
    group: str
    words: str
    key: Key | None = None
    """The row of the key tables, where it is the setting of a key."""

    @property
    def path(self) -> KeyPath:
        return self.row.path

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def is_own(self) -> bool:
        """Whether it was set by the user."""
        return self.row.origin.kind != "default"

    @property
    def value(self) -> str:
        """The value in a line, without secrets."""
        if self.key is not None:
            return str(self.row.value).replace(",", "  ") if self.row.value else "no key"
        value = public_value(self.path, self.row.value)
        if value in (None, [], {}):
            return _NOTHING
        if isinstance(value, bool):
            return "yes" if value else "no"
        return one_line(value) if isinstance(value, str) else toml_value(value)

    @property
    def effect(self) -> str:
        """When a change shows; empty where it does at once."""
        if self.path in _AT_NEXT_START:
            return "Shows at the next start."
        if self.path[0] in ("server", "providers"):
            return "Holds when the local server starts next."
        return "Holds when that server is connected to next." if self.path[0] == "profiles" else ""

    def drawn(self, width: int) -> Content:
        """Name, value and source in columns."""
        with_source = width >= _ROOM_FOR_SOURCE
        name_width = min(_NAME_WIDTH, width // 2)
        value_width = width - name_width - (_SOURCE_WIDTH + 2 if with_source else 0)
        return Content.assemble(
            fit(self.name, name_width - 2),
            "  ",
            (fit(self.value, value_width), "bold" if self.is_own and self.value != _NOTHING else ""),
            (
                f"  {short_source(self.row.origin)[:_SOURCE_WIDTH]:>{_SOURCE_WIDTH}}" if with_source else "",
                "$text-muted",
            ),
        )

    def about(self) -> Content:
        """What it is for, what may be typed, where its value comes from, and when a change shows."""
        key = self.row.key
        facts = []
        if key is not None and key.choices:
            facts.append("One of " + ", ".join(key.choices) + ".")
        if key is not None and self.is_own and key.default not in (None, (), {}):
            facts.append(f"Default: {toml_value(key.default)}.")
        if self.key is not None and self.is_own and self.key.keys:
            facts.append(f"Default: {self.key.keys}.")
        if self.is_own:
            facts.append(f"From {self.row.origin.short}.")
        facts.append(self.effect)
        return Content.assemble(
            self.words.replace("`", ""), ("\n" + " ".join(filter(None, facts)), "$text-muted")
        )


@dataclass(frozen=True, slots=True)
class AddItem:
    """The line that adds a server or an endpoint."""

    table: str
    group: str

    @property
    def name(self) -> str:
        return f"+ add to [{self.table}]"

    def drawn(self, width: int) -> Content:
        kind = "a server of the protocol" if self.table == "profiles" else "an endpoint that answers"
        return Content.styled(fit(f"+ add {kind}", width), "$accent")

    def about(self) -> Content:
        if self.table == "profiles":
            return Content("Another server of the Assistants API, to be opened with “Switch server profile”.")
        return Content("An OpenAI-compatible endpoint that the local server may ask for answers.")


def items_of(configuration: Configuration) -> list[SettingItem | AddItem]:
    """Every line, in the order of the commented default file."""
    items: list[SettingItem | AddItem] = []
    rows = rows_of(configuration)
    for table in ("", "ui", "server", "providers", "profiles"):
        inside = [row for row in rows if row.table.name == table]
        items += [SettingItem(row, _group(row), row.key.words if row.key else "") for row in inside]
        if table in ("providers", "profiles"):
            items.append(AddItem(table, f"[{table}]" if not inside else _group(inside[-1])))
    return [*items, *_keys(configuration, rows)]


def _group(row: Row) -> str:
    return f"[{'.'.join(row.path[:-1])}]" if row.table.named else _HEADINGS[row.table.name]


def _keys(configuration: Configuration, rows: list[Row]) -> Iterator[SettingItem]:
    own = {row.path: row for row in rows if row.table.name == "keys"}
    table = next(row.table for row in rows)
    for key in KEYS:
        path = ("keys", key.id)
        row = own.pop(path, None) or Row(path, key.keys, configuration.origin(path), table, None)
        words = ": ".join(filter(None, (key.title, key.help))) + f". {PLACES[key.place].heading}."
        yield SettingItem(row, _HEADINGS["keys"], words, key)
    for row in own.values():
        yield SettingItem(row, _HEADINGS["keys"], "Names no key there is.")


def short_source(origin: Origin) -> str:
    """Where a value comes from in a word or two."""
    return f"line {origin.line}" if origin.line else origin.name.rpartition("/")[2] or "default"
