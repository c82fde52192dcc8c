"""The one screen: list, transcript, composer, status line. It wires; what is done stands in its parts."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from tui_threads.chat.changes import Change, Extended
from tui_threads.ui.answers import answers
from tui_threads.ui.commands import ActionCommands, AssistantCommands, ThreadCommands
from tui_threads.ui.deeds import deeds, deeds_with_words
from tui_threads.ui.keymap import bindings
from tui_threads.ui.parts import Parts
from tui_threads.ui.setup import Setup
from tui_threads.ui.warm import warm
from tui_threads.ui.widgets.middle import Middle

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession

_FIRST_ROWS = 100
"""Threads read before the first frame; more than any terminal shows."""
_STATUS_SECONDS = 0.5
_PLACE_SECONDS = 1.0


class ChatScreen(Screen[None]):
    """Threads at the left, the conversation at the right, what one writes below it."""

    AUTO_FOCUS = "Composer"
    COMMANDS: ClassVar = {ActionCommands, AssistantCommands, ThreadCommands}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("anywhere")]

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self.parts = parts = Parts(self, setup)
        self.work, self.panes = parts.work, parts.panes
        parts.doing.deeds = deeds(parts)
        parts.doing.deeds_with_words = deeds_with_words(parts)
        self._answers: dict[type[Message], list[Callable[[Message], None]]] = defaultdict(list)
        for kind, answer in answers(parts):
            self._answers[kind].append(answer)

    def compose(self) -> ComposeResult:
        panes = self.panes
        yield Static("Make the terminal at least 40 x 12.\nNothing is lost.", id="too-small", markup=False)
        with Horizontal(id="body"):
            yield panes.side
            with Middle(), Vertical(id="talk"):
                yield panes.header
                yield panes.transcript
                yield panes.welcome
                yield panes.card
                yield panes.answer_card
                yield panes.popup
                yield panes.attachments
                yield panes.composer
        yield panes.status

    def action_do(self, id: str) -> None:
        """Do what a row of the key tables says."""
        self.parts.doing.deeds[id]()

    @on(Message)
    def answer(self, message: Message) -> None:
        """Hand what a pane tells to those who answer it."""
        for answer in self._answers.get(type(message), ()):
            answer(message)

    def on_mount(self) -> None:
        parts, settings = self.parts, self.work.settings
        parts.layout.be_dense(settings.ui.density == "compact")
        parts.layout.set_text_width(settings.ui.text_width)
        parts.layout.restore_list_width()
        parts.settings.tell_keys()
        self.work.library.read_first(_FIRST_ROWS)
        parts.opening.open(None)
        if self.work.setup.model_offer is not None:
            parts.small_model.offer()
        if notices := self._notices():
            parts.stage.say(" ".join(notices), 20.0)
        if why := self.panes.transcript.draw_images_as(settings.ui.images):
            parts.stage.say(why)
        self.panes.transcript.allow_hosts(settings.ui.remote_images)
        self.set_interval(_STATUS_SECONDS, self._keep_status)
        self.set_interval(_PLACE_SECONDS, parts.reading_places.note)
        self.call_after_refresh(lambda: parts.stage.start(self._wake_up))

    def _notices(self) -> list[str]:
        """What the user should know at once."""
        setup = self.work.setup
        notices = [setup.notice, setup.cache.mended or ""]
        notices += self.parts.settings.notices()
        notices += setup.theme_problems
        return [notice for notice in notices if notice]

    async def _wake_up(self) -> None:
        """After the first frame: all threads, the imports, the link, and what was left to be sent."""
        parts, work = self.parts, self.work
        start = parts.stage.start
        start(work.library.reload)
        parts.attaching.sweep()
        parts.images.recall_hosts()
        await asyncio.to_thread(warm)
        start(work.link.run, group="link")
        desk, sync = work.sit_down(self._session_changed)
        start(sync.run, group="sync")
        await desk.take_up_queues()
        start(desk.keep_queues, group="queues")
        start(work.library.watch, parts.opening.follow_others, group="library")
        if work.setup.open_thread is not None:
            parts.fetching.open_by_id(work.setup.open_thread)
        elif work.row is not None:
            parts.opening.open(work.row, focus=False)
        else:
            await parts.tool_calls.come_back()
        await parts.writing.recall()
        parts.search.keep_searchable()

    def _session_changed(self, session: ChatSession, change: Change) -> None:
        """Draw what a session did, and tell those who follow."""
        if not self.app.is_running:
            return  # the app is leaving, and what it drew on is gone already
        drawing = self.parts.drawing
        drawing.show_words(session, change)
        if change and all(isinstance(op, Extended) for op in change.ops):
            return  # a token of text costs nothing else
        drawing.show_session(session)
        for follower in self.parts.opening.followers:
            follower.changed(session, change)

    def _keep_status(self) -> None:
        self.parts.drawing.show_passing()
        self.parts.tool_calls.look()

    def on_screen_resume(self) -> None:
        self.parts.drawing.show_status()
        self.parts.tool_calls.look()

    def on_resize(self, event: events.Resize) -> None:
        self.parts.layout.fit(event.size.width)

    def on_descendant_focus(self) -> None:
        self.panes.header.set_class(self.focused in (self.panes.transcript, self.panes.welcome), "-lit")
        self.parts.drawing.show_status()

    def on_app_blur(self) -> None:
        self.work.drafts.keep()
        self.parts.outputs_form.drafts.keep()

    def on_unmount(self) -> None:
        self.work.drafts.flush()
        self.parts.outputs_form.drafts.flush()
        self.parts.reading_places.save_now()
        self.parts.search.close()
