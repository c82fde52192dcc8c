"""Text from anybody is made safe without moving it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui_threads.ui.render.clean import clean, clean_line, clean_url


def test_escape_and_control_characters_become_visible() -> None:
    assert clean("a\x1b[31mb\x07\x00\x7f\x9b") == "a␛[31mb␇␀␡\ufffd"


def test_newlines_of_all_kinds_become_newlines() -> None:
    assert clean("a\r\nb\rc\u2028d\u2029e\x85f\n") == "a\nb\nc\nd\ne\nf\n"


def test_characters_that_reorder_text_are_shown() -> None:
    assert clean("user\u202egpj.exe\u2066") == "user\ufffdgpj.exe\ufffd"


def test_emoji_joiners_and_right_to_left_letters_are_left_alone() -> None:
    text = "👩\u200d👧 שלום مرحبا é"
    assert clean(text) == text


def test_a_name_stays_on_one_line() -> None:
    assert clean_line("a\nb\tc") == "a b c"


@given(st.text())
def test_positions_in_cleaned_text_stay_true(text: str) -> None:
    if "\r\n" not in text:
        assert len(clean(text)) == len(text)


@given(st.text())
def test_nothing_a_terminal_obeys_is_left(text: str) -> None:
    cleaned = clean(text)
    assert not any(ord(c) < 32 and c not in "\n\t" for c in cleaned)
    assert not any(0x7F <= ord(c) < 0xA0 for c in cleaned)
    assert clean(cleaned) == cleaned


def test_only_web_and_mail_addresses_pass() -> None:
    assert clean_url("https://example.com/ä b\x1b") == "https://example.com/%C3%A4%20b%1B"
    assert clean_url("javascript:alert(1)") is None
    assert clean_url("file:///etc/passwd") is None
    assert clean_url("sandbox:/mnt/data/x") is None
