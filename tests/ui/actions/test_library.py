"""Threads by id, their metadata, where they were left, and what other windows do to them."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
from rich.console import RenderableType
from textual.screen import Screen
from textual.widgets import Input

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.chat import thread_rows
from tui_threads.chat.cache import Cache
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


async def test_a_thread_opens_where_it_was_left_also_after_a_crash(
    tmp_path: Path, server: FakeServer
) -> None:
    said = [f"line {number}" for number in range(120)]
    thread = server.add_thread("Long", *said)
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("line 119")
        for _ in range(3):
            app.screen.panes.transcript.scroll_page_up()
        await app.pilot.pause()
        assert "line 119" not in app.text
        place = app.screen.panes.transcript.place
        assert place is not None
        key = key_of(app, "Long")
        await app.wait_for(lambda: app.cache.read(thread_rows.read_place, key) == place)
        first_line = _first_said(app)
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.wait_for(lambda: "line" in app.text and _first_said(app) == first_line)
        app.screen.action_do("thread.new")
        await app.pilot.pause()
        app.screen.action_do("thread.last")
        await app.wait_for(lambda: _first_said(app) == first_line)


@pytest.mark.parametrize("pages", [1, 2, 5])
async def test_a_thread_that_was_left_elsewhere_never_shows_its_end_when_it_is_opened(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    thread = server.add_thread("Long", *(f"line {number}" for number in range(120)))
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("line 119")
        for _ in range(pages):
            app.screen.panes.transcript.scroll_page_up()
            await app.pilot.pause()
        await app.wait_for(lambda: "line 119" not in app.text and _first_said(app))
        left_at = _first_said(app)
        app.screen.action_do("thread.new")
        await app.wait_for(lambda: not _first_said(app))
        drawn, display = set[str](), app.app._display

        def look(screen: Screen[object], renderable: RenderableType | None) -> None:
            drawn.add(_first_said(app))
            display(screen, renderable)

        monkeypatch.setattr(app.app, "_display", look)
        app.screen.action_do("thread.last")
        await app.wait_for(lambda: _first_said(app))
        assert drawn <= {"", left_at}
        assert left_at in drawn


def _first_said(app: Driven) -> str:
    """The first message in view, without what stands beside it."""
    return next(iter(re.findall(r"│[ ▌]+(line \d+)", app.text)), "")


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
            other.now(thread_rows.forget_thread, key_of(app, "Common"))
        await app.expect("deleted in another window", "half a sentence", "New thread")
