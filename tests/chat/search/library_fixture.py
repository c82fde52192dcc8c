"""A cache with threads in it, and its search index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tui_threads.chat import mirror, thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.deletions import forget_thread
from tui_threads.chat.mirror import MirroredMessage
from tui_threads.chat.search.hits import Found, Hit
from tui_threads.chat.search.index import SearchIndex

DAY = 86_400


class SearchedLibrary:
    """Threads of one profile, filled by hand and searched as the app does."""

    def __init__(self, folder: Path, profile: str = "local") -> None:
        self.file = folder / "library.db"
        self.profile = profile
        self.cache = Cache.open(self.file)
        self.index = SearchIndex(self.file, profile)
        self._messages = 0

    def thread(self, title: str, *said: str, at: int = 1_700_000_000, **fields: object) -> int:
        """A thread with messages by turns of user and assistant; its number in the cache."""
        number = len(self.cache.now(thread_rows.read_threads, self.profile)) + 1
        row = self.cache.now(
            thread_rows.add_thread, self.profile, title, at, f"thread_{self.profile}{number}"
        )
        if fields:
            self.cache.now(thread_rows.change_thread, row.key, **fields)  # type: ignore[arg-type]  # as a test names them
        for turn, text in enumerate(said):
            self.say(row.key, text, role="assistant" if turn % 2 else "user", at=at + turn)
        return row.key

    def say(
        self,
        thread: int,
        text: str,
        *,
        role: str = "user",
        at: int = 1_700_000_000,
        id: str | None = None,
        body: Mapping[str, object] | None = None,
    ) -> str:
        """Mirror a message; its id."""
        self._messages += 1
        message_id = id or f"msg_{self._messages:05}"
        message = MirroredMessage(message_id, at, role, text, json.dumps(body or {}))
        self.cache.now(mirror.write_messages, thread, [message])
        return message_id

    def forget(self, thread: int) -> None:
        """Remove a thread with all that was said in it."""
        self.cache.now(forget_thread, thread)

    async def find(self, text: str, *, current: int | None = None, typing: bool = False) -> Found:
        await self.index.finish(lambda _: None)
        return await self.index.find(text, limit=1000, current=current, typing=typing)

    async def texts(self, text: str, *, current: int | None = None, typing: bool = False) -> list[str]:
        """Snippets of the messages that are found, best first."""
        found = await self.find(text, current=current, typing=typing)
        return [hit.snippet.text for hit in found.hits if hit.message_id is not None]

    async def hits(self, text: str) -> tuple[Hit, ...]:
        return (await self.find(text)).hits

    def close(self) -> None:
        self.index.close()
        self.cache.close()


def marked(hit: Hit) -> list[str]:
    """The words of a snippet that are marked."""
    return [hit.snippet.text[begin:end] for begin, end in hit.snippet.spans]
