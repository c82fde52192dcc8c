"""What is typed during a reply waits in sight; it can be sent now, edited or dropped, after a restart too."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import events

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


async def queue_two(app: Driven, server: FakeServer) -> None:
    """A reply that is being written, and two messages behind it."""
    await app.write("first")
    await app.press("enter")
    await app.wait_for(lambda: server.asked)
    server.say("half a reply")
    await app.expect("half a reply")
    for text in ("second", "third"):
        await app.write(text)
        await app.press("enter")
    await app.expect("queue 2", "second", "third")


async def test_the_first_that_waits_is_sent_now_and_the_half_reply_kept(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await queue_two(app, server)
        app.screen.action_do("queue.send_now")
        await app.wait_for(lambda: server.said() == ["first", "half a reply", "second"])
        await app.expect("half a reply", "queue 1")


async def test_the_last_that_waits_comes_back_to_be_edited_above_what_is_typed(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await queue_two(app, server)
        await app.write("draft")
        app.screen.action_do("queue.edit")
        await app.wait_for(lambda: app.screen.panes.composer.text == "third\ndraft")
        await app.expect("queue 1")


async def test_the_last_that_waits_is_dropped_and_its_words_stay_in_the_history(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await queue_two(app, server)
        app.screen.action_do("queue.drop")
        await app.expect("Dropped.")
        await app.wait_for(lambda: "third" not in app.text)
        await app.press("up")
        assert app.screen.panes.composer.text == "third"


async def test_a_queue_is_in_sight_after_a_restart_and_can_be_handled_as_before(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await queue_two(app, server)
    async with driven(tmp_path, server) as app:
        app.screen.parts.opening.open_key(app.screen.work.library.rows[0].key)
        await app.expect("half a reply", "second", "third", "queue 2")
        app.screen.action_do("queue.drop")
        await app.wait_for(lambda: "third" not in app.text)
        app.screen.action_do("queue.send_now")
        await app.wait_for(lambda: server.said() == ["first", "half a reply", "second"])


async def test_without_a_queue_that_is_said(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        app.screen.action_do("queue.send_now")
        await app.expect("No message waits.")


async def test_esc_stops_an_upload_and_edit_brings_all_of_it_back(tmp_path: Path, server: FakeServer) -> None:
    guide = tmp_path / "guide.txt"
    guide.write_text("Sintra deserves two days.")
    server.upload_gates.append(asyncio.Event())
    async with driven(tmp_path, server) as app:
        app.screen.panes.composer.post_message(events.Paste(str(guide)))
        await app.expect("[guide.txt 25 B")
        await app.write("Go")
        await app.press("enter")
        await app.expect("sending: guide.txt 48 %", "Esc stop")
        await app.press("escape")
        await app.expect("not sent: stopped while its files were on their way")
        await app.press("tab", "e")
        await app.wait_for(lambda: app.screen.panes.composer.text == "Go")
        await app.expect("[guide.txt 25 B")
        assert "threads.create_and_run" not in server.calls
