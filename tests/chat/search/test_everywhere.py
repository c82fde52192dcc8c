"""Searching from a command: the mirror, and what the server has beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chat.fake_client import FakeServer
from tests.chat.search.library_fixture import SearchedLibrary
from tui_threads.chat.search.everywhere import Everywhere


@pytest.fixture
def everywhere(library: SearchedLibrary) -> Iterator[Everywhere]:
    opened = Everywhere(library.cache, "local", lambda _: None)
    yield opened
    opened.close()


async def test_a_place_tells_thread_message_author_and_words(
    library: SearchedLibrary, everywhere: Everywhere
) -> None:
    library.thread("About rain", "Nothing here", "It will RAIN in Bergen, they say")
    title, message = await everywhere.find("rain", 10)
    assert (title.thread_id, title.message_id, title.snippet) == ("thread_local1", None, "About rain")
    assert (message.message_id, message.role) == ("msg_00002", "assistant")
    assert (message.snippet, message.created_at) == ("It will RAIN in Bergen, they say", 1_700_000_001)


async def test_a_thread_without_a_title_is_told_by_its_first_line(
    library: SearchedLibrary, everywhere: Everywhere
) -> None:
    library.thread("", "# The first line\nand rain")
    (place,) = await everywhere.find("rain", 10)
    assert place.title == "The first line"


async def test_threads_of_the_server_that_nobody_opened_here_are_searched_to_their_last_message(
    library: SearchedLibrary, everywhere: Everywhere
) -> None:
    server = FakeServer()
    for number in range(45):
        server.add_thread("", f"bread {number}", *(["filler"] * 120), f"salt {number}")
    server.add_thread("", "nothing")
    places = await everywhere.find_on_server(server.client, "salt -bread", 100)
    assert len(places) == 45
    places = await everywhere.find_on_server(server.client, "is:archived", 100)
    assert places == []
    server.calls.clear()
    assert len(await everywhere.find_on_server(server.client, "salt", 5)) == 5
    assert server.calls == ["threads.list"]
