"""The link to the server: made when the app starts, kept while it runs, mended when it breaks.

All talk with the server goes through `Link.call`: it waits for a client, and when the server is found gone
by anybody, everybody else is told at once instead of waiting for a dead connection. Only this file decides
when to try again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Literal, TypeVar

from tui_threads.chat.connection import ConnectError, Connector

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

LinkState = Literal["connecting", "online", "offline"]

_T = TypeVar("_T")

_log = logging.getLogger(__name__)

_FIRST_WAIT, _LONGEST_WAIT = 0.5, 15.0
_REFUSED_WAIT = 30.0


class Link:
    """One client at a time. All methods belong to the event loop's thread."""

    def __init__(self, connect: Connector, on_change: Callable[[], None]) -> None:
        self._connect = connect
        self._on_change = on_change
        self._client: ThreadsClient | None = None
        self._held: ThreadsClient | None = None
        """The client to be closed: the present one, or one that was found broken."""
        self._calls: set[asyncio.Task[object]] = set()
        self._online = asyncio.Event()
        self._broken = asyncio.Event()
        self._again = asyncio.Event()
        self._wait = _FIRST_WAIT
        self.state: LinkState = "connecting"
        self.sentence = ""
        """Why it is offline and what to do, in one sentence."""

    async def run(self) -> None:
        """Keep the link up until cancelled."""
        try:
            while True:
                await self._bring_up()
                if self._client is not None:
                    await self._broken.wait()
                await self._close()
                await self._pause()
        finally:
            self._client = None
            self._online.clear()  # or who waits for a client would look for one without a pause
            await self._close()

    async def client(self) -> ThreadsClient:
        """The client, as soon as there is one."""
        while self._client is None:
            await self._online.wait()
        return self._client

    async def call(self, work: Callable[[ThreadsClient], Coroutine[object, object, _T]]) -> _T:
        """Do work with the client, as soon as there is one.

        Raises:
            ApiError: the work failed, or the server was found gone by somebody else meanwhile.
        """
        from tui_threads.api.errors import ApiConnectionError, ApiError
        from tui_threads.chat.trouble import trouble_of

        client = await self.client()
        task = asyncio.ensure_future(work(client))
        self._calls.add(task)
        try:
            return await task
        except ApiError as error:
            trouble = trouble_of(error)
            if trouble.kind in ("unreachable", "refused"):
                self.lost(client, trouble.sentence, refused=trouble.kind == "refused")
            raise
        except asyncio.CancelledError as cancelled:
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                raise
            raise ApiConnectionError(self.sentence or "The server is gone.", sent=True) from cancelled
        finally:
            self._calls.discard(task)

    def lost(self, client: ThreadsClient, sentence: str, *, refused: bool = False) -> None:
        """Say that the server behind `client` is gone, or refuses us; the next one is looked for."""
        if client is not self._client:
            return  # somebody else has said so already
        self._client = None
        self._online.clear()
        self._wait = _REFUSED_WAIT if refused else self._wait
        self._go_offline(sentence)
        for task in self._calls:
            task.cancel()
        self._broken.set()

    def worked(self) -> None:
        """Say that an answer came, so that the next failure is tried again soon."""
        self._wait = _FIRST_WAIT

    def try_again(self) -> None:
        """Look for the server at once, not only when the pause is over."""
        self._again.set()

    async def _bring_up(self) -> None:
        self._broken.clear()
        try:
            self._client = self._held = await self._connect()
        except ConnectError as error:
            self._go_offline(str(error))
            return
        self._set("online", "")
        self._online.set()

    async def _close(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            for task in self._calls:
                task.cancel()
            await asyncio.gather(*self._calls, return_exceptions=True)
            await held.aclose()

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._again.wait(), self._wait)
        except TimeoutError:
            self._wait = min(self._wait * 2, _LONGEST_WAIT)

    def _go_offline(self, sentence: str) -> None:
        self._again.clear()  # here, not before the pause: who reads "offline" may say "again" at once
        self._set("offline", sentence)

    def _set(self, state: LinkState, sentence: str) -> None:
        if (state, sentence) != (self.state, self.sentence):
            self.state, self.sentence = state, sentence
            _log.info("%s%s", state, f": {sentence}" if sentence else "")
            self._on_change()
