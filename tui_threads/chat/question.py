"""One question that is asked without a screen; how it is asked stands in `asking`, which imports far more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, where, and of whom."""

    text: str
    thread_id: str | None = None
    """A thread to go on with; None begins one."""
    assistant: str | None = None
    """An assistant's id or name; None takes the thread's, else the default one."""
    model: str | None = None
    """Answers in place of the assistant's model."""
