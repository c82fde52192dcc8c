"""Where threads are opened: where they were left, and nowhere else meanwhile."""

from __future__ import annotations

import asyncio
import re
from contextlib import closing
from pathlib import Path

import pytest
from rich.console import RenderableType
from textual.screen import Screen

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.api import ThreadsClient
from tui_threads.chat import thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.connection import ConnectError


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


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
        (key,) = (row.key for row in app.screen.work.library.rows)
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


async def left_far_up(folder: Path, server: FakeServer) -> tuple[str, str]:
    """The id of a thread that was left far above its end, and the line there; little of it is mirrored."""
    thread = server.add_thread("Long", *(f"line {number}" for number in range(120)))
    async with driven(folder, server, open_thread=thread.id) as app:
        await app.expect("line 119")
        app.screen.panes.transcript.scroll_page_up()
        await app.pilot.pause()
        app.screen.panes.transcript.scroll_page_up()
        await app.pilot.pause()
        line, place = _first_said(app), app.screen.panes.transcript.place
        (key,) = (row.key for row in app.screen.work.library.rows)
        await app.wait_for(lambda: app.cache.read(thread_rows.read_place, key) == place)
    with closing(Cache.open(folder / "library.db")) as cache:
        newest = "SELECT text FROM messages ORDER BY place DESC LIMIT 5"
        cache.now(lambda file: file.execute(f"DELETE FROM messages WHERE text NOT IN ({newest})"))
        cache.now(lambda file: file.execute("DELETE FROM whole_mirrors"))
    return thread.id, line


async def test_a_slow_server_is_waited_for_in_words(tmp_path: Path, server: FakeServer) -> None:
    thread_id, line = await left_far_up(tmp_path, server)
    server.messages_gate = asyncio.Event()
    async with driven(tmp_path, server, open_thread=thread_id) as app:
        await app.expect("Going to where you left this thread")
        assert not _first_said(app)
        server.messages_gate.set()
        await app.wait_for(lambda: _first_said(app) == line)
        assert "Going to" not in app.text


async def test_who_does_not_want_to_wait_gets_the_end_and_stays_there(
    tmp_path: Path, server: FakeServer
) -> None:
    thread_id, _ = await left_far_up(tmp_path, server)
    server.messages_gate = asyncio.Event()
    async with driven(tmp_path, server, open_thread=thread_id) as app:
        await app.expect("Going to where you left this thread")
        await app.press("pagedown")
        await app.expect("line 119")
        server.messages_gate.set()
        await app.wait_for(lambda: server.calls.count("messages.list") > 1)
        await app.wait_for(lambda: app.screen.work.session and not app.screen.work.session.stale)
        assert "line 119" in app.text


async def test_a_place_that_is_not_kept_here_is_not_waited_for_while_the_server_is_away(
    tmp_path: Path, server: FakeServer
) -> None:
    thread_id, _ = await left_far_up(tmp_path, server)

    async def away() -> ThreadsClient:
        raise ConnectError("The server is away.")

    async with driven(tmp_path, server, open_thread=thread_id, connect=away) as app:
        await app.expect("line 119", "this is its end")
