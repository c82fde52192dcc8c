"""The thread list: what it shows, how it is filtered, and what can be done with a thread."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import cast

import pytest
from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.screen import Screen

from tests.chat.desk_fixture import wait_for
from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.ui.ages import by_day, short_age
from tui_threads.ui.widgets.thread_lines import lay_out
from tui_threads.ui.widgets.thread_list import ThreadList

NOON = time.mktime((2026, 11, 18, 12, 0, 0, 0, 0, -1))
HOUR, DAY = 3600, 86_400


def row(key: int, active_at: float, **fields: object) -> ThreadRow:
    bare = (False, False, False, False, False, None, None, "{}", "", 0)
    plain = ThreadRow(key, f"thread_{key}", f"title {key}", "", 0, int(active_at), *bare)
    return plain._replace(**fields)  # type: ignore[arg-type]  # the tests name fields as they need them


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (5, "now"),
        (130, "2m"),
        (2 * HOUR, "2h"),
        (3 * DAY, "Sun"),
        (15 * DAY, "3 Nov"),
        (400 * DAY, "14 Oct 25"),
    ],
)
def test_ages_are_short(ago: float, words: str) -> None:
    assert short_age(NOON - ago, NOON) == words


def test_threads_are_grouped_by_day_with_pinned_ones_first() -> None:
    rows = [
        row(1, NOON - 90 * DAY, pinned=True),
        row(2, NOON - HOUR),
        row(3, NOON - 20 * HOUR),
        row(4, NOON - 3 * DAY),
        row(5, NOON - 16 * DAY),
        row(6, NOON - 40 * DAY),
        row(7, NOON - 400 * DAY),
    ]
    labels = [label for label, _ in by_day(rows, NOON)]
    assert labels == ["Pinned", "Today", "Yesterday", "This week", "November", "October", "October 2025"]


def test_a_second_line_is_there_only_where_it_says_something() -> None:
    quiet, draft, unread = (
        row(1, NOON),
        row(2, NOON, draft="half"),
        row(3, NOON, unread=True, snippet="the answer"),
    )
    lines, first = lay_out([quiet, draft, unread], NOON)
    assert [line.text for line in lines] == ["Today", "", "", "draft: half", "", "the answer"]
    assert first == [1, 2, 4]


def test_the_draft_of_the_open_thread_is_not_said_twice() -> None:
    lines, _ = lay_out([row(1, NOON, draft="half")], NOON, open_key=1)
    assert [line.text for line in lines] == ["Today", ""]


async def test_threads_are_there_from_the_cache_before_any_server(tmp_path: Path, server: FakeServer) -> None:
    server.add_thread("Kept from before")
    async with driven(tmp_path, server) as app:
        await app.expect("Kept from before")

    async def never() -> object:
        return await asyncio.Event().wait()

    async with driven(tmp_path, server, connect=never) as app:  # type: ignore[arg-type]  # nobody connects
        assert "Kept from before" in app.text


async def test_a_thread_made_by_another_program_appears_by_itself(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.wait_for(lambda: "threads.list" in server.calls)
        server.add_thread("", "# What a script asked\nand more")
        assert app.screen.work.sync is not None
        app.screen.work.sync.changed()
        await app.expect("What a script")


async def test_a_title_given_elsewhere_is_seen_above_the_open_thread(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("First name", "what was said")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("what was said", "First name")
        server.threads[thread.id] = thread.model_copy(update={"metadata": {"title": "Second name"}})
        assert app.screen.work.sync is not None
        app.screen.work.sync.changed()
        await app.wait_for(lambda: app.text.count("Second name") == 2)  # in the list and above the thread


async def test_a_thread_deleted_elsewhere_is_marked_and_can_still_be_read(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Vanished", "what was said")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("what was said", "Vanished")
    del server.threads[thread.id]
    async with driven(tmp_path, server) as app:
        await app.expect("Vanished", "gone")
        app.screen.parts.opening.open_key(app.screen.work.library.rows[0].key)
        await app.expect("what was said", "No thread found")


async def test_a_reply_that_ends_unseen_is_marked_unread_until_it_is_looked_at(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("Tell me later")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        await app.press("ctrl+n")
        server.say("Here it is.")
        server.finish()
        await app.expect("● Tell me later", "Here it is.")
        app.screen.parts.opening.open_key(app.screen.work.library.rows[0].key)
        await app.wait_for(lambda: "● Tell me later" not in app.text)
        await app.expect("Here it is.")


async def test_a_server_that_cannot_list_threads_is_asked_once(tmp_path: Path, server: FakeServer) -> None:
    server.lists_threads = False
    async with driven(tmp_path, server) as app:
        await app.wait_for(lambda: "threads.list" in server.calls)
        for _ in range(3):
            assert app.screen.work.sync is not None
            app.screen.work.sync.changed()
            await app.pilot.pause()
        await app.write("still works")
        await app.press("enter")
        await app.wait_for(lambda: server.said() == ["still works"])
        assert server.calls.count("threads.list") == 1


async def test_typing_filters_and_says_when_nothing_is_left(tmp_path: Path, server: FakeServer) -> None:
    server.add_thread("Lisbon trip")
    server.add_thread("Regex for logs")
    async with driven(tmp_path, server) as app:
        await app.expect("Lisbon trip", "Regex for logs")
        await app.press("ctrl+s")
        await app.write("LIS")
        await app.wait_for(lambda: "Regex for logs" not in app.text)
        assert "Lisbon trip" in app.text
        await app.write("zzz")
        await app.expect("Nothing holds")


async def test_a_renamed_thread_has_its_title_on_the_server_too(tmp_path: Path, server: FakeServer) -> None:
    thread = server.add_thread("Old", "hello")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("Old", "hello")
        await app.press("f2", "end", "e", "r", "enter")
        await app.wait_for(lambda: server.threads[thread.id].metadata.get("title") == "Older")
        await app.expect("Older")


async def test_pinned_threads_go_to_the_top_and_stay_pinned(tmp_path: Path, server: FakeServer) -> None:
    thread = server.add_thread("Pin me")
    server.now += 100
    server.add_thread("Newer")
    async with driven(tmp_path, server) as app:
        await app.expect("Newer", "Pin me")
        await app.press("ctrl+s", "down", "tab")
        app.screen.panes.side.threads.focus()
        await app.press("p")
        await app.expect("Pinned")
        await app.wait_for(lambda: server.threads[thread.id].metadata.get("pinned") == "true")


async def test_a_deleted_thread_can_be_brought_back_and_is_not_gone_on_the_server(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Precious", "gold")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("gold")
        app.screen.panes.side.threads.focus()
        await app.press("d")
        await app.expect("is deleted", "u in the list, brings it back", "No threads yet")
        await app.press("u")
        await app.expect("is back")
        assert thread.id in server.threads
        assert "threads.delete" not in server.calls


async def test_a_thread_deleted_long_enough_ago_is_deleted_on_the_server(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Rubbish", "dust")
    async with driven(tmp_path, server) as app:
        await app.expect("Rubbish")
        key = app.screen.work.library.rows[0].key
        await app.screen.work.library.delete(key)
        await app.screen.work.library.set_delete_at(key, time.time() - 1)
        assert app.screen.work.sync is not None
        app.screen.work.sync.changed()
        await app.wait_for(lambda: thread.id not in server.threads)
        assert app.screen.work.library.rows == []


async def test_archived_threads_are_shown_on_demand_only(tmp_path: Path, server: FakeServer) -> None:
    server.add_thread("Shelved")
    async with driven(tmp_path, server) as app:
        await app.expect("Shelved")
        app.screen.panes.side.threads.focus()
        await app.press("a")
        await app.expect("is archived", "No threads yet")
        app.screen.action_do("threads.archived")
        await app.expect("Shelved", "Archived threads are shown.")


async def test_ten_thousand_threads_are_walked_and_filtered(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        rows = [row(number, NOON - number * 600) for number in range(10_000)]
        app.screen.panes.side.threads.show(rows, open_key=None)
        app.screen.panes.side.threads.focus()
        await app.press("end")
        await app.expect("title 9999")
        await app.press("home")
        await app.expect("title 0")


async def test_a_letter_that_means_nothing_in_the_list_goes_to_the_composer(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        app.screen.panes.side.threads.focus()
        await app.press("w")
        assert app.screen.panes.composer.text == "w"
        assert app.screen.panes.composer.has_focus


class ListHost(App[None]):
    """A list alone, and what it writes to the terminal."""

    AUTO_FOCUS = None

    def __init__(self) -> None:
        super().__init__()
        self.threads = ThreadList()
        self.written = ""

    def compose(self) -> ComposeResult:
        yield self.threads

    def _display(self, screen: Screen[object], renderable: object) -> None:
        if isinstance(renderable, CompositorUpdate):
            self.written += renderable.render_segments(self.console)
        super()._display(screen, cast("RenderableType | None", renderable))


async def test_only_rows_that_change_are_written_to_the_terminal() -> None:
    rows = [row(key, NOON, title=title) for key, title in enumerate(("Alpha", "Beta", "Gamma"))]
    host = ListHost()
    async with host.run_test(size=(40, 12)) as pilot:
        host.threads.show(rows, open_key=None)
        await wait_for(lambda: all(title in host.written for title in ("Alpha", "Beta", "Gamma")))
        await pilot.pause()
        host.written = ""
        host.threads.show([rows[0], rows[1]._replace(title="Other"), rows[2]], running=[0], open_key=None)
        await wait_for(lambda: "Other" in host.written and "◐" in host.written)
        assert "Gamma" not in host.written
        host.written = ""
        host.threads.put_cursor(1)
        await wait_for(lambda: "Other" in host.written)
        assert "Alpha" in host.written
        assert "Gamma" not in host.written
