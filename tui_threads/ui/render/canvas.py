"""What an entry is drawn on: its width, its colours, and how the person wants it shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui_threads.ui.render.palette import PLAIN, Palette

if TYPE_CHECKING:
    from tui_threads.ui.render.images import ImageState


@dataclass(frozen=True)
class Canvas:
    """Everything the lines of entries depend on besides the entries themselves."""

    width: int = 80
    """Cells of the text column."""
    palette: Palette = PLAIN
    assistants: Mapping[str, str] = field(default_factory=dict)
    """Names of assistants by id."""
    file_names: Mapping[str, str] = field(default_factory=dict)
    """Names of files by id, as far as they are known."""
    images: Mapping[str, ImageState] = field(default_factory=dict)
    """Images that are there, by source: file id or address."""
    sent: Mapping[str, int] = field(default_factory=dict)
    """Numbers of the images that the terminal draws itself, by source."""
    draws_images: bool = True
    """Whether images are drawn, or told in a line of text alone."""
    now: Callable[[], float] = time.time
    """The clock, in Unix seconds: times of today are told without their day."""
    hosts: Set[str] = frozenset()
    """Hosts the reader agreed to fetch images from."""

    def author(self, role: str, assistant_id: str | None) -> str:
        """Who speaks, as a word."""
        if role == "user":
            return "You"
        return self.assistants.get(assistant_id or "") or "Assistant"

    def file_name(self, file_id: str) -> str:
        """A file's name, or its id where the name is not known."""
        return self.file_names.get(file_id, file_id)

    def clock(self, created_at: int) -> str:
        """The time of day of a Unix time, with the date where it is not today's."""
        if created_at <= 0:
            return ""
        when, today = time.localtime(created_at), time.localtime(self.now())
        if when[:3] == today[:3]:
            return time.strftime("%H:%M", when)
        form = "%-d %b %H:%M" if when.tm_year == today.tm_year else "%-d %b %Y %H:%M"
        return time.strftime(form, when)


@dataclass(frozen=True, slots=True)
class Shown:
    """How the person wants one entry shown."""

    unfolded: bool = False
    """Long texts and tool calls in full."""
    raw: bool = False
    """The text as it came instead of drawn Markdown."""
