"""What the parts of the chat screen work on: a server's threads, the one that is shown, and what is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from tui_threads.chat.connection import Endpoint
from tui_threads.chat.library import Library
from tui_threads.chat.link import Link
from tui_threads.chat.outbox import NEW_THREAD
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.settings import Settings
from tui_threads.ui.draft_files import DraftFiles
from tui_threads.ui.drafts import DraftKeeper
from tui_threads.ui.keymap import keymap_for
from tui_threads.ui.setup import Setup
from tui_threads.ui.stage import Stage

if TYPE_CHECKING:
    from tui_threads.chat.changes import Change
    from tui_threads.chat.desk import Desk, Place
    from tui_threads.chat.library_sync import LibrarySync
    from tui_threads.chat.run_overrides import Overrides
    from tui_threads.chat.session import ChatSession


class Workspace:
    """Holds what all parts share, and draws nothing."""

    def __init__(
        self, setup: Setup, stage: Stage, *, on_list: Callable[[], None], on_link: Callable[[], None]
    ) -> None:
        self._stage = stage
        self.setup = setup
        self.cache = setup.cache
        self.profile = setup.endpoint.profile
        self.library = Library(setup.cache, self.profile, on_list)
        self.link = Link(setup.connect, on_link)
        self.drafts = DraftKeeper(
            setup.cache,
            self.profile,
            later=stage.later,
            start=stage.start,
            on_saved=self.library.show_draft,
            on_trouble=stage.say,
        )
        self.draft_files = DraftFiles(setup.cache, self.profile)
        self.key: int | None = None
        """The thread that is shown; None for one that is not begun."""
        self.once: Overrides | None = None
        """How the run of the next message is to be, and only that one."""
        self.once_name = ""
        """Who or what was chosen for it, in words."""
        self.desk: Desk | None = None
        """None until the first frame is there."""
        self.sync: LibrarySync | None = None
        self.with_archived = False
        self.filter_text = ""

    def sit_down(self, on_change: Callable[[ChatSession, Change], None]) -> tuple[Desk, LibrarySync]:
        """Make what works with the server, when it has been imported."""
        from tui_threads.chat.default_assistant import DefaultAssistant
        from tui_threads.chat.desk import Desk
        from tui_threads.chat.library_sync import LibrarySync

        self.desk = Desk(
            library=self.library,
            cache=self.cache,
            link=self.link,
            assistants=DefaultAssistant(self.cache, self.setup.endpoint),
            start=partial(self._stage.start, group="session"),
            on_change=on_change,
            lists_threads=self._lists_threads,
        )
        self.sync = LibrarySync(
            self.library,
            cache=self.cache,
            link=self.link,
            sessions=self.desk,
            on_trouble=self._stage.say,
        )
        if self.setup.model_offer is not None:
            self.desk.may_send.clear()
        return self.desk, self.sync

    @property
    def settings(self) -> Settings:
        """The settings as they are in force."""
        return self.setup.settings

    @property
    def endpoint(self) -> Endpoint:
        """The server that is talked to."""
        return self.setup.endpoint

    def _lists_threads(self) -> bool:
        return self.endpoint.is_local or (self.sync is not None and self.sync.lists_threads)

    @property
    def row(self) -> ThreadRow | None:
        """The thread that is shown, as the library has it."""
        return self.library.row(self.key) if self.key is not None else None

    @property
    def place(self) -> Place | None:
        """The session of the thread that is shown, with what can be done in it."""
        return self.desk.current if self.desk else None

    @property
    def session(self) -> ChatSession | None:
        """The session of the thread that is shown."""
        place = self.place
        return place.session if place else None

    @property
    def run_active(self) -> bool:
        """Whether there is a run, one about to begin, or an upload for one, that a stop would stop."""
        session = self.session
        return session is not None and bool(session.active_run or session.answer_wanted or session.upload)

    @property
    def running(self) -> frozenset[int]:
        """Keys of the threads in which a reply is awaited or written."""
        return self.library.running | (self.desk.running if self.desk else frozenset())

    @property
    def shown_rows(self) -> list[ThreadRow]:
        """What the list shows."""
        return self.library.shown(self.filter_text, archived=self.with_archived)

    @property
    def draft_key(self) -> int:
        return NEW_THREAD if self.key is None else self.key

    @property
    def keymap(self) -> Mapping[str, str]:
        """The keys that the settings give, by id."""
        return keymap_for(self.settings.keys.items(), self.settings.ui.send_key)
