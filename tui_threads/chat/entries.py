"""What stands in a conversation, in the order it is seen: one frozen value for each thing.

Every entry has a `key` that stays the same for as long as it is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tui_threads.wire.messages import Message
from tui_threads.wire.runs import Run
from tui_threads.wire.steps import RunStep

LocalState = Literal["waiting", "sending", "failed"]
PhaseKind = Literal[
    "idle",
    "queued",
    "loading_model",
    "reading_prompt",
    "thinking",
    "generating",
    "requires_action",
    "stopping",
]


@dataclass(frozen=True, slots=True)
class MessageEntry:
    """A message the server has."""

    key: str
    """The message's id."""
    message: Message
    live: bool = False
    """Whether it is being written right now."""


@dataclass(frozen=True, slots=True)
class LocalAttachment:
    """A file that will go with a message typed here."""

    name: str
    size: int | None = None
    """Bytes."""


@dataclass(frozen=True, slots=True)
class LocalEntry:
    """A message typed here that the server does not have yet."""

    key: str
    text: str
    attachments: tuple[LocalAttachment, ...] = ()
    state: LocalState = "waiting"
    reason: str | None = None
    """Why it waits or failed, in one sentence."""


@dataclass(frozen=True, slots=True)
class StepEntry:
    """A run step that called tools."""

    key: str
    """The step's id."""
    step: RunStep
    live: bool = False


@dataclass(frozen=True, slots=True)
class RunEntry:
    """Notice of a run that ended otherwise than completed: failed, expired, incomplete, cancelled."""

    key: str
    run: Run


@dataclass(frozen=True, slots=True)
class FailureEntry:
    """Something that went wrong between us and the server, below what had arrived by then."""

    key: str
    sentence: str
    code: str | None = None
    """The API's or the transport's name of it."""


Entry = MessageEntry | LocalEntry | StepEntry | RunEntry | FailureEntry


@dataclass(frozen=True, slots=True)
class Phase:
    """What the active run is doing, from which the waiting words are made."""

    kind: PhaseKind = "idle"
    fraction: float | None = None
    """0 to 1, of loading the model or reading the prompt, where the server tells."""
    position: int | None = None
    """Place in the queue, where the server tells."""
    model: str | None = None
    """The model that answers, where the server tells."""


IDLE = Phase()
