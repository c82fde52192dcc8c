"""Annotations as numbered footnotes: marks in the text, and a list of what they point to.

A position is trusted only where the annotation's own text stands there; else that text is looked for, and
where it is nowhere the footnote is listed without a mark. Positions count characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tui_threads.ui.render.clean import clean
from tui_threads.ui.render.inline import NOTE_CLOSE, NOTE_OPEN
from tui_threads.wire.messages import Annotation, FileCitationAnnotation, FilePathAnnotation

_LINK_BEFORE = re.compile(r"\[([^\[\]\n]*)\]\($")


@dataclass(frozen=True, slots=True)
class Note:
    """One footnote."""

    number: int
    kind: Literal["citation", "file"]
    """A cited file, or a file that was written."""
    file_id: str
    quote: str = ""
    text: str = ""
    """The marker that stood in the text, such as a path."""


@dataclass(frozen=True, slots=True)
class _Spot:
    start: int
    end: int
    words: str
    note: Note


def annotated(text: str, annotations: Sequence[Annotation], first: int = 1) -> tuple[str, list[Note]]:
    """The text with marks in the place of markers, and the footnotes in the order they are met.

    Args:
        text: Cleaned text of a part.
        annotations: Its annotations, in any order.
        first: Number of the first footnote.
    """
    placed: list[tuple[int, int, Annotation]] = []
    taken: list[tuple[int, int]] = []
    lost: list[Annotation] = []
    for annotation in annotations:
        if not isinstance(annotation, FileCitationAnnotation | FilePathAnnotation):
            continue
        span = _span(text, annotation, taken)
        if span is None:
            lost.append(annotation)
        else:
            taken.append(span)
            placed.append((*span, annotation))
    notes: dict[tuple[str, str, str], Note] = {}
    spots: list[_Spot] = []
    for start, end, annotation in sorted(placed, key=lambda found: found[0]):
        note = _note(annotation, notes, first)
        link = _LINK_BEFORE.search(text, max(0, start - 400), start)
        if link is not None and text[end : end + 1] == ")":
            spots.append(_Spot(link.start(), end + 1, link.group(1), note))
        else:
            spots.append(_Spot(start, end, "", note))
    for annotation in lost:
        _note(annotation, notes, first)
    return _marked(text, spots), list(notes.values())


def _span(
    text: str, annotation: FileCitationAnnotation | FilePathAnnotation, taken: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """Where an annotation's own text stands, at its position or else anywhere not yet taken."""
    words = clean(annotation.text)
    if not words:
        return None
    start = annotation.start_index
    if start >= 0 and text[start : annotation.end_index] == words:
        return start, annotation.end_index
    at = text.find(words)
    while at >= 0:
        if all(at >= end or at + len(words) <= begin for begin, end in taken):
            return at, at + len(words)
        at = text.find(words, at + 1)
    return None


def _note(annotation: Annotation, notes: dict[tuple[str, str, str], Note], first: int) -> Note:
    """The footnote of an annotation; one for all that point to the same words of the same file."""
    if isinstance(annotation, FileCitationAnnotation):
        kind: Literal["citation", "file"] = "citation"
        file_id, quote = annotation.file_citation.file_id, annotation.file_citation.quote or ""
    else:
        assert isinstance(annotation, FilePathAnnotation)
        kind, file_id, quote = "file", annotation.file_path.file_id, ""
    # Without a quote the marker alone tells one passage of a file from another.
    key = (kind, file_id, quote or (annotation.text if kind == "citation" else ""))
    if key not in notes:
        notes[key] = Note(first + len(notes), kind, file_id, quote, annotation.text)
    return notes[key]


def _marked(text: str, spots: Sequence[_Spot]) -> str:
    parts = []
    at = 0
    for spot in spots:
        if spot.start < at:
            continue
        parts.append(text[at : spot.start])
        parts.append(f"{spot.words}{NOTE_OPEN}{spot.note.number}{NOTE_CLOSE}")
        at = spot.end
    parts.append(text[at:])
    return "".join(parts)
