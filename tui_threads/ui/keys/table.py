"""What a row of the key tables is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Place = Literal["anywhere", "composer", "threads", "filter", "transcript", "attachments"]


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
