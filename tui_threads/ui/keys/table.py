"""What a row of the key tables is, and the places where keys work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

Place = Literal[
    "app", "anywhere", "composer", "threads", "filter", "transcript", "attachments", "welcome", "model",
    "dialog", "confirm", "picker", "assistants", "history", "search", "settings", "help", "form", "metadata",
    "preview", "progress", "reader", "log", "inspector", "outputs", "call", "output", "consent",
]  # fmt: skip


class Where(NamedTuple):
    """What a place is called, and where it lies."""

    heading: str
    inside: Place | None = None
    """The place around it, whose keys work in it as well."""


PLACES: Mapping[Place, Where] = {
    "anywhere": Where("Anywhere", "app"),
    "app": Where("Anywhere, over dialogs too"),
    "composer": Where("In the composer", "anywhere"),
    "threads": Where("In the thread list", "anywhere"),
    "filter": Where("In the filter", "anywhere"),
    "transcript": Where("In the messages", "anywhere"),
    "attachments": Where("On the files above the composer", "anywhere"),
    "welcome": Where("In an empty thread", "anywhere"),
    "model": Where("On the card of the small model", "anywhere"),
    "dialog": Where("In every dialog", "app"),
    "picker": Where("In dialogs with a list", "dialog"),
    "assistants": Where("In the list of assistants", "picker"),
    "history": Where("In the prompt history", "picker"),
    "search": Where("In the search", "picker"),
    "settings": Where("In the settings", "picker"),
    "help": Where("In this list of keys", "picker"),
    "form": Where("In forms", "dialog"),
    "metadata": Where("In the thread's metadata", "dialog"),
    "confirm": Where("In a question", "dialog"),
    "preview": Where("In a preview", "dialog"),
    "progress": Where("In a long job's dialog", "dialog"),
    "reader": Where("In a text to read", "dialog"),
    "log": Where("In the log", "dialog"),
    "inspector": Where("In the run inspector", "dialog"),
    "outputs": Where("In the form for function calls", "dialog"),
    "call": Where("On a function call", "outputs"),
    "output": Where("In the output of a call", "outputs"),
    "consent": Where("Where a command asks for leave", "dialog"),
}


def around(place: Place) -> Iterator[Place]:
    """The place and those it lies in, innermost first."""
    at: Place | None = place
    while at is not None:
        yield at
        at = PLACES[at].inside


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that can be done, with the keys that do it."""

    id: str
    """What `[keys]` of the configuration calls it."""
    keys: str
    """Keys as Textual names them, apart by commas; empty where only the palette reaches it."""
    title: str
    action: str = ""
    """Name of the action of the widget that `place` means; empty where the screen does it, by the id."""
    place: Place = "anywhere"
    help: str = ""
    palette: bool = True
    """Whether the command palette and the composer's `/` offer it."""
    priority: bool = False
    """Whether it works before the focused widget sees the key."""

    @property
    def bound(self) -> str:
        """The action that Textual runs for it."""
        return self.action or f"screen.do({self.id!r})"
