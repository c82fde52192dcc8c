"""What an importer found in a file, before anything is asked of a server.

Every source is read into these values; what cannot be brought along is counted under its reason.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

SYSTEM = "system messages: a thread has none; the beginning is kept as its original_instructions"
TOOLS = "calls of tools and what the tools answered"
HIDDEN = "messages the other program hid, and notes of its own"
THOUGHTS = "thoughts of the model"
EMPTY = "empty messages"
BRANCHES = "messages on other branches: only the branch shown last is brought in"
UNREADABLE = "messages whose shape is not known"
CONVERSATIONS = "conversations whose shape is not known"
ANNOTATIONS = "annotations: their marks stay in the text"
RESOURCES = "files and vector stores given to a thread's tools"


class ImportingError(Exception):
    """A file cannot be read as any kind of threads; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class FoundImage:
    """An image that is not on the server."""

    name: str
    read: Callable[[], bytes] | None = None
    """Gives its bytes, or None where the file does not hold them. Raises `OSError` or `ValueError`."""


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image that a server has under a file id."""

    file_id: str


@dataclass(frozen=True, slots=True)
class LinkedImage:
    """An image on the web."""

    url: str


Part: TypeAlias = str | FoundImage | StoredImage | LinkedImage
"""A piece of a message, in order; a string is text."""


@dataclass(frozen=True, slots=True)
class FoundAttachment:
    """A file for tools that a server has under a file id."""

    file_id: str
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """One message of the other program."""

    role: Literal["user", "assistant"]
    parts: tuple[Part, ...]
    id: str | None = None
    created_at: int | None = None
    """Unix seconds."""
    model: str | None = None
    attachments: tuple[FoundAttachment, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join(part for part in self.parts if isinstance(part, str))


@dataclass(frozen=True, slots=True)
class FoundThread:
    """One conversation of the other program."""

    mark: str
    """Names the conversation for ever, so that it is brought in once: `chatgpt:ID`, `elia:ID`."""
    title: str
    messages: tuple[FoundMessage, ...]
    created_at: int | None = None
    """Unix seconds."""
    instructions: str = ""
    """What a system message told the model."""
    archived: bool = False
    own_id: str | None = None
    """The id it has on a server of this protocol."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    """What cannot be brought along, by reason."""


@dataclass(frozen=True, slots=True)
class Source:
    """All that one file holds."""

    kind: str
    """For people: `ChatGPT export`."""
    threads: tuple[FoundThread, ...]
    left_out: Counter[str] = field(default_factory=Counter)
    """What belongs to no thread, by reason."""


def fingerprint(*words: str) -> str:
    """A short mark of a content that has no id of its own."""
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:16]
