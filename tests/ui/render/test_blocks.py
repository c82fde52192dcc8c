"""Blocks are the same however their text came."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_threads.ui.render.blocks import Document
from tui_threads.ui.render.flow import TextFlow
from tui_threads.ui.render.line import Line
from tui_threads.ui.render.markdown import markdown_lines
from tui_threads.ui.render.palette import PLAIN

_PIECES = st.sampled_from(
    [
        "word ",
        "two words",
        "\n",
        "\n\n",
        "- item\n",
        "  - nested\n",
        "1. first\n",
        "1) other\n",
        "3. third\n",
        "> quote\n",
        "```\n",
        "```py\n",
        "~~~\n",
        "    indented\n",
        "# Heading\n",
        "### Small\n",
        "---\n",
        "===\n",
        "| a | b |\n",
        "|---|--:|\n",
        "[ref]: http://example.com\n",
        "see [ref] ",
        "**bold** ",
        "`code` ",
        "* * *\n",
        "\t",
        "- ",
        "-",
        "`",
        "<b>",
        "- [x] done\n",
    ]
)
TEXTS = st.lists(_PIECES, max_size=30).map("".join)


def drawn(lines: list[Line]) -> list[str]:
    """What a person sees of lines."""
    return ["".join(segment.text for segment in line.lead) + line.text for line in lines]


def streamed(text: str, cuts: list[int]) -> list[Line]:
    """The lines of a text that came in pieces, drawn after each of them."""
    flow = TextFlow("", 30, PLAIN)
    at = 0
    for cut in [*sorted({min(cut, len(text)) for cut in cuts}), len(text)]:
        flow.extend(text[at:cut])
        flow.lines()
        at = cut
    flow.settle()
    return flow.lines()[0]


@settings(max_examples=400)
@given(TEXTS, st.lists(st.integers(0, 300), max_size=25))
def test_any_split_of_a_text_is_drawn_as_the_whole(text: str, cuts: list[int]) -> None:
    assert drawn(streamed(text, cuts)) == drawn(markdown_lines(text, 30, PLAIN))


@settings(max_examples=60)
@given(TEXTS)
def test_a_text_that_comes_letter_by_letter_is_drawn_as_the_whole(text: str) -> None:
    assert drawn(streamed(text, list(range(len(text))))) == drawn(markdown_lines(text, 30, PLAIN))


@settings(max_examples=400)
@given(TEXTS)
def test_blocks_cut_one_by_one_are_those_of_the_whole_text(text: str) -> None:
    # A link definition in front makes `settle` parse the whole text at once.
    defined = f"[zz]: http://example.com/zz\n\n{text}"
    assert drawn(markdown_lines(text, 30, PLAIN)) == drawn(markdown_lines(defined, 30, PLAIN))


@pytest.mark.parametrize(
    "text",
    [
        "- a\n---x",
        "text\na | b\n-|-x",
        "text\na | b\n-|-\n1 | 2",
        "7. seven\n8. eight\n\n\n9. nine",
        "1. a\n1. b\n1. c\n",
        "1. a\n1. b\n1. c\n- d\n",
        "- a\n\n  more\n- b",
        "```\n" + "line\n" * 200 + "```\nafter",
        "```\n" + "line\n" * 64 + "```\nafter",
        "```",
        "```py",
        "  ```py\n  x = 1\n   y = 2\n  ```\n\nz",
        "[a] and [b]\n\n[a]: http://one.example\n\n[b]: http://two.example",
    ],
)
def test_known_difficult_texts_are_drawn_alike_letter_by_letter(text: str) -> None:
    assert drawn(streamed(text, list(range(len(text))))) == drawn(markdown_lines(text, 30, PLAIN))


def test_final_blocks_are_never_made_again() -> None:
    document = Document("# One\n\nTwo.\n\nThree")
    before = list(document.blocks)
    document.append(" goes on.\n\nFour\n")
    assert [id(block) for block in document.blocks[: len(before)]] == [id(block) for block in before]
    assert len(document.blocks) == 3


def test_the_tail_of_a_long_list_is_its_last_item() -> None:
    document = Document("".join(f"{n}. item\n" for n in range(1, 501)))
    assert len(document.blocks) == 499
    (last,) = document.tail()
    assert last.item is not None
    assert last.item.number == 500


def test_the_tail_of_a_long_open_fence_is_short() -> None:
    document = Document("```\n" + "line\n" * 10_000)
    assert sum(block.code.count("\n") for block in document.tail()) < 64
