"""Markdown as lines: what each kind looks like, and that nothing is ever wider than it may be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.ui.render.test_blocks import TEXTS, drawn
from tui_threads.ui.render.line import Line, lead_width
from tui_threads.ui.render.markdown import markdown_lines
from tui_threads.ui.render.palette import PLAIN


def rows(text: str, width: int = 40) -> list[str]:
    return [row.rstrip() for row in drawn(markdown_lines(text, width, PLAIN))]


def targets(lines: list[Line]) -> list[tuple[str, str]]:
    return [(line.text[hit.start : hit.end], hit.target.value) for line in lines for hit in line.hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One\n## Two\n### Three\ntext", ["One", "", "Two", "", "Three", "text"]),
        ("a\nb", ["a b"]),
        ("a  \nb", ["a", "b"]),
        ("- a\n- b", ["• a", "• b"]),
        ("- a\n\n- b", ["• a", "", "• b"]),
        ("- a\n  - b\n    - c\n", ["• a", "  ◦ b", "    ▪ c"]),
        ("9. a\n10. b", ["9. a", "10. b"]),
        ("1. a\n   more", ["1. a more"]),
        ("- [ ] a\n- [x] b\n- [y] c", ["☐ a", "☑ b", "• [y] c"]),
        ("> a\n> b\n>\n> c", ["▎ a b", "▎", "▎ c"]),
        ("a\n\n---\n\nb", ["a", "", "─" * 40, "", "b"]),
        ("<b>x</b> &amp; &lt;", ["<b>x</b> & <"]),
        ("**a** *b* ~~c~~ `d`", ["a b c d"]),
        ("[bold]not markup[/bold]", ["[bold]not markup[/bold]"]),
        ("![alt words](http://example.com/a.png)", ["alt words"]),
        ("", []),
        ("\n\n", []),
    ],
)
def test_each_kind_is_drawn_as_a_person_expects(text: str, expected: list[str]) -> None:
    assert rows(text) == expected


def test_code_has_its_language_above_and_its_lines_unfolded_where_they_fit() -> None:
    assert rows("```python\nx = 1\n\nif x:\n\ty = 2\n```", 30) == [
        " python                c copy",
        " x = 1",
        "",
        " if x:",
        "     y = 2",
    ]


def test_a_table_that_fits_is_as_wide_as_its_words() -> None:
    assert rows("| a | bb |\n|---|--:|\n| ccc | 1 |") == ["a   │ bb", "────┼───", "ccc │  1"]


def test_a_table_that_is_too_wide_folds_its_widest_column() -> None:
    assert rows("| k | v |\n|---|---|\n| x | many words in this cell |", 20) == [
        "k │ v",
        "──┼─────────────────",
        "x │ many words in",
        "  │ this cell",
    ]


def test_rows_that_take_several_lines_are_kept_apart() -> None:
    table = "| k | v |\n|---|---|\n| x | many words in this cell |\n| y | few |"
    assert rows(table, 20)[2:] == ["x │ many words in", "  │ this cell", "  │", "y │ few"]


def test_a_table_with_too_many_columns_becomes_a_list_of_its_rows() -> None:
    table = "| a | b | c | d |\n|---|---|---|---|\n| long words | more words | and others | the end |"
    assert rows(table, 20)[:3] == ["a: long words", "b: more words", "c: and others"]


def test_a_cell_with_a_wide_character_keeps_the_columns_straight() -> None:
    lines = rows("| a | b |\n|---|---|\n| 你好 | x |\n| abcd | y |")
    assert {cell_len(row.split("│")[0]) for row in lines if "│" in row} == {5}


def test_links_and_bare_addresses_can_be_opened_and_others_cannot() -> None:
    text = "[a](https://e.com/1) https://e.com/2. (https://e.com/(3)) [b](javascript:x) <mailto:me@e.com>"
    lines = markdown_lines(text, 200, PLAIN)
    assert targets(lines) == [
        ("a", "https://e.com/1"),
        ("https://e.com/2", "https://e.com/2"),
        ("https://e.com/(3)", "https://e.com/(3)"),
        ("mailto:me@e.com", "mailto:me@e.com"),
    ]


def test_an_address_cannot_end_the_escape_sequence_it_is_put_into() -> None:
    (line,) = markdown_lines("[a](<https://e.com/\u001b\\\u009c x>)", 80, PLAIN)
    for segment in line.body:
        assert segment.style is None or not segment.style.link or segment.style.link.isprintable()


def test_a_link_defined_below_its_use_is_a_link() -> None:
    assert targets(markdown_lines("see [a]\n\nmore\n\n[a]: https://e.com/", 80, PLAIN)) == [
        ("a", "https://e.com/")
    ]


@settings(max_examples=150)
@given(TEXTS, st.integers(8, 60))
def test_no_line_is_wider_than_it_may_be(text: str, width: int) -> None:
    for line in markdown_lines(text, width, PLAIN):
        used = lead_width(line.lead) + cell_len(line.text)
        assert used <= max(width, 30), line


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_any_text_at_all_can_be_drawn(text: str) -> None:
    for line in markdown_lines(text, 20, PLAIN):
        assert "\n" not in line.text


def test_deep_nesting_costs_neither_width_nor_the_program() -> None:
    lines = markdown_lines("> " * 300 + "deep\n\n" + "- " * 200 + "x", 40, PLAIN)
    assert all(lead_width(line.lead) + cell_len(line.text) <= 80 for line in lines)
