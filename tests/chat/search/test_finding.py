"""What a query finds, in what order, and how it is shown."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.chat.search.library_fixture import DAY, SearchedLibrary, marked
from tui_threads.chat.search.query import QueryError


async def test_a_message_is_found_by_its_words_in_any_order_case_and_accent(library: SearchedLibrary) -> None:
    library.thread("Trip", "A café in Lisbon, near the river")
    for query in ("lisbon", "CAFE", "river lisbon", "Café"):
        assert await library.texts(query) == ["A café in Lisbon, near the river"]
    assert await library.texts("lisbon porto") == []
    assert await library.texts("lis") == []
    assert await library.texts("lis", typing=True) != []
    assert await library.texts("lis*") != []


async def test_quoted_words_must_stand_side_by_side_and_words_with_a_minus_nowhere(
    library: SearchedLibrary,
) -> None:
    library.thread("t", "the last section", "the section that came last", "the last section, a draft")
    assert await library.texts('"last section" -draft') == ["the last section"]
    assert len(await library.texts("last section")) == 3


@pytest.mark.parametrize(
    ("said", "queries"),
    [
        ("東京都に行きました", ["東", "京都", "東京都", "行", "きました", '"東京都に"']),
        ("重跑gen-itgc后50条悬空引用清零", ["悬空", "引", "gen", "itgc", "后50条", "gen-itgc后"]),
        ("한국어를 배우고 있어요", ["한국", "국어", "어", "배우고"]),
        ("ハーフｶﾞｷﾞ", ["ガギ", "ｶﾞ", "ハーフ"]),
        ("ฉันรักภาษาไทย", ["ภาษา", "ไทย", "รัก"]),
        ("हिन्दी में लिखो", ["हिन्दी", "लिखो"]),
        ("Ünïcödé STRASSE ﬁn", ["unicode", "straße", "fin"]),
        ("well done 🎉", ["🎉"]),
    ],
)
async def test_every_script_is_searched_down_to_single_characters(
    library: SearchedLibrary, said: str, queries: list[str]
) -> None:
    library.thread("t", said, "something else entirely")
    for query in queries:
        assert await library.texts(query) == [said], query


async def test_characters_that_only_stand_apart_are_not_found_as_one_word(library: SearchedLibrary) -> None:
    library.thread("t", "京 then 東", "東京、都")
    assert await library.texts("東京都") == []
    assert await library.texts("東京") == ["東京、都"]


async def test_filters_narrow_what_is_found(library: SearchedLibrary) -> None:
    picture = {"content": [{"type": "image_file"}]}
    trip = library.thread("Lisbon trip", "mine hotel", "yours hotel", pinned=True)
    old = library.thread("Old work", "old hotel", at=1_500_000_000, archived=True)
    library.say(trip, "with a picture hotel", body=picture)
    library.say(trip, "with a file hotel", body={"attachments": [{"file_id": "file_1"}]})
    assert await library.texts("hotel role:assistant") == ["yours hotel"]
    assert await library.texts("hotel -role:user") == ["yours hotel"]
    assert await library.texts("hotel has:image") == ["with a picture hotel"]
    assert await library.texts("has:file") == ["with a file hotel"]
    assert await library.texts("hotel is:archived") == ["old hotel"]
    assert await library.texts("hotel -is:pinned") == ["old hotel"]
    assert await library.texts("hotel before:2018") == ["old hotel"]
    assert len(await library.texts("hotel after:2018")) == 4
    assert await library.texts("hotel in:work") == ["old hotel"]
    assert await library.texts("hotel in:current", current=old) == ["old hotel"]
    assert await library.texts("hotel in:current") == []
    assert len(await library.texts('hotel in:"lisbon trip"')) == 4
    assert await library.texts("hotel -in:lisbon") == ["old hotel"]
    assert await library.texts("in:work is:pinned") == []


async def test_the_days_of_a_message_brought_in_are_those_when_it_was_said(library: SearchedLibrary) -> None:
    thread = library.thread("t")
    library.say(thread, "from before", body={"metadata": {"original_created_at": "1000000000"}})
    (hit,) = await library.hits("before:2002 after:2001")
    assert (hit.snippet.text, hit.said_at) == ("from before", 1_000_000_000)


async def test_titles_come_first_and_their_threads_weigh_more(library: SearchedLibrary) -> None:
    library.thread("Something", "about bread and salt")
    library.thread("Bread", "about flour")
    first, second = await library.hits("bread")
    assert (first.title, first.message_id) == ("Bread", None)
    assert second.snippet.text == "about bread and salt"
    assert [first.title[begin:end] for begin, end in first.title_spans] == ["Bread"]


async def test_of_two_alike_the_newer_comes_first(library: SearchedLibrary) -> None:
    now = int(time.time())
    library.thread("a", "bread of old", at=now - 400 * DAY)
    library.thread("b", "bread of late", at=now - DAY)
    library.thread("c", "bread of then", at=now - 200 * DAY)
    assert await library.texts("bread") == ["bread of late", "bread of then", "bread of old"]


async def test_what_says_it_more_plainly_comes_first(library: SearchedLibrary) -> None:
    now = int(time.time())
    library.thread("others", *(f"said {number}" for number in range(9)))
    library.thread("a", "bread " + "and other words that are said besides " * 20, at=now - 3)
    library.thread("b", "bread, bread and bread", at=now - 9)
    assert (await library.texts("bread"))[0] == "bread, bread and bread"


async def test_a_snippet_shows_the_words_where_they_stand_together(library: SearchedLibrary) -> None:
    library.thread(
        "t",
        "flour once. "
        + "filler " * 200
        + "\n\n  the **bread**【0:2†bread.md】   needs Flour and "
        + "more " * 99,
    )
    (hit,) = await library.hits("bread flour")
    assert marked(hit) == ["bread", "Flour"]
    assert "the bread needs Flour and" in hit.snippet.text
    assert hit.snippet.text.startswith("…")
    assert hit.snippet.text.endswith("…")
    assert len(hit.snippet.text) < 200


async def test_marks_stand_right_where_folding_changes_lengths(library: SearchedLibrary) -> None:
    library.thread("t", "ﬁrst the STRAẞE and ｶﾞｷﾞ, 東京都です")
    (hit,) = await library.hits("strasse first ガギ 京都")
    assert marked(hit) == ["ﬁrst", "STRAẞE", "ｶﾞｷﾞ", "京都"]


async def test_other_profiles_and_deleted_threads_stay_out(tmp_path: Path, library: SearchedLibrary) -> None:
    other = SearchedLibrary(tmp_path, profile="work: 日本")
    other.thread("Bread elsewhere", "bread at work")
    library.thread("Bread here", "bread at home")
    library.thread("Bread gone", "bread deleted", delete_at=5e9)
    assert await library.texts("bread") == ["bread at home"]
    assert await library.texts("-butter") == ["bread at home"]
    assert await other.texts("bread in:bread") == ["bread at work"]
    assert {hit.title for hit in await library.hits("bread")} == {"Bread here"}
    other.close()


async def test_a_search_says_when_there_is_more(library: SearchedLibrary) -> None:
    library.thread("t", *(f"bread {number}" for number in range(30)))
    await library.index.finish(lambda _: None)
    found = await library.index.find("bread", limit=10)
    assert (len(found.hits), found.more) == (10, True)
    assert not (await library.index.find("bread", limit=30)).more


async def test_a_whole_paragraph_may_be_pasted(library: SearchedLibrary) -> None:
    words = [f"word{number}" for number in range(100)]
    library.thread("t", " ".join(words), "word1 word2")
    assert len(await library.texts(" ".join(reversed(words)))) == 1
    assert len(await library.texts(f'"{" ".join(words)}"')) == 1
    assert len(await library.texts("東京" * 25)) == 0


async def test_more_threads_than_an_expression_holds_are_still_told_apart(library: SearchedLibrary) -> None:
    for number in range(250):
        library.thread(f"pinned {number}", f"bread {number}", pinned=True)
    library.thread("loose", "bread alone")
    assert len(await library.texts("bread is:pinned")) == 250
    assert await library.texts("bread -is:pinned") == ["bread alone"]
    assert await library.texts("bread -in:pinned") == ["bread alone"]


SHARDS = (
    '"', "-", "*", "in:", "role:user", "has:image", "is:pinned", "AND", "OR", "NOT", "NEAR(", ")", "(",
    "{text}", ":", "^a", "東", "東京", "a", "'", "after:7d", "before:2026", "\0", "\\", "marks:", ";",
)  # fmt: skip
"""What means something in FTS5, in SQL or here."""


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30) | st.lists(st.sampled_from(SHARDS)).map(" ".join))
async def test_anything_at_all_may_be_typed(library: SearchedLibrary, text: str) -> None:
    for typing in (True, False):
        try:
            await library.index.find(text, limit=5, typing=typing)
        except QueryError as error:
            assert str(error).endswith(".")
