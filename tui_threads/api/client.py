"""The client of the protocol: one object per server, resources under the names of the official SDK."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

from tui_threads.api.clock import Clock, SystemClock
from tui_threads.api.profile import Profile

if TYPE_CHECKING:
    from tui_threads.api.assistants import Assistants
    from tui_threads.api.connection import Connection
    from tui_threads.api.files import Files
    from tui_threads.api.models import Models
    from tui_threads.api.threads import Threads
    from tui_threads.api.vector_stores import VectorStores
    from tui_threads.wire.extensions import Health

__all__ = ["ThreadsClient"]


class ThreadsClient:
    """Talks to one server of the Assistants API v2.

    Use it as `async with ThreadsClient(profile) as client`, in one event loop. Making it imports and
    opens nothing: that happens with the first call.
    """

    def __init__(
        self, profile: Profile, *, environ: Mapping[str, str] = os.environ, clock: Clock | None = None
    ) -> None:
        """Args:
        profile: Which server, and how to identify oneself there.
        environ: Where `api_key_env` is looked up, and what `token_command` is given.
        clock: What waits between repetitions; the machine's clock by default.
        """
        self.profile = profile
        self._environ = environ
        self._clock = clock or SystemClock()

    async def __aenter__(self) -> ThreadsClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        if "_connection" in self.__dict__:
            await self._connection.aclose()

    @cached_property
    def threads(self) -> Threads:
        """Threads, their messages and runs."""
        from tui_threads.api.threads import Threads

        return Threads(self._connection)

    @cached_property
    def assistants(self) -> Assistants:
        """Assistants."""
        from tui_threads.api.assistants import Assistants

        return Assistants(self._connection)

    @cached_property
    def files(self) -> Files:
        """Uploaded files."""
        from tui_threads.api.files import Files

        return Files(self._connection)

    @cached_property
    def vector_stores(self) -> VectorStores:
        """Stores for file search."""
        from tui_threads.api.vector_stores import VectorStores

        return VectorStores(self._connection)

    @cached_property
    def models(self) -> Models:
        """Models the server can answer with."""
        from tui_threads.api.models import Models

        return Models(self._connection)

    async def health(self) -> Health:
        """Whether our own server is well, and its version.

        Raises:
            ApiError: it is not, or the server is another one.
        """
        from tui_threads.api.calls import Call
        from tui_threads.wire.extensions import Health

        return await self._connection.call(Health, Call("GET", "/health"))

    @cached_property
    def _connection(self) -> Connection:
        from tui_threads.api.connection import Connection
        from tui_threads.api.credentials import Credentials
        from tui_threads.api.transport import Transport

        credentials = Credentials(self.profile, self._environ, self._clock)
        return Connection(self.profile, Transport(self.profile), credentials, self._clock)
