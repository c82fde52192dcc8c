"""The one screen: list, transcript, composer, status line. It wires; what is done stands in the actions."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static, TextArea

from tui_threads.chat.outbox import read_prompts
from tui_threads.ui.actions.app import AppActions
from tui_threads.ui.actions.assistant import AssistantActions
from tui_threads.ui.actions.command import CommandActions
from tui_threads.ui.actions.composing import ComposingActions
from tui_threads.ui.actions.inspect import InspectActions
from tui_threads.ui.actions.log import LogActions
from tui_threads.ui.actions.model import ModelActions
from tui_threads.ui.actions.queue import QueueActions
from tui_threads.ui.actions.settings import SettingsActions
from tui_threads.ui.actions.unread import UnreadActions
from tui_threads.ui.commands import ActionCommands, AssistantCommands, ThreadCommands
from tui_threads.ui.deeds import deeds, deeds_with_words
from tui_threads.ui.keymap import bindings
from tui_threads.ui.render.glyphs import ASCII, UNICODE
from tui_threads.ui.setup import Setup
from tui_threads.ui.warm import warm
from tui_threads.ui.widgets.answer_card import AnswerCard
from tui_threads.ui.widgets.attachment_row import AttachmentRow
from tui_threads.ui.widgets.completion_popup import CompletionPopup
from tui_threads.ui.widgets.composer import Composer
from tui_threads.ui.widgets.model_card import ModelCard
from tui_threads.ui.widgets.status_line import StatusLine
from tui_threads.ui.widgets.thread_header import ThreadHeader
from tui_threads.ui.widgets.thread_list import ThreadList
from tui_threads.ui.widgets.thread_pane import ThreadPane
from tui_threads.ui.widgets.transcript import Transcript
from tui_threads.ui.widgets.welcome import Welcome

_FIRST_ROWS = 100
"""Threads read before the first frame; more than any terminal shows."""
_STATUS_SECONDS = 0.5


def _placeholder(more: str) -> str:
    return f"Ask anything{more}   @ file   / command"


class ChatScreen(
    CommandActions,
    InspectActions,
    SettingsActions,
    AppActions,
    AssistantActions,
    QueueActions,
    LogActions,
    UnreadActions,
    ComposingActions,
    ModelActions,
):
    """Threads at the left, the conversation at the right, what one writes below it."""

    AUTO_FOCUS = "Composer"
    COMMANDS: ClassVar = {ActionCommands, AssistantCommands, ThreadCommands}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("anywhere")]

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.deeds = deeds(self)
        self.deeds_with_words = deeds_with_words(self)

    def action_do(self, id: str) -> None:
        """Do what a row of the key tables says."""
        self.deeds[id]()

    def compose(self) -> ComposeResult:
        ascii_only = self.setup.settings.ui.ascii
        yield Static("Make the terminal at least 40 x 12.\nNothing is lost.", id="too-small", markup=False)
        with Horizontal(id="body"):
            yield ThreadPane(ascii_only=ascii_only)
            with Vertical(id="talk"):
                yield ThreadHeader()
                yield (transcript := Transcript())
                transcript.look.glyphs = ASCII if ascii_only else UNICODE
                yield Welcome()
                yield ModelCard(self.setup.model_offer)
                yield AnswerCard()
                yield (popup := CompletionPopup(ascii_only=ascii_only))
                yield AttachmentRow(ascii_only=ascii_only)
                yield Composer(popup, placeholder=_placeholder("..." if ascii_only else "…"))
        yield StatusLine(ascii_only=ascii_only)

    def on_mount(self) -> None:
        self.set_class(self.setup.settings.ui.density == "compact", "-compact")
        self.restore_list_width()
        self.library.read_first(_FIRST_ROWS)
        self.open_thread(None)
        if self.setup.model_offer is not None:
            self.offer_model()
        if notices := self._notices():
            self.say(" ".join(notices), 20.0)
        self.set_interval(_STATUS_SECONDS, self._keep_status)
        self.call_after_refresh(lambda: self.start(self._wake_up()))

    def _notices(self) -> list[str]:
        """What the user should know at once."""
        notices = [self.setup.notice, self.cache.mended or ""]
        notices += self.settings_notices()
        notices += self.setup.theme_problems
        return [notice for notice in notices if notice]

    async def _wake_up(self) -> None:
        """After the first frame: all threads, the imports, the link, and what was left to be sent."""
        self.start(self.library.reload())
        await asyncio.to_thread(warm)
        self.start(self.link.run(), group="link")
        self.sit_down()
        assert self.desk is not None
        assert self.sync is not None
        self.start(self.sync.run(), group="sync")
        await self.desk.take_up_queues()
        self.start(self.desk.keep_queues(), group="queues")
        self.watch_library()
        if self.setup.open_thread is not None:
            self.open_by_id(self.setup.open_thread)
        elif self.row is not None:
            self.open_thread(self.row, focus=False)
        else:
            await self.come_back()
        self.composer.set_prompts(await self.cache.run(read_prompts))
        self.keep_searchable()

    def _keep_status(self) -> None:
        """Draw what changes by itself: while a reply is awaited, or what was typed is being kept."""
        if self.drafts.saved != self._drawn_saved or self._running_threads() or self._drawn_running:
            self.draw_status()

    def on_screen_resume(self) -> None:
        self.draw_status()

    def on_descendant_focus(self) -> None:
        self.header.set_class(self.focused in (self.transcript, self.welcome), "-lit")
        self.draw_status()

    def on_app_blur(self) -> None:
        self.drafts.keep()

    def on_unmount(self) -> None:
        self.drafts.flush()

    @on(TextArea.Changed)
    def keep_draft(self, event: TextArea.Changed) -> None:
        self.drafts.note(self.draft_key, event.text_area.text)

    @on(Composer.PageWanted)
    def page_transcript(self, event: Composer.PageWanted) -> None:
        if event.pages < 0:
            self.transcript.scroll_page_up()
        else:
            self.transcript.scroll_page_down()

    @on(ThreadPane.Filtered)
    def filter_list(self, event: ThreadPane.Filtered) -> None:
        self.filter_text = event.text
        self.draw_list()

    @on(ThreadList.Opened)
    def open_chosen(self, event: ThreadList.Opened) -> None:
        self.open_key(event.key)

    @on(ThreadList.Wanted)
    def do_to_thread(self, event: ThreadList.Wanted) -> None:
        if event.wish == "new":
            self.action_new_thread()
        elif event.wish == "undo":
            self.action_undo_delete()
        elif event.key is not None:
            self.do_deed(event.wish, event.key)

    @on(ThreadList.Typed)
    @on(Welcome.Typed)
    @on(ModelCard.Typed)
    @on(Transcript.PrintableKey)
    def type_elsewhere(
        self, event: ThreadList.Typed | Welcome.Typed | ModelCard.Typed | Transcript.PrintableKey
    ) -> None:
        if event.character == "\n":
            self.composer.action_submit()
        else:
            self.composer.type_in(event.character)

    @on(Welcome.Chosen)
    def take_example(self, event: Welcome.Chosen) -> None:
        self.composer.put(event.prompt)
        self.set_focus(self.composer)
