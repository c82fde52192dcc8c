"""Work for a worker that may never come to it."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Generator


class Errand(Awaitable[None]):
    """A coroutine that is put away where its worker was cancelled before it began, as when the app leaves.

    Python tells of coroutines that nobody awaited as of a mistake; this is none.
    """

    def __init__(self, work: Coroutine[object, object, None]) -> None:
        self._work = work

    def __await__(self) -> Generator[object, None, None]:
        return self._work.__await__()

    def __del__(self) -> None:
        self._work.close()
