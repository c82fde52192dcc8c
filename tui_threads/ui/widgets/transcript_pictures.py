"""The images of a transcript: asked for when they are seen, drawn when they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message
from textual.widget import Widget

from tui_threads.ui.widgets.transcript_graphics import TerminalImages
from tui_threads.ui.widgets.transcript_messages import TranscriptMessages
from tui_threads.ui.widgets.transcript_sheet import Sheet

if TYPE_CHECKING:
    from tui_threads.ui.render.images import ImageState

_MOST_IMAGES = 60
"""Pictures kept; one is some ten kilobytes."""


class Pictures:
    """Which images are there, which are wanted, and from where they may be fetched."""

    def __init__(self, sheet: Sheet, host: Widget, tell: Callable[[Message], object]) -> None:
        self._images: dict[str, ImageState] = {}
        self.terminal = TerminalImages(sheet, self._images, host)
        """How they are drawn."""
        self._sheet = sheet
        self._host = host
        self._tell = tell
        self._asked: set[str] = set()
        self._hosts: set[str] = set()
        sheet.gallery.canvas = replace(sheet.gallery.canvas, hosts=self._hosts)

    def allow_hosts(self, hosts: Iterable[str]) -> None:
        """The reader agreed to fetch images from hosts."""
        before = len(self._hosts)
        self._hosts.update(hosts)
        if len(self._hosts) > before and self._sheet.gallery.ready:
            self._sheet.redraw()

    def set(self, source: str, content: bytes | str) -> None:
        """Give the bytes of an image that was wanted, or one sentence why there are none."""
        if isinstance(content, bytes):
            self._decode_soon(source, content)
            return
        from tui_threads.ui.render.images import NoPicture

        self._take(source, NoPicture(content))

    def ask(self) -> None:
        """Ask for the images in view that are not there."""
        from tui_threads.ui.render.images import host_of

        for key, source in self._sheet.gallery.new_images():
            if source in self._images or source in self._asked:
                continue
            host = host_of(source)
            if host is not None and host not in self._hosts:
                continue
            self._asked.add(source)
            if source[:5].lower() == "data:":
                self._decode_soon(source)
            else:
                self._tell(TranscriptMessages.ImageWanted(source, key))

    def _decode_soon(self, source: str, content: bytes | None = None) -> None:
        """Decode in a thread: a hostile image may take its time, but not the screen's.

        Args:
            source: The image; where there is no content, a data URL that holds it.
            content: Its bytes.
        """
        work = partial(self._decode, source, content)
        self._host.run_worker(work, group="pictures", exit_on_error=False, thread=True)

    def _decode(self, source: str, content: bytes | None) -> None:
        from tui_threads.ui.render.images import NoPicture, data_url_bytes, decode

        self.terminal.ask_version()
        content = content if content is not None else data_url_bytes(source)
        state = decode(content) if content is not None else NoPicture("broken data URL")
        self._host.app.call_from_thread(self._take, source, state)

    def _take(self, source: str, state: ImageState) -> None:
        self._images[source] = state
        self.terminal.send(source, state)
        while len(self._images) > _MOST_IMAGES:
            oldest = next(iter(self._images))
            del self._images[oldest]
            self._asked.discard(oldest)
            self.terminal.take_back(oldest)
        for key in self._sheet.gallery.holding(source):
            if key in self._sheet.stack:
                self._sheet.redraw_entry(key)
