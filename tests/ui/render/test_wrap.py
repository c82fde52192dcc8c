"""Folding by cells: nothing lost, nothing too wide, nothing cut inside a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from tui_threads.ui.render.line import Piece, copied
from tui_threads.ui.render.wrap import fold, wrap

WORDS = st.lists(st.sampled_from([*"ab cd  你好。、😀ﷺ", "e\u0301", "👩\u200d👧"]), max_size=60).map("".join)


def parts(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end, _ in fold(text, width)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one  two", 4, ["one", "two"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("ab cdefgh", 4, ["ab", "cdef", "gh"]),
        ("你好世界", 4, ["你好", "世界"]),
        ("你好、世界", 4, ["你", "好、", "世界"]),
        ("hi 你好", 5, ["hi 你", "好"]),
        ("", 5, [""]),
        ("    x", 3, ["   ", " x"]),
        ("   你", 2, ["  ", " ", "你"]),
        ("     你好", 4, ["    ", " 你", "好"]),
    ],
)
def test_text_is_folded_where_a_person_would(text: str, width: int, expected: list[str]) -> None:
    assert parts(text, width) == expected


@given(WORDS, st.integers(2, 20))
def test_folding_loses_nothing_and_keeps_to_the_width(text: str, width: int) -> None:
    folds = fold(text, width)
    assert "".join(text[start:end] + joint.rstrip("\n") for start, end, joint in folds) == text
    assert all(cell_len(text[start:end]) <= width for start, end, _ in folds)


@given(st.lists(WORDS, max_size=6), st.integers(2, 20))
def test_styled_pieces_are_cut_like_their_text(texts: list[str], width: int) -> None:
    pieces = [Piece(text, Style(bold=number % 2 == 0)) for number, text in enumerate(texts)]
    lines = wrap(pieces, width)
    assert copied([(line, 0, -1) for line in lines]).rstrip() == "".join(texts).rstrip()


def test_newlines_end_a_line_and_are_copied_as_such() -> None:
    lines = wrap([Piece("a\nb\n\nc", Style())], 10)
    assert [line.text for line in lines] == ["a", "b", "", "c"]
    assert copied([(line, 0, -1) for line in lines]) == "a\nb\n\nc"
