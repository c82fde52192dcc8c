"""Opening what stands in a transcript, and the images in it: asked for when seen, drawn when they come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work

from tui_threads.ui.render.line import Target
from tui_threads.ui.widgets.transcript_graphics import GraphicsSurface

if TYPE_CHECKING:
    from tui_threads.ui.render.canvas import Canvas
    from tui_threads.ui.render.images import ImageState

_MOST_IMAGES = 60
"""Pictures kept; one is some ten kilobytes."""


class OpeningSurface(GraphicsSurface):
    """A surface that opens links, citations, files and images, and asks for the images it shows."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._asked: set[str] = set()
        self._hosts: set[str] = set()

    def set_names(
        self, *, assistants: Mapping[str, str] | None = None, files: Mapping[str, str] | None = None
    ) -> None:
        """Tell the names of assistants and files by their ids; what is drawn follows."""
        canvas = self._make_canvas()
        self._gallery.canvas = replace(
            canvas,
            assistants={**canvas.assistants, **(assistants or {})},
            file_names={**canvas.file_names, **(files or {})},
        )
        self._redraw()

    def set_image(self, source: str, content: bytes | str) -> None:
        """Give the bytes of an image that was wanted, or one sentence why there are none."""
        if isinstance(content, bytes):
            self._decode(source, content)
            return
        from tui_threads.ui.render.images import NoPicture

        self._take_image(source, NoPicture(content))

    def allow_hosts(self, hosts: Iterable[str]) -> None:
        """The reader agreed to fetch images from hosts; remembered elsewhere."""
        before = len(self._hosts)
        self._hosts.update(hosts)
        if len(self._hosts) > before and self._gallery.canvas is not None:
            self._redraw()

    @work(thread=True, group="pictures", exit_on_error=False)
    def _decode(self, source: str, content: bytes | None = None) -> None:
        """Decode in a thread: a hostile image may take its time, but not the screen's.

        Args:
            source: The image; where there is no content, a data URL that holds it.
            content: Its bytes.
        """
        from tui_threads.ui.render.images import NoPicture, data_url_bytes, decode

        content = content if content is not None else data_url_bytes(source)
        state = decode(content) if content is not None else NoPicture("broken data URL")
        self.app.call_from_thread(self._take_image, source, state)

    def _take_image(self, source: str, state: ImageState) -> None:
        self._images[source] = state
        self._send(source, state)
        while len(self._images) > _MOST_IMAGES:
            oldest = next(iter(self._images))
            del self._images[oldest]
            self._asked.discard(oldest)
            self._take_back(oldest)
        for key in self._gallery.holding(source):
            if key in self._stack:
                self._forget_lines(key)

    def _redraw(self) -> None:
        """Draw every entry anew on the same width."""
        self._gallery.clear()
        self._window.hold()
        self._stack.doubt_all()
        self._settle()
        self._repaint()

    def _settle(self) -> None:
        super()._settle()
        self._ask_images()

    def _ask_images(self) -> None:
        """Ask for the images in view that are not there."""
        from tui_threads.ui.render.images import host_of

        for key, source in self._gallery.new_images():
            if source in self._images or source in self._asked:
                continue
            host = host_of(source)
            if host is not None and host not in self._hosts:
                continue
            self._asked.add(source)
            if source[:5].lower() == "data:":
                self._decode(source)
            else:
                self.post_message(self.ImageWanted(source, key))

    def _open(self, key: str, target: Target) -> None:
        match target.kind:
            case "link":
                self.post_message(self.LinkOpened(target.value))
            case "citation":
                self._open_note(key, target.value)
            case "file":
                self._save(key, target)
            case "image":
                self.post_message(self.ImageOpened(target.value))
            case "consent":
                self._ask_consent(target.value)
            case "copy":
                self._copy_code(key, int(target.value))
            case "fold":
                self._toggle(key)
            case "retry":
                self.post_message(self.RetryWanted(key))
            case "continue":
                self.post_message(self.ContinueWanted(key))

    def _make_canvas(self) -> Canvas:
        return replace(super()._make_canvas(), hosts=self._hosts)

    def _ask_consent(self, url: str) -> None:
        from tui_threads.ui.render.images import host_of

        self.post_message(self.ImageConsentWanted(url, host_of(url) or ""))

    def _open_note(self, key: str, number: str) -> None:
        note = self._gallery.view(key).notes.get(number)
        if note is None:
            return
        name = self._make_canvas().file_name(note.file_id)
        if note.kind == "file":
            self.post_message(self.FileSaveWanted(note.file_id, note.text.rpartition("/")[2] or name))
        else:
            self.post_message(self.CitationOpened(key, note, name))

    def _save(self, key: str, target: Target) -> None:
        note = self._gallery.view(key).notes.get(target.value) if target.kind == "citation" else None
        file_id = note.file_id if note is not None else target.value
        proposed = note.text.rpartition("/")[2] if note is not None and note.kind == "file" else ""
        self.post_message(self.FileSaveWanted(file_id, proposed or self._make_canvas().file_name(file_id)))
