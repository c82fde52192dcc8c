"""The query language: what is typed becomes words and filters, or a sentence that says what to do."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_threads.chat.search.dates import day_of
from tui_threads.chat.search.query import Choice, Query, QueryError, Term, parse

NOW = datetime(2026, 11, 22, 9, 30)


def words(text: str, *, typing: bool = False) -> list[str]:
    """The terms, with a star where only the beginning is asked for."""
    terms = parse(text, NOW, typing=typing).words
    return [" ".join(term.tokens) + "*" * term.beginning for term in terms]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("lisbon hotel", ["lisbon", "hotel"]),
        ('"the last" section', ["the last", "section"]),
        ("snake_case don't", ["snake case", "don t"]),
        ("https://example.com/a", ["https example com a"]),
        ("std::vector 12:30", ["std vector", "12 30"]),
        ("error: x", ["error", "x"]),
        ("bread*", ["bread*"]),
        ("東", ["東*"]),
        ("東京", ["東京"]),
        ("東京都", ["東京 京都"]),
        ("- -- !!! word", ["word"]),
        ("", []),
    ],
)
def test_words_are_what_stands_between_blanks(text: str, terms: list[str]) -> None:
    assert words(text) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("lisbon hot", ["lisbon", "hot*"]),
        ("lisbon ", ["lisbon"]),
        ("l", ["l*"]),
        ('"the las', ["the las*"]),
        ('"the last"', ["the last"]),
        ("東京都", ["東京 京都"]),
    ],
)
def test_while_one_types_the_last_word_may_be_half_of_one(text: str, terms: list[str]) -> None:
    assert words(text, typing=True) == terms


def test_a_minus_leaves_words_out_and_turns_filters_round() -> None:
    query = parse('-draft -"not this" -in:work -role:user -is:archived -has:file', NOW)
    assert query.without == (Term(("draft",)), Term(("not", "this")))
    assert query.threads == (Choice("work", False),)
    assert query.roles == (Choice("user", False),)
    assert query.states == (Choice("archived", False),)
    assert query.has == (Choice("file", False),)


def test_filters_take_quoted_values_in_any_letter_case() -> None:
    assert parse('IN:"My trip" Role:USER', NOW) == Query(
        threads=(Choice("My trip"),), roles=(Choice("user"),)
    )


def test_of_several_dates_the_narrowest_counts() -> None:
    query = parse("after:2026-01 after:2026-03 before:2026-11 before:2027", NOW)
    assert query.after == int(datetime(2026, 3, 1).timestamp())
    assert query.before == int(datetime(2026, 11, 1).timestamp())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026", (2026, 1, 1)),
        ("2026-2", (2026, 2, 1)),
        ("2026-02-28", (2026, 2, 28)),
        ("Today", (2026, 11, 22)),
        ("yesterday", (2026, 11, 21)),
        ("0d", (2026, 11, 22)),
        ("30d", (2026, 10, 23)),
        ("2w", (2026, 11, 8)),
        ("11m", (2025, 12, 22)),
        ("9m", (2026, 2, 22)),
        ("1y", (2025, 11, 22)),
    ],
)
def test_days_are_said_in_few_letters(text: str, day: tuple[int, int, int]) -> None:
    assert day_of(text, NOW) == datetime(*day)


def test_a_month_ago_ends_with_the_month() -> None:
    assert day_of("1m", datetime(2026, 3, 31)) == datetime(2026, 2, 28)
    assert day_of("1y", datetime(2024, 2, 29)) == datetime(2023, 2, 28)


@pytest.mark.parametrize("text", ["2026-13", "2026-02-30", "26", "7", "d", "9999y", "tomorrow", "2026-1-1x"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_of(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("form:bar", "“form:” is none of the filters (in: role: before: after: has: is:); put it in quotes"),
        ("role:me", "role: takes user or assistant, not “me”."),
        ("is:open", "is: takes pinned or archived, not “open”."),
        ("bread in:", "in: wants its value right behind it, as in in:trip."),
        ("before: 2026", "before: wants its value right behind it, as in before:2026-11."),
        ('role:""', "role: wants its value right behind it, as in role:user."),
        ('un "closed quote', 'The quote before “closed quote” is not closed; write another " behind it.'),
        ("has:video", "has: takes image or file, not “video”."),
        (
            "before:never",
            "“never” is no date; before: takes one like 2026, 2026-11, 2026-11-22, today or 7d.",
        ),
        ("-before:2026", "Write after: instead of -before:."),
        ("word " * 101, "That is too much to search for at once; leave it at 100 words."),
        ("!!!", "There is no letter or digit in “!!!”; only words can be searched for."),
    ],
)
def test_what_cannot_be_understood_is_answered_by_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse(text, NOW)
    assert sentence in str(raised.value)


def test_a_value_that_is_only_begun_is_waited_for() -> None:
    assert parse("bread role:ass", NOW, typing=True) == parse("bread ", NOW)
    assert parse("role:", NOW, typing=True) == Query()
    assert words('un "closed quo', typing=True) == ["un", "closed quo*"]
    with pytest.raises(QueryError):
        parse("bread role:ass", NOW)


def test_a_quoted_filter_is_only_words() -> None:
    assert words('"role:me"') == ["role me"]


@given(st.text())
def test_no_text_fails_otherwise_than_with_a_sentence(text: str) -> None:
    for typing in (True, False):
        try:
            parse(text, NOW, typing=typing)
        except QueryError as error:
            assert "\n" not in str(error) or "\n" in text
