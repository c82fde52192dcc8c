from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.chat.exporting.copies import message
from tui_threads.chat import mirror, thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.exporting.finding import find_mirrored
from tui_threads.chat.history import mirrored


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with closing(Cache.open(tmp_path / "library.db")) as opened:
        yield opened


def add(cache: Cache, thread_id: str, title: str, *said: str, profile: str = "far") -> None:
    row = cache.now(thread_rows.add_thread, profile, title, time.time(), thread_id)
    messages = [mirrored(message("user", text, id=f"{thread_id}-{n}")) for n, text in enumerate(said)]
    cache.now(mirror.write_messages, row.key, messages)


async def test_a_phrase_is_found_in_messages_and_titles_in_any_letter_case(cache: Cache) -> None:
    add(cache, "t1", "About rain", "Nothing here", "It will RAIN in Bergen, they say")
    add(cache, "t2", "Sun", "No drop")
    hits = await find_mirrored(cache, "far", "rain", 10)
    assert [(hit.thread_id, hit.message_id) for hit in hits] == [("t1", None), ("t1", "t1-1")]
    assert hits[1].snippet == "It will RAIN in Bergen, they say"


async def test_only_the_profile_that_was_asked_for_is_searched(cache: Cache) -> None:
    add(cache, "t1", "", "rain", profile="other")
    assert await find_mirrored(cache, "far", "rain", 10) == []


@pytest.mark.parametrize("phrase", ["100%", "a_b", "c\\d"])
async def test_signs_mean_themselves(cache: Cache, phrase: str) -> None:
    add(cache, "t1", "", f"exactly {phrase} it is")
    add(cache, "t2", "", "100 a-b axb cd")
    assert [hit.thread_id for hit in await find_mirrored(cache, "far", phrase, 10)] == ["t1"]


async def test_a_snippet_shows_the_place_within_a_long_text(cache: Cache) -> None:
    add(cache, "t1", "", "x " * 500 + "needle" + " y" * 500)
    (hit,) = await find_mirrored(cache, "far", "needle", 10)
    assert "needle" in hit.snippet
    assert len(hit.snippet) < 160
