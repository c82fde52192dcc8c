"""An entry of a conversation as text: what was said, and what the server said of it."""

from __future__ import annotations

from tui_threads.chat.entries import Entry, FailureEntry, LocalEntry, MessageEntry, RunEntry, StepEntry
from tui_threads.chat.history import text_of


def said_text(entry: Entry | None) -> str | None:
    """The text of a stored message, else None."""
    return text_of(entry.message) if isinstance(entry, MessageEntry) else None


def said_by_user(entry: Entry | None) -> bool:
    """Whether it is a stored message of the user."""
    return isinstance(entry, MessageEntry) and entry.message.role == "user"


def json_of(entry: Entry | None) -> str:
    """What the server said of an entry, as JSON for people; a failure in its own words."""
    match entry:
        case MessageEntry():
            return entry.message.model_dump_json(indent=2)
        case StepEntry():
            return entry.step.model_dump_json(indent=2)
        case RunEntry():
            return entry.run.model_dump_json(indent=2)
        case FailureEntry():
            return "\n".join(filter(None, [entry.sentence, entry.code]))
        case LocalEntry():
            return f"{entry.text}\n\n{entry.reason or 'The server does not have this yet.'}"
        case None:
            return ""
