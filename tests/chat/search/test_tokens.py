"""How text is cut into the tokens of the index."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui_threads.chat.search.query import Term, term_of
from tui_threads.chat.search.snippets import snippet_of
from tui_threads.chat.search.tokens import placed_tokens, tokens_of

texts = st.text() | st.text("ab 東京都한국ｶﾞé́ﬁß.-_\n", max_size=60)


@given(texts)
def test_tokens_with_places_are_the_same_tokens(text: str) -> None:
    placed = list(placed_tokens(text))
    assert [one.token for one in placed] == tokens_of(text)
    assert all(0 <= one.start < one.end <= len(text) for one in placed)


@given(texts)
def test_tokens_are_safe_between_quotes_and_blanks(text: str) -> None:
    for token in tokens_of(text):
        assert token.split() == [token]
        assert '"' not in token
        assert "\0" not in token


@given(texts, st.integers(0, 20), st.integers(1, 6))
def test_a_snippet_is_one_line_and_its_spans_lie_in_it(text: str, start: int, length: int) -> None:
    term = term_of(text[start : start + length])
    snippet = snippet_of(text, [term] if term else [])
    assert not set("\n\t\r") & set(snippet.text)
    last = 0
    for begin, end in snippet.spans:
        assert last <= begin < end <= len(snippet.text)
        last = end


def test_letter_case_accents_and_width_do_not_matter() -> None:
    assert tokens_of("Ünï \uff26\uff55ll straße ﬁn") == tokens_of("uni full STRASSE FIN")


def test_a_very_long_word_counts_by_its_beginning() -> None:
    assert tokens_of("x" * 1000) == tokens_of("x" * 500)
    assert term_of("x" * 1000) == Term(("x" * 64,))


def test_a_combined_letter_is_one_with_its_composed_form() -> None:
    assert tokens_of("e\N{COMBINING ACUTE ACCENT}te\N{SOFT HYPHEN}st") == ["etest"]
