"""The main job: type, send, read the reply as it comes, stop it, come back to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tui_threads.chat.connection import ConnectError
from tui_threads.settings import Settings, UiSettings


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


async def test_a_question_is_answered_while_one_watches(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("What is a sail?")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        assert app.screen.panes.composer.text == ""
        await app.expect("You", "What is a sail?", "Esc stop")
        server.say("A piece of **cloth**")
        await app.expect("A piece of cloth")
        server.say(" on a mast.")
        server.finish()
        await app.expect("A piece of cloth on a mast.")
        await app.wait_for(lambda: "Esc stop" not in app.text)
        assert "What is a sail?" in app.app.title


async def test_one_can_type_and_send_before_the_server_is_there(tmp_path: Path, server: FakeServer) -> None:
    there: list[bool] = []

    async def connect() -> object:
        if not there:
            raise ConnectError("The server did not start; look into server.log.")
        return server.client

    async with driven(tmp_path, server, connect=connect) as app:  # type: ignore[arg-type]  # a late server
        await app.write("early bird")
        await app.press("enter")
        await app.expect("early bird", "offline", "The server did not start; look into server.log ·")
        assert server.said() == []
        there.append(True)
        await app.press("f5")
        await app.wait_for(lambda: server.said() == ["early bird"])
        await app.expect("● local")


async def test_esc_stops_the_reply_and_keeps_its_text(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("Tell me")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        server.say("Once upon")
        await app.expect("Once upon")
        await app.press("escape")
        await app.wait_for(lambda: "runs.cancel" in server.calls)
        await app.expect("Once upon", "stopped")


async def test_what_is_typed_during_a_reply_waits_in_sight(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("one")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        await app.write("two")
        await app.press("enter")
        await app.expect("two", "waits to be sent", "queue 1", "1 waiting to be sent")
        server.finish()
        await app.wait_for(lambda: server.said() == ["one", "two"])


async def test_a_draft_is_there_again_at_the_next_start(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("half a thought")
        await app.press("ctrl+q")
    async with driven(tmp_path, server) as app:
        assert app.screen.panes.composer.text == "half a thought"


async def test_every_thread_keeps_its_own_draft(tmp_path: Path, server: FakeServer) -> None:
    server.add_thread("First", "a")
    server.add_thread("Second", "b")
    async with driven(tmp_path, server) as app:
        await app.expect("First", "Second")
        first, second = (app.screen.work.library.rows[index].key for index in (0, 1))
        app.screen.parts.opening.open_key(first)
        await app.write("for the one")
        app.screen.parts.opening.open_key(second)
        assert app.screen.panes.composer.text == ""
        await app.write("for the other")
        app.screen.parts.opening.open_key(first)
        assert app.screen.panes.composer.text == "for the one"
        await app.expect("draft: for the other")


async def test_a_failed_run_says_why_and_is_tried_again(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("hello")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        server.finish("failed", "The model file is missing.")
        await app.expect("The model file is missing.")
        app.screen.action_do("run.retry")
        await app.wait_for(lambda: server.calls.count("runs.stream") == 2)
        server.say("Here I am.")
        await app.expect("Here I am.")


async def test_a_thread_named_on_the_command_line_is_opened(tmp_path: Path, server: FakeServer) -> None:
    thread = server.add_thread("Lisbon", "Where to?", "Sintra.")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("Where to?", "Sintra.")


async def test_brackets_and_escape_sequences_in_text_are_text(tmp_path: Path, server: FakeServer) -> None:
    thread = server.add_thread(
        "[bold]red[/] \x1b]0;owned\x07", "[/nothing] \x1b[31mred", "ok [link=x]y[/link]"
    )
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("[/nothing]", "[link=x]y[/link]", "[bold]red[/]")
        assert "\x1b" not in app.text
        assert "\x1b" not in app.app.title


async def test_enter_and_ctrl_j_change_over_by_a_setting(tmp_path: Path, server: FakeServer) -> None:
    settings = Settings(ui=UiSettings(send_key="ctrl+j"))
    async with driven(tmp_path, server, settings=settings) as app:
        await app.write("a")
        await app.press("enter")
        await app.write("b")
        assert app.screen.panes.composer.text == "a\nb"
        await app.press("ctrl+j")
        await app.wait_for(lambda: server.said() == ["a\nb"])


async def test_between_two_threads_the_welcome_is_not_seen(tmp_path: Path, server: FakeServer) -> None:
    one = server.add_thread("One", "said in one")
    server.add_thread("Two", "said in two")
    async with driven(tmp_path, server, open_thread=one.id) as app:
        await app.expect("said in one", "Two")
        seen: list[bool] = []
        app.screen.watch(app.screen.panes.welcome, "display", seen.append, init=False)
        app.screen.parts.opening.open_key(
            next(row.key for row in app.screen.work.library.rows if row.title == "Two")
        )
        assert not app.screen.panes.welcome.display
        await app.expect("said in two")
        assert not any(seen)
