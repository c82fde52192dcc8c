"""What came while one was elsewhere is marked, and gone to by a key."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tui_threads.api import ThreadsClient


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


async def test_a_reply_that_came_while_one_was_in_another_thread_is_marked_new(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("Tell me later")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        await app.press("ctrl+n")
        server.say("Here it is. " + "More of it.\n\n" * 60)
        server.finish()
        await app.expect("● Tell me later")
        app.screen.parts.opening.open_key(app.screen.work.library.rows[0].key)
        await app.expect("There are new messages; u goes to the first of them.")
        app.screen.panes.transcript.focus()
        await app.press("u")
        await app.expect("Here it is.", "new")


async def test_a_reply_to_what_was_still_to_be_sent_when_one_left_is_marked_new(
    tmp_path: Path, server: FakeServer
) -> None:
    is_there = asyncio.Event()

    async def connect() -> ThreadsClient:
        await is_there.wait()
        return server.client

    async with driven(tmp_path, server, connect=connect) as app:
        await app.write("Tell me later")
        await app.press("enter")
        await app.expect("▌ Tell me later")
        await app.press("ctrl+n")
        is_there.set()
        await app.wait_for(lambda: "runs.stream" in server.calls)
        server.say("Here it is. " + "More of it.\n\n" * 60)
        server.finish()
        await app.expect("● Tell me later")
        app.screen.parts.opening.open_key(app.screen.work.library.rows[0].key)
        await app.expect("There are new messages; u goes to the first of them.")


async def test_a_message_that_came_while_the_app_did_not_run_is_marked_new(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Talk", "question", "first answer")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("first answer")
        key = app.screen.work.library.rows[0].key
    server.add_message(thread.id, "assistant", "an answer from elsewhere")
    async with driven(tmp_path, server) as app:
        await app.expect("● Talk")
        app.screen.parts.opening.open_key(key)
        await app.expect("an answer from elsewhere")
        await app.expect("new")


async def test_what_one_asks_and_reads_at_once_is_not_new(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("One")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        server.say("at once")
        server.finish()
        await app.expect("at once")
        assert "new" not in app.text.split("at once")[0].rsplit("You", 1)[1]
