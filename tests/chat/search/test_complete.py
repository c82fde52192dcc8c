"""What a search finds beside what an honest look at every message finds."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.chat.search.library_fixture import SearchedLibrary

WORDS = (
    "a",
    "ab",
    "abc",
    "b",
    "the",
    "they",
    "of",
    "café",
    "Cafés",
    "x1",
    "東",
    "東京",
    "東京都",
    "京都に",
    "的",
)


class Said(NamedTuple):
    """A message: its words, whose it is, on which day of 2020 it was said, and in which thread."""

    words: tuple[str, ...]
    role: str
    day: int
    thread: int


class Asked(NamedTuple):
    """A part of a query, and whether a message fulfils it."""

    typed: str
    wanted: bool = True


THREADS = {"is:pinned": (0,), "is:archived": (1,), "in:odd": (1, 3)}
MESSAGES = st.lists(
    st.builds(
        Said,
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(tuple),
        st.sampled_from(["user", "assistant"]),
        st.integers(1, 5),
        st.integers(0, 3),
    ),
    max_size=12,
)
WORD = st.sampled_from(WORDS)
FILTERS = (
    "role:user",
    "role:assistant",
    "after:2020-01-03",
    "before:2020-01-03",
    "is:pinned",
    "is:archived",
    "in:odd",
)
PART = (
    WORD
    | WORD.filter(str.isascii).map("{}*".format)
    | st.lists(WORD.filter(str.isascii), min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"')
)
QUERIES = st.lists(
    st.builds(Asked, PART, st.booleans())
    | st.builds(Asked, st.sampled_from(FILTERS[:2] + FILTERS[4:]), st.booleans())
    | st.sampled_from(FILTERS[2:4]).map(Asked),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(MESSAGES, st.lists(QUERIES, min_size=1, max_size=8))
async def test_everything_that_fits_is_found_and_nothing_else(
    library: SearchedLibrary, messages: list[Said], queries: list[list[Asked]]
) -> None:
    threads = [
        library.thread(title, pinned=number == 0, archived=number == 1)
        for number, title in enumerate(["Even zero", "Odd one", "Even two", "Odd three"])
    ]
    ids = {
        library.say(threads[said.thread], " ".join(said.words), role=said.role, at=moment(said.day)): said
        for said in messages
    }
    try:
        for query in queries:
            typed = " ".join(part.typed if part.wanted else f"-{part.typed}" for part in query)
            found = {hit.message_id for hit in await library.hits(typed) if hit.message_id is not None}
            fitting = {name for name, said in ids.items() if all(fulfils(said, part) for part in query)}
            assert found == fitting, typed
    finally:
        for thread in threads:
            library.forget(thread)


async def test_of_more_than_a_thousand_the_newest_are_found_the_newest_first(
    library: SearchedLibrary,
) -> None:
    library.thread("Counted", *(f"bread number {number}" for number in range(1_100)))
    found = await library.find("bread num*")
    assert found.more and found.by_age
    assert [hit.snippet.text for hit in found.hits] == [
        f"bread number {number}" for number in range(1_099, 99, -1)
    ]
    (rarest,) = await library.texts("bread 17")
    assert rarest == "bread number 17"
    assert not (await library.find("bread 17")).by_age


def moment(day: int) -> int:
    """Noon of a day of January 2020, as this machine's clock has it."""
    return int(datetime(2020, 1, day, 12).timestamp())


def fulfils(said: Said, part: Asked) -> bool:
    return fits(said, part.typed) is part.wanted


def fits(said: Said, typed: str) -> bool:
    match typed:
        case "role:user" | "role:assistant":
            return said.role == typed.partition(":")[2]
        case "after:2020-01-03":
            return said.day >= 3
        case "before:2020-01-03":
            return said.day < 3
        case "is:pinned" | "is:archived" | "in:odd":
            return said.thread in THREADS[typed]
    return stands_in([plain(word) for word in said.words], plain(typed))


def stands_in(words: list[str], typed: str) -> bool:
    if typed.startswith('"'):
        wanted = typed.strip('"').split()
        return any(words[at : at + len(wanted)] == wanted for at in range(len(words)))
    if typed.endswith("*"):
        return any(word.startswith(typed[:-1]) for word in words)
    return any(typed == word if word.isascii() else typed in word for word in words)


def plain(word: str) -> str:
    return word.lower().replace("é", "e")
