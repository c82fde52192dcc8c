"""What one learns of a run without looking: title, notification; and what the model could not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.settings import Settings, UiSettings
from tui_threads.ui.status_words import size_words
from tui_threads.ui.terminal_title import TerminalTitle, marked_title
from tui_threads.wire.extensions import RunContext


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


async def begin(app: Driven, server: FakeServer) -> None:
    await app.write("What is a sail?")
    await app.press("enter")
    await app.wait_for(lambda: any(server.runs.values()))


async def test_the_title_carries_a_mark_while_a_reply_is_awaited(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await begin(app, server)
        await app.wait_for(lambda: app.app.title == "◐ What is a sail?")
        server.ask(("get_time", "{}"))
        await app.wait_for(lambda: app.app.title == "! What is a sail?")
        server.finish("expired")
        await app.wait_for(lambda: app.app.title == "What is a sail?")


async def test_in_ascii_the_mark_is_ascii(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server, settings=Settings(ui=UiSettings(ascii=True))) as app:
        await begin(app, server)
        await app.wait_for(lambda: app.app.title == "~ What is a sail?")


async def test_the_context_in_use_is_shown_with_its_size(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await begin(app, server)
        run_id = server.last_run().run.id
        server.contexts[run_id] = RunContext(
            run_id=run_id, requested_model="x", context_length=8192, used_tokens=1234
        )
        server.say("Cloth.")
        server.finish()
        await app.expect("ctx 1.2k/8k")


async def test_what_the_model_could_not_read_is_marked(tmp_path: Path, server: FakeServer) -> None:
    thread = server.add_thread("Long", "first words", "first reply", "second words", "second reply")
    fake = server.start_run(thread.id)
    server.finish()
    third = server.messages[thread.id][2]
    server.contexts[fake.run.id] = RunContext(
        run_id=fake.run.id, requested_model="x", context_length=512, used_tokens=500, first_seen=third.id
    )
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("first reply", "second words", "no longer sees", "ctx 500/512")
        lines = app.text.splitlines()
        places = [
            next(i for i, line in enumerate(lines) if words in line)
            for words in ("first reply", "no longer sees", "second words")
        ]
        assert places == sorted(places)


async def test_nothing_is_claimed_where_the_server_does_not_tell(tmp_path: Path, server: FakeServer) -> None:
    thread = server.add_thread("Long", "first words", "first reply", "second words", "second reply")
    server.start_run(thread.id)
    server.finish()
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("second reply", "saved")
        await app.wait_for(lambda: "runs.context" in server.calls)
        assert "no longer sees" not in app.text and "ctx" not in app.text


def test_a_notification_is_one_harmless_line() -> None:
    written: list[str] = []
    TerminalTitle(written.append).notify("Sail\x07\x1b]0;owned\x07\nmore")
    assert written == ["\x1b]9;Sail␇␛]0;owned␇ more\x07"]


def test_marks_and_sizes() -> None:
    assert marked_title("", "still") == "threads-tui"
    assert [size_words(n) for n in (8192, 131_072, 128_000, 512)] == ["8k", "128k", "128k", "512"]
