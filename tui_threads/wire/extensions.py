"""What our own server adds to the protocol. Every other client may ignore it.

`GET /threads` lists threads as other lists do, each with what was said last in it (`ListedThread`) and
also in the order of activity, with the ids of those that were deleted last (`ThreadPage`);
`GET /threads/{t}/runs/{r}/events` replays and follows a
run's events after `Last-Event-ID`; the event `threads_tui.run.progress` tells why a run has not yet
begun to answer; a run call's answer names the model that was asked for in `REQUESTED_MODEL_HEADER`;
`GET /threads/{t}/runs/{r}/context` tells what the model could read of the thread.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tui_threads.wire.base import Metadata, StringOrEmpty, Timestamp, WireModel
from tui_threads.wire.lists import Page
from tui_threads.wire.threads import Thread

__all__ = [
    "PROGRESS_EVENT",
    "REQUESTED_MODEL_HEADER",
    "SNIPPET_LENGTH",
    "Health",
    "LastMessage",
    "ListedThread",
    "RunContext",
    "RunPhase",
    "RunProgress",
    "ThreadPage",
]

SNIPPET_LENGTH = 400
"""Characters of a message that the list of threads tells."""

PROGRESS_EVENT = "threads_tui.run.progress"
"""Name of the event whose data is a `RunProgress`."""

REQUESTED_MODEL_HEADER = "threads-tui-requested-model"
"""Header of answers to run calls: the model name that was asked for."""

RunPhase = Literal["queued", "loading_model", "reading_prompt", "generating"]
"""What a run is busy with."""


class RunProgress(WireModel):
    """How far a run has come before and while it answers."""

    run_id: str
    phase: RunPhase
    fraction: float | None = None
    """0 to 1 of this phase, when it can be told."""
    position: int | None = None
    """Runs ahead in the queue."""
    model: str | None = None
    """The model that was asked for, when another one answers."""


class LastMessage(WireModel):
    """What was said last in a thread."""

    id: str
    created_at: Timestamp = 0
    role: StringOrEmpty = ""
    snippet: StringOrEmpty = ""
    """Its text, cut at `SNIPPET_LENGTH` characters."""
    metadata: Metadata = Field(default_factory=dict)


class ListedThread(Thread):
    """A thread as `GET /threads` tells it; of other servers only a `Thread`'s own fields are known."""

    last_message: LastMessage | None = None
    """None while nothing was said; not among `model_fields_set` where the server does not tell."""
    active_run_id: str | None = None
    """The run that locks the thread."""


class ThreadPage(Page[ListedThread]):
    """A page of threads; in the order of activity it tells too which were deleted."""

    deleted: tuple[str, ...] = ()
    """Ids of the threads that were deleted last, the last one first, at most as many as were asked for."""


class RunContext(WireModel):
    """What a run's model could read of its thread, as of its last turn."""

    run_id: str
    requested_model: str
    """The model that was asked for; the run's `model` is the one that answers."""
    context_length: int | None = None
    """Tokens of prompt and answer together that the model can hold, where that is known."""
    used_tokens: int | None = None
    """Tokens of prompt and answer of the last turn; None before it is over."""
    first_seen: str | None = None
    """Id of the message from which on the model has read all; None when nothing was left out.

    The very first message of the thread may have been read too, ahead of the gap."""


class Health(WireModel):
    """Answer of `GET /health`."""

    status: str
    """`ok`."""
    version: str | None = None
