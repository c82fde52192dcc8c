"""Annotations become footnotes where they belong, and are never trusted further than their text."""

from __future__ import annotations

import pytest

from tui_threads.ui.render.annotations import annotated
from tui_threads.ui.render.inline import NOTE_CLOSE, NOTE_OPEN
from tui_threads.wire.messages import (
    Annotation,
    FileCitation,
    FileCitationAnnotation,
    FilePath,
    FilePathAnnotation,
    UnknownAnnotation,
)


def cites(text: str, start: int, end: int, file_id: str = "file-1", quote: str | None = None) -> Annotation:
    citation = FileCitation(file_id=file_id, quote=quote)
    return FileCitationAnnotation(text=text, start_index=start, end_index=end, file_citation=citation)


def path(text: str, start: int = 0, end: int = 0) -> Annotation:
    return FilePathAnnotation(
        text=text, start_index=start, end_index=end, file_path=FilePath(file_id="file-2")
    )


def shown(text: str, *annotations: Annotation) -> str:
    """The text with marks as a person sees them."""
    marked, _ = annotated(text, annotations)
    return marked.replace(NOTE_OPEN, "[").replace(NOTE_CLOSE, "]")


@pytest.mark.parametrize(
    ("start", "end"),
    [(2, 7), (0, 5), (99, 104), (-3, 2), (7, 2)],
    ids=["right", "wrong", "beyond", "negative", "turned round"],
)
def test_a_marker_is_replaced_where_its_text_stands_whatever_its_position_says(start: int, end: int) -> None:
    assert shown("a 【1†x】 b".replace(" 【1†x】", "【1†x】", 1), cites("【1†x】", start, end)) == "a[1] b"


def test_positions_count_characters_not_bytes_or_utf16() -> None:
    text = "😀😀【1†x】"
    assert shown(text, cites("【1†x】", 2, 7)) == "😀😀[1]"


def test_two_markers_of_the_same_text_are_both_replaced() -> None:
    text = "a【x】 b【x】"
    marks = shown(text, cites("【x】", 1, 4), cites("【x】", 6, 9, file_id="file-9"))
    assert marks == "a[1] b[2]"


def test_the_same_words_of_the_same_file_share_a_footnote() -> None:
    _, notes = annotated("a【x】 b【x】", [cites("【x】", 1, 4), cites("【x】", 6, 9)])
    assert [note.number for note in notes] == [1]


def test_a_marker_that_stands_nowhere_is_listed_without_a_mark() -> None:
    marked, notes = annotated("plain", [cites("【gone】", 0, 6, quote="said so")])
    assert marked == "plain"
    assert [(note.number, note.quote) for note in notes] == [(1, "said so")]


def test_numbers_follow_the_text_and_not_the_list() -> None:
    text = "a【1】 b【2】"
    marked, notes = annotated(text, [cites("【2】", 6, 9, "second"), cites("【1】", 1, 4, "first")])
    assert [note.file_id for note in notes] == ["first", "second"]
    assert marked.index(f"{NOTE_OPEN}1") < marked.index(f"{NOTE_OPEN}2")


def test_a_link_to_a_written_file_keeps_its_words() -> None:
    assert shown("get [the table](sandbox:/mnt/x.csv).", path("sandbox:/mnt/x.csv")) == "get the table[1]."


def test_overlapping_markers_lose_no_text() -> None:
    text = "abcdef"
    assert shown(text, cites("bcd", 1, 4), cites("cde", 2, 5, file_id="other")) in ("a[1]ef", "ab[2]f")


def test_annotations_of_unknown_kinds_are_passed_over() -> None:
    assert annotated("a", [UnknownAnnotation(type="url_citation")]) == ("a", [])
