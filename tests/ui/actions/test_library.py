"""Threads by id, their metadata, where they were left, and what other windows do to them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.chat.cache import Cache
from tui_threads.chat.deletions import forget_thread
from tui_threads.ui.dialogs.metadata import MetadataDialog


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


async def type_in(app: Driven, text: str) -> None:
    """Type into the line of a dialog that has the focus."""
    await app.wait_for(lambda: isinstance(app.app.focused, Input))
    line = app.app.focused
    assert isinstance(line, Input)
    line.insert_text_at_cursor(text)
    await app.pilot.pause()


def key_of(app: Driven, title: str) -> int:
    return next(row.key for row in app.screen.work.library.rows if row.title == title)


async def test_a_thread_that_is_not_in_the_list_is_opened_by_its_id(
    tmp_path: Path, server: FakeServer
) -> None:
    server.lists_threads = False
    thread = server.add_thread("Elsewhere", "what was said")
    async with driven(tmp_path, server) as app:
        app.screen.action_do("thread.open_id")
        await app.expect("Id of the thread")
        await type_in(app, thread.id)
        await app.press("enter")
        await app.expect("what was said", "Elsewhere")
        assert [row.id for row in app.screen.work.library.rows] == [thread.id]


async def test_an_id_that_nobody_knows_is_refused_where_it_was_typed_and_not_kept(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        app.screen.action_do("thread.open_id")
        await app.expect("Id of the thread")
        await type_in(app, "thread_unknown")
        await app.press("enter")
        await app.expect("There is no thread thread_unknown on local; check the id.")
        assert app.screen.work.library.rows == []


async def test_an_unknown_id_on_the_command_line_gets_one_sentence(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server, open_thread="thread_unknown") as app:
        await app.expect("There is no thread thread_unknown on local")
        assert app.screen.work.library.rows == []


async def test_metadata_is_edited_and_told_to_the_server_and_ours_stays(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Titled", "hello")
    server.threads[thread.id] = thread.model_copy(update={"metadata": {"title": "Titled", "team": "red"}})
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("hello")
        app.screen.action_do("thread.metadata")
        await app.expect("Kept by the program", "title", "red", "2 of 16 pairs")
        await type_in(app, "city")
        await app.press("enter")
        await type_in(app, "Lisbon")
        await app.expect("3 of 16 pairs")
        await app.press("ctrl+s")
        wanted = {"title": "Titled", "team": "red", "city": "Lisbon"}
        await app.wait_for(lambda: server.threads[thread.id].metadata == wanted)


async def test_limits_of_metadata_are_told_while_one_types(tmp_path: Path, server: FakeServer) -> None:
    thread = server.add_thread("Titled", "hello")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("hello")
        app.screen.action_do("thread.metadata")
        await app.expect("1 of 16 pairs")
        name, value = app.app.screen.query(Input)
        name.value = "k" * 65
        await app.expect("The name has 65 characters; at most 64 are allowed.")
        name.value, value.value = "note", "v" * 513
        await app.expect("The value has 513 characters; at most 512 are allowed.")
        value.value = "v" * 512
        name.value = "title"
        await app.expect("title is kept by the program; choose another name.")
        await app.press("ctrl+s")
        assert isinstance(app.app.screen, MetadataDialog)
        name.value = "note"
        await app.press("ctrl+s")
        await app.wait_for(lambda: server.threads[thread.id].metadata.get("note") == "v" * 512)


async def test_the_last_of_sixteen_pairs_leaves_no_room_for_another(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Titled", "hello")
    many = {f"name{number}": "x" for number in range(14)}
    server.threads[thread.id] = thread.model_copy(update={"metadata": {"title": "Titled", **many}})
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("hello")
        app.screen.action_do("thread.metadata")
        await app.expect("15 of 16 pairs")
        await type_in(app, "last")
        await app.expect("16 of 16 pairs")
        assert len(app.app.screen.query("PairBox")) == 15


async def test_the_last_thread_is_one_key_away_at_the_start(tmp_path: Path, server: FakeServer) -> None:
    server.add_thread("Older", "said first")
    server.add_thread("Newest", "said last")
    async with driven(tmp_path, server) as app:
        await app.expect("Newest")
        await app.press("f6")
        await app.expect("said last")
        app.screen.parts.opening.open_key(key_of(app, "Older"))
        await app.expect("said first")
        app.screen.parts.rows.archive(key_of(app, "Newest"))
        await app.expect("is archived")
        await app.press("f6")
        await app.expect("said last")


async def test_a_thread_deleted_in_another_window_leaves_the_screen_and_the_draft_stays(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Common", "what was said")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("what was said")
        await app.write("half a sentence")
        with closing(Cache.open(tmp_path / "library.db")) as other:
            other.now(forget_thread, key_of(app, "Common"))
        await app.expect("deleted in another window", "half a sentence", "New thread")
