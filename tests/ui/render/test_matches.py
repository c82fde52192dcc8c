"""Where words stand on drawn lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment

from tui_threads.ui.render.flow import TextFlow
from tui_threads.ui.render.line import Line
from tui_threads.ui.render.matches import begun, marked, plain
from tui_threads.ui.render.palette import PLAIN


def drawn(text: str, width: int) -> list[Line]:
    flow = TextFlow(text, width, PLAIN)
    flow.settle()
    return flow.lines()[0]


def found(lines: list[Line], *words: str) -> list[str]:
    wanted = [plain(word) for word in words]
    return [
        line.text[start:end]
        for number, line in enumerate(lines)
        for start, end in marked(lines, number, wanted)
    ]


def test_a_phrase_that_goes_over_a_fold_is_marked_on_both_lines() -> None:
    lines = drawn("some words that are folded here", 16)
    assert [line.text for line in lines] == ["some words that", "are folded here"]
    assert found(lines, "that are") == ["that", "are"]
    assert begun(lines, ["that are"]) == [0]


def test_a_word_cut_by_the_width_is_marked_on_both_lines() -> None:
    lines = drawn("abcdefghijklmnopqrstuvwxyz", 20)
    assert found(lines, "STUV") == ["st", "uv"]


def test_a_phrase_may_span_many_lines() -> None:
    lines = drawn("one two three four five six", 6)
    assert found(lines, "two three four five") == ["two", "three", "four", "five"]


def test_a_phrase_is_found_over_a_newline_of_the_source() -> None:
    assert found(drawn("first line\nsecond line", 60), "line second") == ["line second"]


@pytest.mark.parametrize(("text", "query"), [("Straße", "straSSE"), ("STRASSE", "straße"), ("İx", "x")])
def test_letters_that_grow_when_case_is_dropped_move_no_mark(text: str, query: str) -> None:
    assert all(part.casefold() == query.casefold() for part in found([Line(body=(Segment(text),))], query))


def test_each_of_several_words_is_marked() -> None:
    assert found(drawn("alpha beta gamma", 60), "gamma", "alpha") == ["alpha", "gamma"]


@given(
    st.lists(st.text("ab c", max_size=9), min_size=1, max_size=6),
    st.lists(st.sampled_from(["", " ", "\n"]), min_size=6, max_size=6),
    st.text("ab c", min_size=1, max_size=12),
)
def test_marks_are_those_of_the_whole_text(rows: list[str], joints: list[str], word: str) -> None:
    lines = [Line(body=(Segment(row),), joint=joint) for row, joint in zip(rows, joints, strict=False)]
    whole = plain("".join(line.text + line.joint for line in lines))
    covered = {
        at + more for at in range(len(whole)) if whole.startswith(word, at) for more in range(len(word))
    }
    at = 0
    for number, line in enumerate(lines):
        ours = {one for start, end in marked(lines, number, [word]) for one in range(start, end)}
        assert ours == {one - at for one in covered if at <= one < at + len(line.text)}
        at += len(line.text) + len(line.joint)
    assert len(begun(lines, [word])) == sum(whole.startswith(word, at) for at in range(len(whole)))
