"""Searching in the app: typed, found, gone to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.api.errors import ApiConnectionError
from tui_threads.chat.search import indexing
from tui_threads.chat.search.mirroring import read_unread
from tui_threads.ui.dialogs.search import SearchDialog


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


async def all_read(app: Driven) -> None:
    """Wait until the threads of the server are mirrored."""
    await app.wait_for(lambda: app.screen.work.library.rows and not app.cache.now(read_unread, "local"))


async def search(app: Driven, text: str) -> None:
    await app.press("ctrl+f")
    await app.wait_for(lambda: isinstance(app.app.screen, SearchDialog))
    dialog = app.app.screen
    assert isinstance(dialog, SearchDialog)
    dialog.query_one("#filter").value = text  # type: ignore[attr-defined]  # an Input, as fast as pasted


async def test_a_message_in_a_thread_that_was_never_opened_is_found_and_gone_to(
    tmp_path: Path, server: FakeServer
) -> None:
    turns = [f"turn {number}" for number in range(150)]
    server.add_thread("Long talk", *turns[:20], "the brass teapot is in the attic", *turns[20:])
    server.add_thread("Other talk", "nothing of note")
    async with driven(tmp_path, server) as app:
        await all_read(app)
        await search(app, "teap brass")
        await app.expect("Nothing holds “teap brass”.", "Looked through 152 messages", "^U clears")
        await search(app, "brass teap")
        await app.expect("Long talk", "the brass teapot is in the attic", "1 found", "You · ")
        await app.press("enter")
        await app.expect("the brass teapot is in the attic", "turn 19")
        await app.wait_for(lambda: app.screen.focused is app.screen.panes.transcript)
        focused = app.screen.panes.transcript.focused_key
        assert focused == next(iter(server.messages.values()))[20].id
        assert "turn 149" not in app.text


async def test_a_reader_who_went_on_from_a_hit_is_left_alone_when_the_thread_is_read_again(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Long talk", "the brass teapot", *(f"turn {number}" for number in range(150)))
    async with driven(tmp_path, server) as app:
        await all_read(app)
        await search(app, "teapot")
        await app.expect("1 found")
        await app.press("enter")
        await app.wait_for(
            lambda: app.screen.panes.transcript.focused_key == server.messages[thread.id][0].id
        )
        await app.wait_for(lambda: not app.screen.parts.seeking.seeks)
        await app.press("G")
        await app.expect("turn 148")
        before = len(server.calls)
        await app.press("f5")
        await app.wait_for(lambda: "messages.list" in server.calls[before:])
        await app.expect("turn 148")


async def test_hits_come_while_one_types_and_titles_stand_first(tmp_path: Path, server: FakeServer) -> None:
    server.add_thread("Bread and butter", "how long does it rise?")
    server.add_thread("Kitchen", "bread again")
    async with driven(tmp_path, server) as app:
        await all_read(app)
        await app.press("f3", "b", "r", "e")
        await app.expect("Threads", "Bread and butter", "Messages", "bread again", "2 found")
        lines = app.text.splitlines()
        assert next(i for i, line in enumerate(lines) if "Bread and butter" in line) < next(
            i for i, line in enumerate(lines) if "bread again" in line
        )
        await app.press("enter")
        await app.expect("how long does it rise?")


async def test_enter_pressed_at_once_goes_to_what_was_typed_not_to_what_was_found_before(
    tmp_path: Path, server: FakeServer
) -> None:
    server.add_thread("First", "bread and butter")
    server.add_thread("Second", "the brass teapot")
    async with driven(tmp_path, server) as app:
        await all_read(app)
        await search(app, "bread")
        await app.expect("1 found", "bread and butter")
        app.app.screen.query_one("#filter").value = "teapot"  # type: ignore[attr-defined]
        await app.press("enter")
        await app.wait_for(lambda: not isinstance(app.app.screen, SearchDialog))
        await app.expect("the brass teapot")
        assert "bread and butter" not in app.text


async def test_an_empty_line_shows_what_can_be_typed_and_a_wrong_filter_what_there_is(
    tmp_path: Path, server: FakeServer
) -> None:
    server.add_thread("Bread", "bread")
    async with driven(tmp_path, server) as app:
        await all_read(app)
        await search(app, "")
        await app.expect("side by side", "-is:archived in the others")
        await search(app, "colour:red")
        await app.expect("“colour:” is none of the filters", "side by side")
        await search(app, "bread role:user")
        await app.expect("1 found")
        assert "none of the filters" not in app.text


async def test_everything_is_found_and_read_without_the_server(tmp_path: Path, server: FakeServer) -> None:
    server.add_thread("Far back", "the brass teapot", *(f"turn {number}" for number in range(120)))
    async with driven(tmp_path, server) as app:
        await all_read(app)

    async def nobody() -> object:
        raise ApiConnectionError("Nobody answers.", sent=False)

    server.failures["threads.list"] = [ApiConnectionError("Nobody answers.", sent=False)] * 50
    server.failures["messages.list"] = [ApiConnectionError("Nobody answers.", sent=False)] * 50
    async with driven(tmp_path, server) as app:
        await search(app, "teapot")
        await app.expect("1 found")
        await app.press("enter")
        await app.expect("the brass teapot", "turn 1")


async def test_the_last_search_is_there_again_and_typing_replaces_it(
    tmp_path: Path, server: FakeServer
) -> None:
    server.add_thread("Bread", "butter")
    async with driven(tmp_path, server) as app:
        await all_read(app)
        await search(app, "bread")
        await app.expect("1 found")
        await app.press("escape", "ctrl+f")
        await app.expect("1 found")
        await app.press("b", "u")
        await app.wait_for(lambda: app.app.screen.query_one("#filter").value == "bu")  # type: ignore[attr-defined]
        await app.expect("butter")


async def test_what_is_said_in_this_app_is_found_at_once(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("where is the brass teapot")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        server.say("It is in the attic.")
        server.finish()
        await app.expect("It is in the attic.")
        await search(app, "attic role:assistant")
        await app.expect("1 found", "Assistant · ")


async def test_a_hit_never_drives_the_terminal_or_is_taken_for_markup(
    tmp_path: Path, server: FakeServer
) -> None:
    server.add_thread("[red]Title\x1b[31m", "say [bold]bread[/] \x1b]0;x\x07 [link=x]")
    async with driven(tmp_path, server) as app:
        await all_read(app)
        await search(app, "bread")
        await app.expect("[bold]bread[/]", "1 found")
        assert "\x1b" not in app.text


async def test_a_reply_is_indexed_when_it_is_complete_not_while_it_is_written(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("where is the teapot")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        await app.wait_for(lambda: not app.cache.now(indexing.missing))
        for word in ("It ", "is ", "in ", "the ", "attic."):
            server.say(word)
            await app.expect(word.strip())
            assert app.cache.now(indexing.missing) == 0
        server.finish()
        await search(app, "attic")
        await app.expect("1 found")
