"""Who answers in the thread that is shown, in words: for the header, the status line and the empty thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_threads.chat.connection import Endpoint
from tui_threads.chat.thread_rows import ThreadRow

if TYPE_CHECKING:
    from tui_threads.chat.desk import Desk
    from tui_threads.chat.session import ChatSession
    from tui_threads.wire.assistants import Assistant


@dataclass(frozen=True, slots=True)
class WhoAnswers:
    """The assistant and the model, as far as they are known."""

    name: str = ""
    """Empty while the assistant is not known."""
    model: str = ""
    instructions: str = ""
    special: bool = False
    """Whether the thread's runs have something otherwise than their assistant, beside the model."""

    def joined(self, between: str) -> str:
        """`Reviewer / smollm2-135m`."""
        words = [self.name, self.model.removeprefix("local/") + ("*" if self.special else "")]
        return between.join(word for word in words if word.strip("*"))


def assistant_in(desk: Desk | None, row: ThreadRow | None, session: ChatSession | None) -> Assistant | None:
    """Who answers next, or while a run is active the one that runs."""
    if desk is None:
        return None
    run = session.conversation.run if session is not None else None
    if session is not None and run is not None and session.active_run is not None:
        return desk.assistants.get(run.assistant_id) or desk.answerers.assistant_of(row, run.assistant_id)
    return desk.answerers.assistant_of(row, run.assistant_id if run is not None else None)


def who_answers(
    desk: Desk | None, row: ThreadRow | None, session: ChatSession | None, endpoint: Endpoint
) -> WhoAnswers:
    """The words; before anything is known, the model that our own server would take."""
    expected = endpoint.model if endpoint.is_local else ""
    assistant = assistant_in(desk, row, session)
    active = session.active_run if session is not None else None
    if desk is None:
        return WhoAnswers(model=expected)
    overrides = desk.answerers.overrides(row)
    model = overrides.model or (assistant.model if assistant else expected)
    return WhoAnswers(
        name=(assistant.name or "Assistant") if assistant else "",
        model=active.model if active is not None and active.model else model,
        instructions=overrides.instructions or (assistant.instructions or "" if assistant else ""),
        special=bool(overrides.given.keys() - {"model"}),
    )
