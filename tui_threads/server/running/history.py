"""Reads the part of a thread that a model may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tui_threads.server.database import Database
from tui_threads.server.store.messages import messages as message_rows
from tui_threads.server.store.runs import steps as step_rows
from tui_threads.wire.content import TextContentBlock
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import Run
from tui_threads.wire.steps import RunStep

_PAGE = 200
_CHARACTERS_A_TOKEN = 8
"""A generous guess: this much text for each token of the budget surely holds all that can fit."""
_MOST_MESSAGES = 10_000


@dataclass(frozen=True, slots=True)
class History:
    """What a prompt is made of, oldest first."""

    before: Sequence[Message]
    """Messages from before the run: the newest, and ahead of them the thread's first."""
    steps: Sequence[RunStep]
    """What the run has done so far."""
    own: Mapping[str, Message]
    """Messages of the run, by id."""
    whole: bool = True
    """Whether `before` has all of them; else there is a gap after the first."""

    def question(self) -> str:
        """The words of the newest message of a user."""
        return next((text_of(message) for message in reversed(self.before) if message.role == "user"), "")


async def read_history(database: Database, run: Run, budget: int | None, *, fresh: bool) -> History:
    """As much of the thread as a budget of tokens can hold, and what the run has done.

    Args:
        fresh: the run has done nothing yet.
    """
    table = message_rows.table
    before_run = (table.c.thread_id == run.thread_id, table.c.run_id.is_distinct_from(run.id))
    enough = None if budget is None else budget * _CHARACTERS_A_TOKEN
    found: list[Message] = []
    size, place, whole = 0, None, False
    async with database.read() as connection:
        while len(found) < _MOST_MESSAGES and (enough is None or size <= enough):
            page = await message_rows.newest(connection, _PAGE, *before_run, before=place)
            found += [message for _, message in page]
            size += sum(len(text_of(message)) for _, message in page)
            if len(page) < _PAGE:
                whole = True
                break
            place = page[-1][0]
        before = [*([] if whole else await message_rows.first(connection, *before_run)), *found[::-1]]
        if fresh:
            return History(before, (), {}, whole)
        own = await message_rows.all(connection, table.c.run_id == run.id)
        steps = await step_rows.all(connection, step_rows.table.c.run_id == run.id)
    return History(before, steps, {message.id: message for message in own}, whole)


def text_of(message: Message) -> str:
    """All text of a message."""
    texts = [block.text.value for block in message.content if isinstance(block, TextContentBlock)]
    return "\n".join(texts)
