"""Reading whole threads over the app's link: from the server, and while that is away from the mirror."""

from __future__ import annotations

from tui_threads.api.errors import ApiError
from tui_threads.chat import thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.exporting.carrying import NotReadError
from tui_threads.chat.exporting.reading import ThreadCopy, read_mirrored, read_thread, with_images
from tui_threads.chat.link import Link
from tui_threads.chat.trouble import trouble_of


class WholeThreads:
    """Reads threads of one profile."""

    def __init__(self, link: Link, cache: Cache, profile: str) -> None:
        self._link = link
        self._cache = cache
        self._profile = profile
        self.from_mirror = 0
        """How many came from the mirror, which may lack messages."""

    async def read(self, thread_id: str) -> ThreadCopy:
        """A thread with all its messages. Raises `NotReadError`."""
        reason = self._link.sentence or "The server is not reached yet."
        if self._link.state == "online":
            try:
                return await self._link.call(lambda client: read_thread(client, thread_id))
            except ApiError as error:
                reason = trouble_of(error).sentence
        row = await self._cache.run(thread_rows.find_thread, self._profile, thread_id)
        mirrored = await read_mirrored(self._cache, row) if row is not None else None
        if mirrored is None or not mirrored.messages:
            raise NotReadError(f"{reason} Nothing of it is kept on this machine.")
        self.from_mirror += 1
        return mirrored

    async def read_illustrated(self, thread_id: str) -> ThreadCopy:
        """The same with the bytes of its images, as far as the server gives them. Raises `NotReadError`."""
        copy = await self.read(thread_id)
        if self._link.state != "online":
            return copy
        try:
            return await self._link.call(lambda client: with_images(client, copy))
        except ApiError:
            return copy  # the images' names stand in the export
