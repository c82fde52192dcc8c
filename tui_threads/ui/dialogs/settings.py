"""The settings screen: every key of the configuration with its value and where that comes from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import ClassVar, TypeAlias

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from tui_threads.settings import Configuration, SettingsError
from tui_threads.settings.file import ChangedElsewhere
from tui_threads.settings.line_numbers import KeyPath
from tui_threads.ui.dialogs.confirm import ConfirmDialog
from tui_threads.ui.dialogs.form import Field, FormDialog, Values
from tui_threads.ui.dialogs.picker import Choice, PickerDialog
from tui_threads.ui.dialogs.setting_fields import field_of, keys_field, new_entry_fields, value_of
from tui_threads.ui.dialogs.setting_items import AddItem, SettingItem, items_of
from tui_threads.ui.dialogs.theme import ThemeDialog
from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import from_home
from tui_threads.ui.widgets.hint_line import Hints

Change: TypeAlias = Callable[[Mapping[KeyPath, object]], Awaitable[Configuration]]
"""Writes new values by key, None for the default, and puts them in force. Raises `SettingsError`."""
_Item: TypeAlias = SettingItem | AddItem
_CYCLES = 6
"""Up to so many choices Enter goes round; more are picked from a list."""


class SettingsDialog(PickerDialog[_Item]):
    """Shows and changes the settings; each change is written at once. Gives None."""

    HEADING = "Settings"
    SIZE = "large"
    FITTED = False
    PLACEHOLDER = "type to find a setting"
    HINTS: ClassVar[Hints] = (("Enter", "change"), ("settings.reset", "default"), ("dialog.leave", "leave"))
    PLACE = "settings"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("settings")]
    DEFAULT_CSS = """
    SettingsDialog #about { height: 3; margin-top: 1; padding: 0 1; }
    SettingsDialog.-low #about { display: none; }
    """

    def __init__(self, configuration: Configuration, change: Change) -> None:
        super().__init__(_choices(configuration))
        self._configuration = configuration
        self._change = change

    def body(self) -> Iterable[Widget]:
        yield from super().body()
        yield Static("", id="about", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.show_aside(from_home(self._configuration.file))

    def show_choices(self, choices: Iterable[Choice[_Item]]) -> None:
        """Draw these; the cursor stays on the setting it was on."""
        before = self.highlighted
        super().show_choices(list(choices))
        self.show_aside(from_home(self._configuration.file))
        if before is not None and not self.text:
            names = [_place(choice.value) for choice in self._choices]
            if (place := _place(before.value)) in names:
                self.query_one(OptionList).highlighted = self._places[names.index(place)]

    def _drawn(self, choice: Choice[_Item]) -> Content:
        return choice.value.drawn(max(20, self.query_one("#filter").size.width - 2))

    @on(OptionList.OptionHighlighted)
    def _tell_about(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        choice = self.highlighted
        self.query_one("#about", Static).update(choice.value.about() if choice else Content(""))

    def choose(self, value: _Item) -> None:
        """Change the setting under the cursor."""
        if self.is_current:
            self._edit(value)

    @work(exclusive=True, group="setting")
    async def _edit(self, item: _Item) -> None:
        self.show_problem("")
        if isinstance(item, AddItem):
            await self._add(item)
        elif (chosen := await self._chosen(item)) is not None:
            await self._put({item.path: chosen})
        elif not _is_chosen(item):
            await self._type(item)

    async def _chosen(self, item: SettingItem) -> object:
        """The next value of a switch or choice, or what was picked from a list; None for none."""
        key, path = item.row.key, item.path
        if path == ("ui", "theme"):
            return await self.app.push_screen_wait(ThemeDialog(self.app.available_themes, self.app.theme))
        if path == ("profile",):
            names = ["local", *self._configuration.settings.profiles]
            picks = [Choice(name, name, current=name == item.row.value) for name in names]
            return await self.app.push_screen_wait(PickerDialog(picks, heading="Profile the app opens with"))
        if key is not None and key.kind == "switch":
            return not item.row.value
        if key is not None and key.kind == "choice":
            at = key.choices.index(str(item.row.value))
            return key.choices[(at + 1) % len(key.choices)]
        return None

    async def _type(self, item: SettingItem) -> None:
        key, path = item.row.key, item.path
        if key is not None:
            field = field_of(path, key, item.row.value)
        else:
            field = keys_field(path[-1], str(item.row.value or ""), item.key.keys if item.key else "")

        async def submit(values: Values) -> Values:
            text = values["value"]
            value = value_of(path, key, text) if key is not None else _keys_meant(text, item)
            return await self._try({path: value})

        await self.app.push_screen_wait(
            FormDialog(".".join(path), [replace(field, label=item.words.replace("`", ""))], submit)
        )

    async def _add(self, item: AddItem) -> None:
        taken = {"local", *getattr(self._configuration.settings, item.table)}

        async def submit(values: Values) -> Values:
            path = (item.table, values["name"].strip())
            edits: dict[KeyPath, object] = {
                (*path, name): text.strip()
                for name, text in values.items()
                if name != "name" and text.strip()
            }
            return await self._try(edits)

        heading = "Add a server" if item.table == "profiles" else "Add an endpoint"
        fields: list[Field] = new_entry_fields(item.table, taken)
        await self.app.push_screen_wait(FormDialog(heading, fields, submit))

    def action_reset(self) -> None:
        choice = self.highlighted
        if choice is not None and isinstance(choice.value, SettingItem):
            self._reset(choice.value)

    @work(exclusive=True, group="setting")
    async def _reset(self, item: SettingItem) -> None:
        if item.row.key is not None and item.row.key.required:
            name = ".".join(item.path[:-1])
            if await self.app.push_screen_wait(ConfirmDialog(f"Take [{name}] out of the file?", "Take out")):
                await self._put({item.path[:-1]: None})
        elif item.row.origin.kind == "file":
            await self._put({item.path: None})

    async def _put(self, edits: Mapping[KeyPath, object]) -> None:
        if complaints := await self._try(edits):
            self.show_problem(" ".join(complaints.values()))

    async def _try(self, edits: Mapping[KeyPath, object]) -> Values:
        """Make a change and show it; what is wrong with it."""
        try:
            self._configuration = await self._change(edits)
        except ChangedElsewhere as error:
            self._configuration = error.configuration
            self.set_choices(_choices(self._configuration))
            return {"": str(error)}
        except SettingsError as error:
            return {"": str(error)}
        self.set_choices(_choices(self._configuration))
        above = [self._configuration.origin(path) for path in edits]
        hidden = [str(origin) for origin in above if origin.kind in ("environment", "flag")]
        if hidden:
            self.show_problem(f"It is in the file, but {hidden[0]} stands above it as long as it is given.")
        return {}


def _choices(configuration: Configuration) -> list[Choice[_Item]]:
    return [
        Choice(item, item.name, detail=_findable(item), group=item.group) for item in items_of(configuration)
    ]


def _findable(item: _Item) -> str:
    """What a setting can be found by, besides its name."""
    return f"{'.'.join(item.path)} {item.words} {item.value}" if isinstance(item, SettingItem) else item.group


def _place(item: _Item) -> KeyPath:
    return item.path if isinstance(item, SettingItem) else (item.table,)


def _is_chosen(item: SettingItem) -> bool:
    """Whether it is chosen rather than typed."""
    kinds = ("switch", "choice")
    return item.path in (("ui", "theme"), ("profile",)) or (
        item.row.key is not None and item.row.key.kind in kinds
    )


def _keys_meant(text: str, item: SettingItem) -> str | None:
    """The keys of a field; None where they are the default."""
    keys = ",".join(key.strip() for key in text.split(",") if key.strip())
    return None if not keys or (item.key is not None and keys == item.key.keys) else keys
