"""The logs of app and server as they grow: filtered, followed, copied."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, RichLog

from tui_threads.log_reading import LogTail
from tui_threads.ui.dialogs.dialog import Dialog
from tui_threads.ui.keymap import bindings

_KEPT = 2000
"""Entries in memory; the file has more."""
_FIRST_LINES = 1000
_LOOK_SECONDS = 0.3
_STAMP = len("2026-11-22 08:19:27.123Z")


class LogDialog(Dialog[str]):
    """Gives the text of the entries that are shown, where it is to be copied, else None.

    An entry is a line and the indented ones below it. The end is followed while it is looked at.
    """

    SIZE = "large"
    AUTO_FOCUS = "RichLog"
    PLACE = "log"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("log")]
    DEFAULT_CSS = """
    LogDialog {
        & > #frame { height: 90%; }
        & Input { margin-bottom: 1; }
        & RichLog, & RichLog:focus {
            height: 1fr; background: $background; background-tint: $foreground 0%; scrollbar-size-vertical: 1;
        }
    }
    """

    def __init__(self, logs: Mapping[str, Path]) -> None:
        """
        Args:
            logs: files by what they are called; the first is shown first.
        """
        super().__init__()
        self._logs = dict(logs)
        self._shown = next(iter(self._logs))
        self._entries: deque[list[str]] = deque(maxlen=_KEPT)
        self._wanted = ""

    def body(self) -> Iterable[Widget]:
        yield Input(placeholder="type to filter, Enter to read")
        yield RichLog(wrap=True, min_width=0)

    def on_mount(self) -> None:
        others = (("log.next", "other log"),) if len(self._logs) > 1 else ()
        keys = (("log.filter", "filter"), *others, ("log.copy", "copy"), ("log.last", "follow"))
        self.show_hints((*keys, *self.HINTS))
        self._read()

    def action_next_log(self) -> None:
        names = list(self._logs)
        self._shown = names[(names.index(self._shown) + 1) % len(names)]
        self._read()

    def action_filter(self) -> None:
        self.query_one(Input).focus()

    def action_copy(self) -> None:
        """Give what is shown to the clipboard; nothing where nothing is."""
        if text := "\n".join("\n".join(entry) for entry in self._matching()):
            self.dismiss(text)

    def action_scroll(self, lines: int) -> None:
        self.query_one(RichLog).scroll_relative(y=lines, animate=False)

    def action_scroll_to(self, end: int) -> None:
        log = self.query_one(RichLog)
        if end < 0:
            log.scroll_home(animate=False)
        else:
            log.scroll_end(animate=False)

    def action_leave(self) -> None:
        """Esc leaves the filter first."""
        field = self.query_one(Input)
        if field.has_focus:
            field.value = ""
            self.query_one(RichLog).focus()
        else:
            self.dismiss(None)

    @on(Input.Changed)
    def filter_entries(self, event: Input.Changed) -> None:
        self._wanted = event.value.casefold()
        self._draw()

    @on(Input.Submitted)
    def read_entries(self) -> None:
        self.query_one(RichLog).focus()

    def on_resize(self, _event: events.Resize) -> None:
        self.call_after_refresh(self._draw)

    def _read(self) -> None:
        self.show_heading(f"Log of the {self._shown}")
        self._entries.clear()
        self.run_worker(self._follow(LogTail(self._logs[self._shown])), group="log", exclusive=True)

    async def _follow(self, tail: LogTail) -> None:
        """Read off the screen's loop; the disk may be slow."""
        try:
            self._take(await asyncio.to_thread(tail.last, _FIRST_LINES))
            self._draw()
            while True:
                await asyncio.sleep(_LOOK_SECONDS)
                if lines := await asyncio.to_thread(tail.more):
                    self._take(lines)
                    self._draw()
        except OSError as error:
            self.show_problem(f"Cannot read {self._logs[self._shown]}: {error.strerror}.")
        finally:
            tail.close()

    def _take(self, lines: Iterable[str]) -> None:
        for line in lines:
            if line.startswith("    ") and self._entries:
                self._entries[-1].append(line)
            else:
                self._entries.append([line])

    def _matching(self) -> list[list[str]]:
        return [entry for entry in self._entries if self._wanted in "\n".join(entry).casefold()]

    def _draw(self) -> None:
        log = self.query_one(RichLog)
        matching = self._matching()
        at = None if log.is_vertical_scroll_end else log.scroll_offset.y
        log.clear()
        for entry in matching:
            log.write(self._coloured(entry), expand=True, scroll_end=at is None)
        if at is not None:
            log.scroll_to(y=at, animate=False)
        count = (
            f"{len(matching)} of {len(self._entries)}" if self._wanted else f"{len(self._entries)} entries"
        )
        self.show_aside(count)
        self.show_problem("" if self._entries else f"Nothing was logged yet in {self._logs[self._shown]}.")

    def _coloured(self, entry: list[str]) -> Text:
        theme = self.app.current_theme
        levels = {"ERROR": theme.error, "CRITICAL": theme.error, "WARNING": theme.warning}
        level = entry[0][_STAMP + 1 :].partition(" ")[0]
        text = Text("\n".join(entry), style=levels.get(level) or "")
        text.stylize("dim", 0, _STAMP if entry[0][:4].isdecimal() else 0)
        return text
