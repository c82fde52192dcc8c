"""Who may ask a model for tokens: so many runs at once, the rest in order of arrival."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable


class Slots:
    """The queues before all models; a model has as many slots as whoever asks says it has."""

    def __init__(self) -> None:
        self._busy: dict[str, int] = {}
        self._waiting: dict[str, deque[tuple[asyncio.Future[None], Callable[[int], None]]]] = {}

    async def enter(self, model: str, count: int, tell_place: Callable[[int], None]) -> None:
        """Take one of the `count` slots of a model, to be given back by `leave`.

        Args:
            tell_place: called with the number of runs ahead, at first and whenever it changes.
        """
        queue = self._waiting.setdefault(model, deque())
        if self._busy.get(model, 0) < count and not queue:
            self._busy[model] = self._busy.get(model, 0) + 1
            return
        turn = asyncio.get_running_loop().create_future()
        entry = (turn, tell_place)
        queue.append(entry)
        tell_place(len(queue) - 1)
        try:
            await turn
        except asyncio.CancelledError:
            if entry in queue:
                queue.remove(entry)
                self._tell_places(model)
            elif not turn.cancelled():  # the slot was given to it just before it was called off
                self.leave(model)
            raise

    def leave(self, model: str) -> None:
        """Give a slot back; the first in the queue has it."""
        queue = self._waiting[model]
        while queue:
            turn, _ = queue.popleft()
            if not turn.cancelled():  # one that is just being called off is still in the queue
                turn.set_result(None)
                self._tell_places(model)
                return
        self._busy[model] -= 1

    def _tell_places(self, model: str) -> None:
        for place, (_, tell) in enumerate(self._waiting[model]):
            tell(place)
