"""Markers in a reply become annotations whose places fit its text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_threads.server.running.citations import Citations, Source
from tui_threads.wire.content import FileCitationAnnotation

SOURCES = [
    Source("【0:0†a.md】", "file-a", "The lighthouse was built by patient masons."),
    Source("【0:1†b.md】", "file-b", "Bread needs flour, water, yeast and salt."),
]
REPLY = "Émile \U0001f600 says 【0:0†a.md】 so, 【9:9†nothing】 and 【0:1†b.md】【0:0†a.md】."


def read(pieces: list[str]) -> tuple[str, list[FileCitationAnnotation]]:
    citations, text = Citations(SOURCES), ""
    annotations = []
    for piece in pieces:
        for part in citations.scan(piece):
            if isinstance(part, str):
                text += part
            else:
                annotations.append(part)
    return text, annotations


@given(st.lists(st.integers(0, len(REPLY)), max_size=12))
def test_wherever_the_stream_is_cut_the_annotations_are_the_same(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(REPLY)]
    pieces = [REPLY[start:end] for start, end in itertools.pairwise(edges)]
    text, annotations = read(pieces)
    assert text == REPLY
    assert [mark.file_citation.file_id for mark in annotations] == ["file-a", "file-b", "file-a"]
    for mark in annotations:
        assert text[mark.start_index : mark.end_index] == mark.text


@pytest.mark.parametrize(
    ("reply", "cited"),
    [
        ("It was built by patient masons, that lighthouse.", ["file-a"]),
        ("I do not know.", []),
        ("", []),
    ],
)
def test_a_reply_without_markers_cites_what_it_shares_words_with(reply: str, cited: list[str]) -> None:
    citations = Citations(SOURCES)
    citations.scan(reply)
    added = list(citations.finish(reply))
    marks = [part for part in added if isinstance(part, FileCitationAnnotation)]
    text = reply + "".join(part for part in added if isinstance(part, str))
    assert [mark.file_citation.file_id for mark in marks] == cited
    assert all(text[mark.start_index : mark.end_index] == mark.text for mark in marks)
