"""The ground of the chat screen: its parts, what it was given, and how work is begun and told of."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual.getters import query_one
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker

from tui_threads.chat.cache import CacheError
from tui_threads.chat.changes import Change
from tui_threads.chat.library import Library
from tui_threads.chat.link import Link
from tui_threads.chat.outbox import NEW_THREAD
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.draft_files import DraftFiles
from tui_threads.ui.drafts import DraftKeeper
from tui_threads.ui.errand import Errand
from tui_threads.ui.keymap import Key, Place, keymap_for
from tui_threads.ui.setup import Setup
from tui_threads.ui.widgets.attachment_row import AttachmentRow
from tui_threads.ui.widgets.composer import Composer
from tui_threads.ui.widgets.model_card import ModelCard
from tui_threads.ui.widgets.status_line import StatusLine
from tui_threads.ui.widgets.thread_header import ThreadHeader
from tui_threads.ui.widgets.thread_list import ThreadList
from tui_threads.ui.widgets.thread_pane import FilterInput, ThreadPane
from tui_threads.ui.widgets.transcript import Transcript
from tui_threads.ui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from tui_threads.chat.desk import Desk
    from tui_threads.chat.library_sync import LibrarySync
    from tui_threads.chat.run_overrides import Overrides
    from tui_threads.chat.session import ChatSession

_NOTICE_SECONDS = 6.0
_BESIDE_TEXT = 6
"""Cells: what leads the text, and the air, in which the scrollbar is."""


class ChatGround(Screen[None]):
    """Holds what all parts of the screen share, and draws nothing."""

    transcript = query_one(Transcript)
    welcome = query_one(Welcome)
    composer = query_one(Composer)
    pane = query_one(ThreadPane)
    header = query_one(ThreadHeader)
    status = query_one(StatusLine)
    card = query_one(ModelCard)

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self.setup = setup
        self.cache = setup.cache
        self.library = Library(setup.cache, setup.endpoint.profile, self.list_changed)
        self.link = Link(setup.connect, self.link_changed)
        self.drafts = DraftKeeper(
            setup.cache,
            setup.endpoint.profile,
            later=self.set_timer,
            on_saved=self.library.show_draft,
            on_trouble=self.say,
        )
        self.draft_files = DraftFiles(setup.cache, setup.endpoint.profile)
        self.row: ThreadRow | None = None
        """The thread that is shown; None for one that is not begun."""
        self.once: Overrides | None = None
        """How the run of the next message is to be, and only that one."""
        self.once_name = ""
        """Who or what was chosen for it, in words."""
        self.desk: Desk | None = None
        self.sync: LibrarySync | None = None
        self.with_archived = False
        self.filter_text = ""
        self._notice = ""
        self._list_due = False
        self._names: dict[str, str] = {}
        self._drawn_saved = True
        """Whether the status line says that everything typed is saved."""
        self._drawn_running: frozenset[int] = frozenset()
        """The threads that the list marks as running."""

    def sit_down(self) -> None:
        """Make what works with the server, when it has been imported."""
        from tui_threads.chat.default_assistant import DefaultAssistant
        from tui_threads.chat.desk import Desk
        from tui_threads.chat.library_sync import LibrarySync

        self.desk = Desk(
            profile=self.setup.endpoint.profile,
            cache=self.cache,
            link=self.link,
            assistants=DefaultAssistant(self.cache, self.setup.endpoint),
            start=partial(self.start, group="session"),
            on_change=self.session_changed,
            lists_threads=self._lists_threads,
        )
        self.sync = LibrarySync(self.library, cache=self.cache, link=self.link, sessions=self.desk)
        if self.setup.model_offer is not None:
            self.desk.may_send.clear()

    def _lists_threads(self) -> bool:
        return self.setup.endpoint.is_local or (self.sync is not None and self.sync.lists_threads)

    @property
    def session(self) -> ChatSession | None:
        """The session of the thread that is shown."""
        place = self.desk.current if self.desk else None
        return place.session if place else None

    @property
    def draft_key(self) -> int:
        return self.row.key if self.row else NEW_THREAD

    @property
    def keymap(self) -> Mapping[str, str]:
        """The keys that the settings give, by id."""
        settings = self.setup.settings
        return keymap_for(settings.keys.items(), settings.ui.send_key)

    @property
    def focused_place(self) -> Place:
        """Which pane has the focus."""
        focused = self.focused
        if isinstance(focused, ThreadList):
            return "threads"
        if isinstance(focused, FilterInput):
            return "filter"
        if isinstance(focused, AttachmentRow):
            return "attachments"
        if isinstance(focused, Welcome):
            return "welcome"
        if isinstance(focused, ModelCard):
            return "model"
        return "transcript" if isinstance(focused, Transcript) else "composer"

    def set_text_width(self, columns: int) -> None:
        """Have the column of text so wide, and what stands over and below it no wider."""
        self.transcript.look.text_width = columns
        self.query_one("#talk").styles.max_width = columns + _BESIDE_TEXT

    def show_files(self) -> None:
        """Draw what is attached to the draft that is shown."""
        if self.app.is_running:
            self.query_one(AttachmentRow).show(self.draft_files.of(self.draft_key))

    async def perform(self, key: Key) -> None:
        """Do what a row of the key tables says, on the pane it belongs to."""
        panes: Mapping[Place, Widget] = {
            "transcript": self.transcript,
            "composer": self.composer,
            "threads": self.pane.threads,
            "filter": self.pane.filter,
            "attachments": self.query_one(AttachmentRow),
            "welcome": self.welcome,
            "model": self.card,
        }
        pane = panes.get(key.place, self)
        if pane.focusable:
            self.set_focus(pane)
        elif key.place in ("welcome", "model"):
            self.say(f"“{key.title}” is for a card that is not shown now.")
            return
        await pane.run_action(key.bound)

    def start(self, work: Coroutine[object, object, None], *, group: str = "work") -> Worker[None]:
        """Begin work that a handler may not wait for."""
        return self.run_worker(Errand(self._guarded(Errand(work))), group=group)

    async def _guarded(self, work: Awaitable[None]) -> None:
        """The one place where a cache that fails is shown."""
        try:
            await work
        except CacheError as error:
            self.say(str(error))

    def say(self, sentence: str, seconds: float = _NOTICE_SECONDS) -> None:
        """Show a sentence in the status line for a while."""
        self._notice = sentence
        self.draw_status()
        self.set_timer(seconds, partial(self.unsay, sentence))

    def unsay(self, sentence: str) -> None:
        """Take a sentence back, if it is still shown."""
        if self._notice == sentence:
            self._notice = ""
            self.draw_status()

    def draw_status(self) -> None:
        """Say how things stand; what is drawn where is told above this ground."""

    def list_changed(self) -> None:
        """The library has changed; likewise."""

    def link_changed(self) -> None:
        """The link is up, or down; likewise."""

    def session_changed(self, session: ChatSession, change: Change) -> None:
        """A session has done something; likewise."""
