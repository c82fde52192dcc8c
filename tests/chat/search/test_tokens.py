"""How text is cut into the tokens of the index."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui_threads.chat.search.marking import Marker
from tui_threads.chat.search.query import Term, term_of
from tui_threads.chat.search.snippets import snippet_of
from tui_threads.chat.search.tokens import tokens_of

texts = st.text() | st.text("ab 東京都한국ｶﾞé́ﬁß.-_\n", max_size=60)


@given(texts, st.integers(0, 20), st.integers(1, 6), st.booleans())
def test_marks_stand_where_the_tokens_of_a_term_follow_each_other(
    text: str, start: int, length: int, typing: bool
) -> None:
    term = term_of(text[start : start + length], beginning=typing)
    if term is not None:
        assert bool(list(Marker([term]).marks(text))) == stands_in(term, tokens_of(text))
        for mark in Marker([term]).marks(text):
            assert 0 <= mark.begin < mark.end <= len(text)


def stands_in(term: Term, tokens: list[str]) -> bool:
    """Whether the index finds the term: its tokens side by side, the last one begun with or whole."""
    size = len(term.tokens)
    return any(
        tuple(tokens[at : at + size - 1]) == term.tokens[:-1]
        and (
            tokens[at + size - 1].startswith(term.tokens[-1])
            if term.beginning
            else tokens[at + size - 1] == term.tokens[-1]
        )
        for at in range(len(tokens) - size + 1)
    )


@given(texts)
def test_tokens_are_safe_between_quotes_and_blanks(text: str) -> None:
    for token in tokens_of(text):
        assert token.split() == [token]
        assert '"' not in token
        assert "\0" not in token


@given(texts, st.integers(0, 20), st.integers(1, 6))
def test_a_snippet_is_one_line_and_its_spans_lie_in_it(text: str, start: int, length: int) -> None:
    term = term_of(text[start : start + length])
    snippet = snippet_of(text, Marker([term] if term else []))
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
