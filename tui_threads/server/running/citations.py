"""File citations: the markers a reply carries, and the annotations that say which file each one means.

Places are code points of the reply's text, half-open, so that `text[start:end]` is the marker itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui_threads.wire.content import FileCitation, FileCitationAnnotation

_LONGEST_MARKER = 300
_ENOUGH_WORDS = 3
_MOST_CITED = 2


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that was given to the model."""

    marker: str
    """How a reply cites it, such as `【4:0†report.pdf】`."""
    file_id: str
    text: str


class Citations:
    """Finds the markers of known sources in a reply while it streams by."""

    def __init__(self, sources: Sequence[Source] = ()) -> None:
        self._sources = {source.marker: source for source in sources}
        self._offset = 0
        self._open: str | None = None
        self._cited = False

    def scan(self, text: str) -> list[str | FileCitationAnnotation]:
        """More of the reply, cut after each marker that is followed by its annotation."""
        if not self._sources:
            return [text]
        parts: list[str | FileCitationAnnotation] = []
        begun = 0
        for place, character in enumerate(text):
            self._offset += 1
            if character == "【":
                self._open = ""
            if self._open is None:
                continue
            self._open += character
            if character == "】":
                if source := self._sources.get(self._open):
                    parts += [text[begun : place + 1], self._annotate(source)]
                    begun = place + 1
                self._open = None
            elif len(self._open) > _LONGEST_MARKER:
                self._open = None
        if begun < len(text):
            parts.append(text[begun:])
        return parts

    def finish(self, reply: str) -> Iterator[str | FileCitationAnnotation]:
        """What to add to a reply that used its sources without naming them: small models seldom do."""
        if self._cited or not reply:
            return
        said = _words(reply)
        shared = {marker: len(said & _words(source.text)) for marker, source in self._sources.items()}
        likely = sorted(self._sources, key=lambda marker: -shared[marker])[:_MOST_CITED]
        for marker in likely:
            if shared[marker] >= _ENOUGH_WORDS:
                yield f" {marker}"
                self._offset += len(marker) + 1
                yield self._annotate(self._sources[marker])

    def _annotate(self, source: Source) -> FileCitationAnnotation:
        self._cited = True
        return FileCitationAnnotation(
            text=source.marker,
            start_index=self._offset - len(source.marker),
            end_index=self._offset,
            file_citation=FileCitation(file_id=source.file_id),
        )


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w{4,}", text.lower())}
