"""What a run asks of the user, read from its session. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_threads.chat.tool_outputs import WantedCall, wanted_calls

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession
    from tui_threads.wire.runs import Run

Question = tuple[str, tuple[str, ...]]
"""A run and the calls it waits for: one run may ask several times."""

_ENDINGS = {
    "expired": "The time is up: the run has expired.",
    "cancelled": "The run was stopped.",
    "cancelling": "The run was stopped.",
    "failed": "The run has failed.",
}


def question_of(session: ChatSession | None) -> Question | None:
    """What the run of a session waits for, as long as nobody has answered."""
    run = session.active_run if session is not None else None
    if session is None or run is None or session.answering or session.tool_outputs is not None:
        return None
    calls = wanted_calls(run)
    return (run.id, calls) if calls else None


def calls_of(run: Run) -> list[WantedCall]:
    """The calls a run waits for."""
    action = run.required_action
    calls = action.submit_tool_outputs.tool_calls if action is not None else ()
    return [WantedCall(call.id, call.function.name, call.function.arguments) for call in calls]


def functions_of(run: Run) -> list[str]:
    """The names of the functions a run waits for."""
    return [call.function or "a function" for call in calls_of(run)]


def ending_of(session: ChatSession | None, question: Question) -> str:
    """Why a question is open no more, in one sentence."""
    run = session.conversation.run if session is not None else None
    status = run.status if run is not None and run.id == question[0] else ""
    return _ENDINGS.get(status, "These calls were answered elsewhere.")
