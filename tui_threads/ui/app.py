"""The app: themes, keys and one screen.

Importing this module loads neither the HTTP client nor the models of the wire nor the parser of messages;
they are imported after the first frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.filter import LineFilter, Monochrome
from textual.geometry import Offset
from textual.theme import Theme
from textual.widgets import Input, TextArea

from tui_threads.ui.actions.run_news import RunNews
from tui_threads.ui.actions.servers import Servers
from tui_threads.ui.chat_screen import ChatScreen
from tui_threads.ui.crashes import CrashReporting
from tui_threads.ui.foreign_themes import in_house
from tui_threads.ui.key_order import KeysInOrder
from tui_threads.ui.keymap import Key, bindings, keymap_for
from tui_threads.ui.setup import Setup
from tui_threads.ui.terminal_title import TerminalTitle
from tui_threads.ui.themes import DARK, house_themes
from tui_threads.ui.without_colours import WithoutColours

_FIRST = "server-0"
"""Mode of the screen that the app begins with."""


class ThreadsApp(KeysInOrder, CrashReporting):
    """A terminal for threads."""

    TITLE = "threads-tui"
    CSS_PATH = "chat_screen.tcss"  # Textual does not read the sheet of a default screen
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("app")]
    COMMANDS: ClassVar = set()
    ENABLE_COMMAND_PALETTE = True
    NOTIFICATION_TIMEOUT = 6.0

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        widths = (
            (0, "-tiny"),
            (40, "-narrow"),
            (80, "-wide"),
            (110, "-broad"),
            (170, "-vast"),
        )
        self.HORIZONTAL_BREAKPOINTS = list(widths)
        self.VERTICAL_BREAKPOINTS = [(0, "-short"), (12, "-low"), (20, "-tall"), (28, "-airy")]
        self.add_mode(_FIRST, lambda: ChatScreen(setup))
        self._modes_made = 1
        self.crash_sentence = setup.crash_sentence
        self.set_class(setup.settings.ui.ascii, "-ascii")
        self._terminal_title = TerminalTitle(self._write_to_terminal)
        for theme in (*house_themes(), *setup.own_themes):
            self.register_theme(theme)
        if not setup.settings.ui.motion:
            self.animation_level = "none"
        wished = setup.settings.ui.theme or DARK
        self.theme = wished if wished in self.available_themes else DARK
        self.take_keys(keymap_for(setup.settings.keys.items(), setup.settings.ui.send_key))

    def get_theme(self, theme_name: str) -> Theme | None:
        """A theme of somebody else's is brought into the house's roles when it is first wanted."""
        theme = super().get_theme(theme_name)
        if theme is not None and "pane-edge" not in theme.variables:
            theme = in_house(theme)
            self.register_theme(theme)
        return theme

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Under NO_COLOR, what becomes of colours: Textual makes the terminal's own all black."""
        filters = super().get_line_filters()
        if not (self.no_color and self.native_ansi_color):
            return filters
        return [one for one in filters if not isinstance(one, Monochrome)] + [WithoutColours()]

    async def on_mount(self) -> None:
        self.watch(self, "title", self._terminal_title.show)
        # Not the default mode: from Python 3.12 on its widgets would be made before there is a screen.
        await self.switch_mode(_FIRST)

    @on(Servers.Chosen)
    async def open_server(self, event: Servers.Chosen) -> None:
        """Set up a screen for the server and put the old one away. A mode, as no other base screen can go."""
        old, new = self.current_mode, f"server-{self._modes_made}"
        self._modes_made += 1
        self.add_mode(new, lambda: ChatScreen(event.setup))
        await self.switch_mode(new)
        await self.remove_mode(old)

    @on(RunNews.Happened)
    def tell_outside(self, event: RunNews.Happened) -> None:
        """Somebody who does not look at the terminal is told as they wish."""
        if event.how == "bell":
            self.bell()
        elif event.how == "osc9":
            self._terminal_title.notify(event.words)

    async def action_quit(self) -> None:
        """Leave by the screen's way, which brings the draft to the disk."""
        screen = self.screen_stack[0]
        assert isinstance(screen, ChatScreen)
        screen.parts.ladders.quit()

    def action_command_palette(self) -> None:
        """Show the palette; not over a dialog, which knows none of its commands."""
        if isinstance(self.screen, ChatScreen):
            from tui_threads.ui.dialogs.palette import Palette

            self.push_screen(Palette(id="--command-palette"))

    def action_help_here(self) -> None:
        """Show the keys of the dialog that is open."""
        from tui_threads.ui.dialogs.dialog import Dialog
        from tui_threads.ui.dialogs.help import help_on_dialog

        dialog = self.screen
        assert isinstance(dialog, Dialog)
        self.push_screen(help_on_dialog(dialog.PLACE, dialog.WITHIN, self.keys_wished), self._press)

    def _press(self, key: Key | None) -> None:
        """Do what was chosen in the help on a dialog, as if its key had been pressed there."""
        if key is not None and (keys := self.keys_wished.get(key.id, key.keys)):
            self.simulate_key(keys.split(",")[0])

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's own cursor is put with each drawing: input methods look for it there."""
        focused = self.screen.focused if self.is_running else None
        if isinstance(focused, TextArea):
            # Not its own `cursor_screen_offset`, which forgets that lines are folded anew by a resize.
            cell = focused.wrapped_document.location_to_offset(focused.cursor_location)
            return focused.content_region.offset + cell - focused.scroll_offset
        if isinstance(focused, Input):  # at the end of its text Textual counts a column too many
            return focused.cursor_screen_offset - (int(focused.cursor_at_end), 0)
        return self._last_cursor

    @cursor_position.setter
    def cursor_position(self, at: Offset) -> None:
        self._last_cursor = at

    def on_unmount(self) -> None:
        self._terminal_title.give_back()

    def _write_to_terminal(self, sequence: str) -> None:
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)
