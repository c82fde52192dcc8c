"""What the app must be given to reach a server, and the small model if it is missing.

The command line makes these values; nothing here opens a connection or imports the client, so that
the first frame does not wait for it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

Connector: TypeAlias = Callable[[], Awaitable["ThreadsClient"]]
"""Gives a client that is ready to be asked; may start the local server first, so it may take seconds.

It is called again after the connection was lost: a server that has moved to another port or was
stopped is found or started anew. It raises `ConnectError` when that cannot be done. The caller closes
the client by `aclose()`.
"""

OnProgress: TypeAlias = Callable[[int, int | None], None]
"""Called with the bytes that are there and the bytes in all, None while unknown."""


class ConnectError(Exception):
    """The server cannot be started or reached; the message is one sentence that says what to do."""


class PullError(Exception):
    """The small model could not be fetched; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The server the app talks to, in words."""

    profile: str
    """Name of the profile, `local` for our own server. Rows of the cache are kept apart by it."""
    is_local: bool
    """Whether it is our own server on this machine."""
    model: str
    """The model of an assistant made here when the server has none of ours."""


@dataclass(frozen=True, slots=True)
class ModelOffer:
    """The small model that is not on this disk yet and can be fetched."""

    name: str
    """For people: `SmolLM2 135M Instruct`."""
    size: int
    """Bytes that will lie on the disk."""
    source: str
    """Where it comes from, in a word or two."""
    destination: Path
    """Where it will lie."""
    pull: Callable[[OnProgress], Awaitable[None]]
    """Fetches it; cancelling the task stops the fetch, calling it again goes on from what was kept.

    The progress callback may be called from any thread. Raises `PullError`.
    """
    kept: Callable[[], int]
    """Bytes of the model that an earlier try has brought and the next one goes on from."""
    is_there: Callable[[], bool]
    """Whether it lies at its place by now, for instance because another program has fetched it."""
