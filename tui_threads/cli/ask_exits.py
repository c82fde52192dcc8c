"""How `threads-tui ask` ends: an exit code for each kind of failure, and a sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from tui_threads.api.errors import ApiError, RunError, RunIncompleteError, run_error
from tui_threads.chat.asking import AskError, Asking
from tui_threads.chat.trouble import Kind, trouble_of
from tui_threads.wire.runs import Run


class Exit(IntEnum):
    """Exit codes; scripts rest on them."""

    DONE = 0
    FAILED = 1
    """The run or the server failed."""
    USAGE = 2
    """Arguments, configuration or question are not acceptable."""
    UNREACHABLE = 3
    """The server cannot be started or reached, or was lost."""
    REFUSED = 4
    """The server does not accept the key."""
    NOT_FOUND = 5
    """There is no such thread or assistant."""
    BUSY = 6
    """The thread has an active run, or there were too many requests: later it may work."""
    NO_MODEL = 7
    """There is no model on this machine yet."""
    INCOMPLETE = 8
    """The reply used up its tokens."""
    NEEDS_OUTPUTS = 9
    """The run waits for outputs of functions."""
    STOPPED = 130
    """Ctrl+C."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended."""

    code: Exit
    sentence: str = ""
    """For people; empty where all went well."""


_BY_KIND: dict[Kind, Exit] = {
    "unreachable": Exit.UNREACHABLE,
    "refused": Exit.REFUSED,
    "gone": Exit.NOT_FOUND,
    "locked": Exit.BUSY,
    "rejected": Exit.USAGE,
    "failed": Exit.FAILED,
}


def ending_of_failure(error: ApiError | AskError, asking: Asking) -> Ending:
    """How a failed call ends the asking."""
    if isinstance(error, AskError):
        return Ending(Exit.NOT_FOUND, str(error))
    kind = trouble_of(error).kind
    code = Exit.BUSY if error.status_code == 429 else _BY_KIND[kind]
    sentence = error.message
    if kind == "locked":
        sentence += " Try again when it is over, or stop it in the app."
    elif asking.run is not None and kind == "unreachable":
        sentence += f" What has come of the reply is kept in {asking.run.thread_id}."
    return Ending(code, sentence)


def ending_of_run(asking: Asking, *, model_is_missing: bool) -> Ending:
    """How the run's last state ends the asking."""
    run = asking.run
    if run is None:
        return Ending(Exit.FAILED, "The server told nothing of a run.")
    if asking.stopped and run.status != "completed":
        return Ending(Exit.STOPPED, f"Stopped. What has come is kept in {run.thread_id}.")
    if run.status == "requires_action":
        return Ending(Exit.NEEDS_OUTPUTS, _wanted(run))
    error = run_error(run)
    return Ending(Exit.DONE) if error is None else _failed(error, model_is_missing=model_is_missing)


def _failed(error: RunError, *, model_is_missing: bool) -> Ending:
    if isinstance(error, RunIncompleteError):
        return Ending(Exit.INCOMPLETE, "The reply used up its tokens and is not whole.")
    if model_is_missing:
        return Ending(
            Exit.NO_MODEL,
            "There is no model on this machine yet; `threads-tui models pull` fetches a small one (98 MB). "
            f"The question is kept in {error.run.thread_id}.",
        )
    return Ending(Exit.BUSY if error.code == "rate_limit_exceeded" else Exit.FAILED, error.message)


def _wanted(run: Run) -> str:
    calls = run.required_action.submit_tool_outputs.tool_calls if run.required_action else ()
    names = ", ".join(call.function.name for call in calls)
    return (
        f"The run waits for outputs of functions ({names}); give them in the app: "
        f"threads-tui --thread {run.thread_id}"
    )
