"""What is wanted of the server at once, beside the loop of a session: stop, an older page, a deletion."""

from __future__ import annotations

import asyncio

from tui_threads.api.errors import ApiError
from tui_threads.chat import mirror
from tui_threads.chat.cache import Cache
from tui_threads.chat.link import Link
from tui_threads.chat.session import ChatSession
from tui_threads.chat.trouble import trouble_of


class Errands:
    """Calls for one session; each may be made while its loop does something else."""

    def __init__(self, session: ChatSession, *, cache: Cache, link: Link) -> None:
        self.session = session
        self._cache = cache
        self._link = link
        self._reading_older = asyncio.Lock()

    async def stop(self) -> None:
        """Stop the reply, or the files before it; what has come stays.

        Before the run exists the wish is kept until it does.
        """
        if self.session.stop_upload():
            return
        run = self.session.active_run
        if run is None or self.session.row.id is None:
            self.session.stop_wanted = self.session.answering or self.session.answer_wanted
            return
        thread_id, run_id = self.session.row.id, run.id
        self.session.emit(self.session.conversation.stopping())
        try:
            await self._link.call(lambda client: client.threads.runs.cancel(run_id, thread_id=thread_id))
        except ApiError:
            self.session.refresh()  # it has ended by itself, or the server is gone: look again
            return
        if run.status == "requires_action":
            self.session.refresh()  # nobody follows a run that waits

    async def delete_message(self, message_id: str) -> str | None:
        """Take a message out of the thread for good; a sentence where that failed."""
        thread_id = self.session.row.id
        assert thread_id is not None
        try:
            await self._link.call(
                lambda client: client.threads.messages.delete(message_id, thread_id=thread_id)
            )
        except ApiError as error:
            return trouble_of(error).sentence
        await self._cache.run(mirror.drop_message, self.session.key, message_id)
        self.session.emit(self.session.conversation.drop(message_id))
        return None

    async def read_older(self) -> None:
        """Show the page above the oldest message; asked for twice at once, it is read once."""
        session, oldest = self.session, self.session.conversation.oldest_message
        async with self._reading_older:
            if oldest is None or not session.has_older or session.conversation.oldest_message != oldest:
                return
            try:
                if self._link.state != "online" or session.row.id is None:
                    session.show_older(await session.history.older_mirrored(oldest))
                    return
                thread_id = session.row.id
                session.show_older(
                    await self._link.call(lambda client: session.history.older(client, thread_id, oldest))
                )
            except ApiError as error:
                session.emit(session.conversation.fail(trouble_of(error).sentence))
