"""Outputs of functions that a run waits for: what is typed of them, on the disk until the run has gone on.

Drafts are user data as a composer's draft is. Which runs wait is noted too, so that the next start comes
back to the question. Functions of a connection, called through `Cache.run`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_threads.chat.outbox import remember_prompt

if TYPE_CHECKING:
    from tui_threads.wire.runs import Run

DECLINED = "The user declined this function call. Go on without its output, or ask the user."
"""What is submitted for a call that the user does not want carried out; the model reads it."""


@dataclass(frozen=True, slots=True)
class ToolOutputs:
    """What a run is to be given."""

    run_id: str
    outputs: Mapping[str, str]
    """By the id of the call."""


@dataclass(frozen=True, slots=True)
class WantedCall:
    """A call whose output is wanted."""

    id: str
    function: str
    arguments: str
    """JSON text, as the model wrote it: it may be invalid."""
    output: str = ""
    """What was typed for it before."""
    command: str = ""
    """The command line that is remembered for the function."""


@dataclass(frozen=True, slots=True)
class WaitingThread:
    """A thread whose run waited for outputs when it was last seen."""

    key: int
    run_id: str
    expires_at: int | None
    """Unix seconds."""


def wanted_calls(run: Run) -> tuple[str, ...]:
    """Ids of the calls that a run waits for; none when it does not wait."""
    if run.status != "requires_action" or run.required_action is None:
        return ()
    return tuple(call.id for call in run.required_action.submit_tool_outputs.tool_calls)


def write_outputs(
    connection: sqlite3.Connection, thread: int, run_id: str, outputs: Mapping[str, str]
) -> None:
    """Keep what is typed for the calls of a run."""
    for call_id, text in outputs.items():
        connection.execute(
            "INSERT INTO tool_outputs (thread, run, call, text) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (thread, run, call) DO UPDATE SET text = excluded.text",
            (thread, run_id, call_id, text),
        )


def read_outputs(connection: sqlite3.Connection, thread: int, run_id: str) -> dict[str, str]:
    """What was typed for the calls of a run, by the id of the call."""
    rows = connection.execute(
        "SELECT call, text FROM tool_outputs WHERE thread = ? AND run = ?", (thread, run_id)
    )
    return {str(call): str(text) for call, text in rows}


def settle_outputs(
    connection: sqlite3.Connection,
    thread: int,
    waiting: WaitingThread | None,
    calls: Collection[str],
    *,
    sent: Collection[str],
    now: float,
) -> bool:
    """Keep of this thread only what belongs to the calls a run still waits for; whether words were moved.

    Words typed for a run that waits no more go to the prompt history, all at once: whoever ends in
    between finds them in one of the two places. Those that were `sent` stand in the thread.
    """
    run_id = waiting.run_id if waiting is not None else None
    moved = False
    for run, call, text in connection.execute(
        "SELECT run, call, text FROM tool_outputs WHERE thread = ? ORDER BY rowid", (thread,)
    ).fetchall():
        if run != run_id or call not in calls:
            connection.execute(
                "DELETE FROM tool_outputs WHERE thread = ? AND run = ? AND call = ?", (thread, run, call)
            )
            if str(text).strip() and str(text) not in sent:
                remember_prompt(connection, str(text), now)
                moved = True
    connection.execute("DELETE FROM waiting_runs WHERE thread = ? AND run IS NOT ?", (thread, run_id))
    if waiting is not None:
        _note_waiting(connection, waiting)
    return moved


def waiting_threads(connection: sqlite3.Connection, profile: str, now: float) -> list[WaitingThread]:
    """Threads whose run still waits as far as is known, the one noted last first."""
    rows = connection.execute(
        "SELECT w.thread, w.run, w.expires_at FROM waiting_runs w JOIN threads t ON t.key = w.thread"
        " WHERE t.profile = ? AND t.gone = 0 AND t.delete_at IS NULL"
        " AND (w.expires_at IS NULL OR w.expires_at > ?) ORDER BY w.rowid DESC",
        (profile, now),
    )
    return [WaitingThread(int(key), str(run), expires) for key, run, expires in rows]


def _note_waiting(connection: sqlite3.Connection, waiting: WaitingThread) -> None:
    connection.execute(
        "INSERT INTO waiting_runs (thread, run, expires_at) VALUES (?, ?, ?)"
        " ON CONFLICT (thread) DO UPDATE SET run = excluded.run, expires_at = excluded.expires_at",
        (waiting.key, waiting.run_id, waiting.expires_at),
    )
