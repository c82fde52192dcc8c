"""What can be done with a message: fork it, edit it into a fork, delete it, look at it, keep it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.settings import Settings, UiSettings


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
async def app(tmp_path: Path, server: FakeServer) -> AsyncIterator[Driven]:
    """A thread of two questions and two answers, the last answer focused."""
    thread = server.add_thread("Talk", "first question", "first answer", "second question", "second answer")
    async with driven(tmp_path, server, open_thread=thread.id) as opened:
        await opened.expect("second answer")
        opened.screen.panes.transcript.focus()
        await opened.press("G")
        yield opened


async def test_a_fork_holds_everything_up_to_the_message_and_knows_where_it_came_from(
    app: Driven, server: FakeServer
) -> None:
    origin = app.screen.work.row
    assert origin is not None
    await app.press("k", "k", "f")
    await app.wait_for(lambda: len(server.threads) == 2)
    fork = list(server.threads.values())[-1]
    assert [server.said_in(fork.id), fork.metadata["forked_from"]] == [
        ["first question", "first answer"],
        origin.id,
    ]
    await app.expect("This is a fork")


async def test_editing_what_was_said_forks_before_it_and_gives_the_text_back(
    app: Driven, server: FakeServer
) -> None:
    await app.press("k", "e")
    await app.wait_for(lambda: app.screen.panes.composer.text == "second question")
    assert server.said_in(list(server.threads)[-1]) == ["first question", "first answer"]
    assert server.said_in(next(iter(server.threads)))[-1] == "second answer"


async def test_a_message_is_deleted_only_when_that_is_confirmed(app: Driven, server: FakeServer) -> None:
    await app.press("d", "n")
    await app.press("d", "y")
    await app.wait_for(lambda: "second answer" not in server.said())
    await app.wait_for(lambda: "second answer" not in app.text)
    assert server.calls.count("messages.delete") == 1


async def test_a_message_can_be_looked_at_as_json(app: Driven) -> None:
    await app.press("i")
    await app.expect('"object": "thread.message"', "y copy")
    await app.press("escape")
    await app.wait_for(lambda: '"object"' not in app.text)


async def test_a_message_is_kept_as_a_file(app: Driven, own_home: Path) -> None:
    (own_home / "Downloads").mkdir()
    await app.press("x")
    await app.expect("Saved as")
    (kept,) = (own_home / "Downloads").iterdir()
    assert kept.read_text(encoding="utf-8") == "second answer"


async def test_a_reply_is_asked_for_again(app: Driven, server: FakeServer) -> None:
    await app.press("r")
    await app.wait_for(lambda: "runs.stream" in server.calls)
    server.say("another answer")
    await app.expect("another answer", "answer 2 of 2")
    assert any("second answer" in server.said_in(thread_id) for thread_id in server.threads)


async def test_the_text_column_is_as_wide_as_the_settings_say(tmp_path: Path, server: FakeServer) -> None:
    thread = server.add_thread("Talk", "words " * 60)
    narrow = Settings(ui=UiSettings(text_width=30))
    async with driven(tmp_path, server, open_thread=thread.id, settings=narrow) as app:
        await app.expect("words words words words words")
        rows = [row.count("words") for row in app.text.split("\n")]
        assert max(rows) == 5


async def test_a_third_click_beside_the_messages_does_not_select_the_whole_screen(app: Driven) -> None:
    await app.pilot.click(app.screen.panes.header, offset=(4, 0), times=3)
    assert "second answer" not in (app.screen.get_selected_text() or "")
