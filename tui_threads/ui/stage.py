"""What the parts of the chat screen may ask of it: a sentence, work, a dialog, the focus, a moment later."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar, TypeVarTuple

from textual.app import App
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import Worker

from tui_threads.chat.cache import CacheError
from tui_threads.ui.clipboard import copy_by_tool, copy_tool

_NOTICE_SECONDS = 6.0

_Result = TypeVar("_Result")
_Given = ParamSpec("_Given")
_Arguments = TypeVarTuple("_Arguments")

Job = Coroutine[object, object, object]
"""Work that a handler may not wait for."""


class Stage:
    """A narrow view of the screen, for parts that are no widgets."""

    def __init__(self, screen: Screen[None], on_notice: Callable[[], None]) -> None:
        self._screen = screen
        self._on_notice = on_notice
        self.notice = ""
        """The sentence that the status line shows for a while."""

    @property
    def app(self) -> App[object]:
        """What belongs to all screens: theme, title, clipboard, keys."""
        return self._screen.app

    @property
    def is_up(self) -> bool:
        """Whether there still is something to draw on; the widgets go before the work does."""
        return self._screen.app.is_running

    @property
    def is_mounted(self) -> bool:
        """Whether the widgets are there."""
        return self._screen.is_mounted

    @property
    def focused(self) -> Widget | None:
        """The pane that has the focus."""
        return self._screen.focused

    def focus(self, pane: Widget) -> None:
        """Give a pane the focus at once: the next key may be here already."""
        self._screen.set_focus(pane)

    def start(
        self,
        work: Callable[[*_Arguments], Job],
        *arguments: *_Arguments,
        group: str = "work",
        exclusive: bool = False,
    ) -> Worker[None]:
        """Begin work; the one place where a cache that fails is shown.

        Args:
            work: Called when the worker begins: one that is cancelled before leaves nothing behind.
            exclusive: Cancel what goes on in the group.
        """
        guarded = partial(self._guarded, work, *arguments)
        return self._screen.run_worker(guarded, group=group, exclusive=exclusive)

    async def _guarded(self, work: Callable[[*_Arguments], Job], *arguments: *_Arguments) -> None:
        try:
            await work(*arguments)
        except CacheError as error:
            self.say(str(error))

    async def ask(self, dialog: Screen[_Result]) -> _Result:
        """Show a dialog and wait for what it gives; only within work."""
        return await self._screen.app.push_screen_wait(dialog)

    def say(self, sentence: str, seconds: float = _NOTICE_SECONDS) -> None:
        """Show a sentence in the status line for a while."""
        self.notice = sentence
        self._on_notice()
        self._screen.set_timer(seconds, partial(self.unsay, sentence))

    def unsay(self, sentence: str) -> None:
        """Take a sentence back, if it is still shown."""
        if self.notice == sentence:
            self.notice = ""
            self._on_notice()

    def post(self, message: Message) -> None:
        """Tell the app."""
        self._screen.post_message(message)

    def soon(self, deed: Callable[[], object]) -> None:
        """Do something after what the screen was told before."""
        self._screen.call_later(deed)

    def later(self, seconds: float, deed: Callable[[], None]) -> Timer:
        """Do something once, later."""
        return self._screen.set_timer(seconds, deed)

    def after_refresh(self, deed: Callable[[], object]) -> None:
        """Do something when everything is laid out."""
        self._screen.call_after_refresh(deed)

    def copy(self, text: str, what: str) -> None:
        """Copy, and say how; a copy that was not made is not claimed."""
        self.start(self._copy, text, what)

    async def _copy(self, text: str, what: str) -> None:
        tool = copy_tool()
        if tool is not None and await copy_by_tool(text, tool):
            self.say(f"The {what} is copied.")
        else:
            self._screen.app.copy_to_clipboard(text)
            self.say(f"The {what} was handed to the terminal's clipboard (OSC 52).")
        self._screen.clear_selection()


class OnStage(Protocol):
    """A part that begins work."""

    @property
    def stage(self) -> Stage: ...


_Part = TypeVar("_Part", bound=OnStage)


def worker(
    group: str, *, exclusive: bool = False
) -> Callable[
    [Callable[Concatenate[_Part, _Given], Job]], Callable[Concatenate[_Part, _Given], Worker[None]]
]:
    """Let a part's method begin work instead of waiting for it, as Textual's `work` does for widgets."""

    def decorate(
        method: Callable[Concatenate[_Part, _Given], Job],
    ) -> Callable[Concatenate[_Part, _Given], Worker[None]]:
        @wraps(method)
        def begin(part: _Part, /, *args: _Given.args, **kwargs: _Given.kwargs) -> Worker[None]:
            return part.stage.start(partial(method, part, *args, **kwargs), group=group, exclusive=exclusive)

        return begin

    return decorate
