"""Keeps a growing reply on the disk: never more than half a second or 64 tokens behind."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from tui_threads.server.database import Database, is_locked
from tui_threads.server.tables import messages

_log = logging.getLogger(__name__)
_SECONDS = 0.5
_TOKENS = 64


class PartialSaver:
    """Writes the text of one message as it grows, off the path of the tokens."""

    def __init__(self, database: Database, message_id: str, text: Callable[[], str]) -> None:
        self._database = database
        self._message_id = message_id
        self._text = text
        self._behind = 0
        self._grown = asyncio.Event()
        self._due = asyncio.Event()
        self._closing = False
        self._task = asyncio.create_task(self._save_on())

    def grew(self) -> None:
        """One more token is there."""
        self._behind += 1
        self._grown.set()
        if self._behind >= _TOKENS:
            self._due.set()

    async def aclose(self) -> None:
        """End, and raise what went wrong with the disk meanwhile, if anything did."""
        self._closing = True
        self._grown.set()
        self._due.set()
        await self._task

    async def _save_on(self) -> None:
        while not self._closing:
            await self._grown.wait()
            try:
                async with asyncio.timeout(_SECONDS):
                    await self._due.wait()
            except TimeoutError:
                pass
            if not self._closing:
                self._behind = 0
                self._grown.clear()
                self._due.clear()
                await self._save()

    async def _save(self) -> None:
        change = update(messages).where(messages.c.id == self._message_id)
        try:
            async with self._database.write() as connection:
                await connection.execute(change.values(text=self._text(), content=None))
        except OperationalError as error:
            if not is_locked(error):
                raise
            # It passes, and the text is here: the next save has all of it.
            _log.warning(
                "Message %s waits to be stored: another program locks the database", self._message_id
            )
            self._grown.set()
