"""What is asked: argument, pipe, or both, within the limits of a message."""

from __future__ import annotations

from io import BytesIO

import click
import pytest

from tui_threads.cli.ask_input import LONGEST, read_question


def test_the_argument_comes_first_and_the_pipe_after_a_blank_line() -> None:
    assert read_question("review this", BytesIO(b"-old\n+new\n")) == "review this\n\n-old\n+new"


def test_the_indentation_of_piped_text_is_kept() -> None:
    assert read_question("", BytesIO(b"    deep\n  less\n\n")) == "    deep\n  less"


def test_an_empty_pipe_adds_nothing() -> None:
    assert read_question("alone", BytesIO(b" \n\n")) == "alone"


def test_bytes_that_are_no_text_are_marked_and_a_byte_order_mark_is_dropped() -> None:
    assert read_question("", BytesIO(b"\xef\xbb\xbfcaf\xe9 \xe2\x82\xac")) == "caf\ufffd \u20ac"


def test_a_pipe_that_is_binary_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(click.UsageError, match="binary"):
        read_question("what is this?", BytesIO(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))


def test_an_argument_that_is_no_text_is_marked() -> None:
    assert read_question("caf\udce9", None) == "caf\ufffd"


@pytest.mark.parametrize("piped", [None, BytesIO(b""), BytesIO(b"\n")])
def test_nothing_to_ask_is_refused_with_an_example(piped: BytesIO | None) -> None:
    with pytest.raises(click.UsageError, match="git diff"):
        read_question("  ", piped)


def test_the_longest_message_is_taken_even_in_the_widest_characters() -> None:
    text = "\U0001f30a" * LONGEST
    assert read_question("", BytesIO(text.encode() + b"\n")) == text


def test_one_character_more_is_refused_and_says_the_limit() -> None:
    with pytest.raises(click.UsageError, match="256,000"):
        read_question("", BytesIO(b"x" * (LONGEST + 1)))


def test_an_endless_pipe_is_not_read_to_its_end() -> None:
    endless = BytesIO(b"x" * (16 * LONGEST))
    with pytest.raises(click.UsageError, match="256,000"):
        read_question("", endless)
    assert endless.tell() < 5 * LONGEST
