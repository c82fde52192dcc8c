"""Searching everything that was said, and what goes on for it in the background."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING

from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.actions.layout import Layout
from tui_threads.ui.actions.opening import Opening
from tui_threads.ui.actions.seeking import Seeking
from tui_threads.ui.following import Follower
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.chat.search.hits import Found, Hit
    from tui_threads.chat.search.index import SearchIndex

_HITS = 60
_READING_SECONDS = 2.0
"""How long nothing is read in the background after a thread was opened; the next may be opened at once."""


class Search(Follower):
    """Finds messages, and keeps them to be found."""

    def __init__(
        self, stage: Stage, work: Workspace, layout: Layout, opening: Opening, seeking: Seeking
    ) -> None:
        self.stage = stage
        self._work = work
        self._layout = layout
        self._opening = opening
        self._seeking = seeking
        self._searched = ""
        self._opened_at = 0.0

    def leaving(self, to: ThreadRow | None) -> None:
        self._opened_at = time.monotonic()

    def _may_read(self) -> bool:
        """Whether nothing goes on that somebody waits for."""
        idle = self._work.desk is not None and not self._work.desk.running
        return idle and time.monotonic() - self._opened_at > _READING_SECONDS

    @cached_property
    def _index(self) -> SearchIndex:
        """The index of this profile's threads."""
        from tui_threads.chat.search.index import SearchIndex

        return SearchIndex(self._work.cache.path, self._work.profile)

    def keep_searchable(self) -> None:
        """Begin to index what is mirrored, and to mirror what was never opened here."""
        from tui_threads.chat.search.mirroring import WholeMirrors

        whole = WholeMirrors(
            profile=self._work.profile,
            cache=self._work.cache,
            link=self._work.link,
            may_read=self._may_read,
            is_near=self._work.setup.endpoint.is_local,
        )
        self.stage.start(self._index.run, group="index")
        self.stage.start(whole.run, group="mirror")

    def close(self) -> None:
        """Let go of the index."""
        if "_index" in self.__dict__:
            self._index.close()

    @worker("search")
    async def search(self) -> None:
        """Let the user search, and go to what was found."""
        from tui_threads.ui.dialogs.search import SearchDialog

        hit = await self.stage.ask(SearchDialog(self._find, self._index.extent, text=self._searched))
        if hit is not None:
            self._open(hit)

    def search_for(self, words: str) -> None:
        """`/search WORDS`."""
        self._searched = words
        self.search()

    async def _find(self, text: str) -> Found:
        self._searched = text
        return await self._index.find(text, limit=_HITS, current=self._work.key, typing=True)

    def _open(self, hit: Hit) -> None:
        """Open the thread of a hit, and show its message where it is one."""
        row = self._work.library.row(hit.thread)
        if row is None:
            self.stage.say("This thread is no longer here.")
            return
        self._layout.hide_list()
        if hit.message_id is None:
            self._opening.open(row)
        else:
            text = hit.snippet.text
            words = dict.fromkeys(text[begin:end] for begin, end in hit.snippet.spans)
            self._seeking.open_at(row, hit.message_id, tuple(words))
