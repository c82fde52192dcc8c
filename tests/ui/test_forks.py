"""Forks, edits and other answers: nothing is lost, and there are ways back and forth."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.wire.threads import Thread


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


def forks(server: FakeServer) -> list[Thread]:
    return [one for one in server.threads.values() if "forked_from" in one.metadata]


async def focus(app: Driven, text: str) -> None:
    """Put the focus on the newest message that says this."""
    app.screen.panes.transcript.focus()
    session = app.screen.work.session
    assert session is not None
    key = next(
        entry.key for entry in reversed(session.conversation.entries) if text in "".join(session_text(entry))
    )
    assert app.screen.panes.transcript.reveal(key)
    await app.pilot.pause()


def session_text(entry: object) -> str:
    from tui_threads.chat.entry_texts import said_text

    return said_text(entry) or ""  # type: ignore[arg-type]  # any entry of a conversation


async def answered_anew(app: Driven, server: FakeServer, old: str, new: str) -> None:
    runs = server.calls.count("runs.stream")
    await focus(app, old)
    await app.press("r")
    await app.wait_for(lambda: server.calls.count("runs.stream") > runs)
    server.say(new)
    server.finish()
    await app.expect(new)


async def test_another_answer_is_given_in_a_fork_and_the_earlier_one_is_one_key_away(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Names", "A name for a boat?", "Pelican", "Thanks", "Welcome")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("Pelican")
        await answered_anew(app, server, "Pelican", "Cormorant")
        assert "Pelican" not in app.text
        await app.expect("answer 2 of 2", "from “Names”")
        assert server.said_in(thread.id) == ["A name for a boat?", "Pelican", "Thanks", "Welcome"]
        await app.press("left_parenthesis")
        await app.expect("Pelican", "answer 1 of 2", "1 fork")
        await app.press("right_parenthesis")
        await app.expect("Cormorant", "answer 2 of 2")
        await app.press("right_parenthesis")
        await app.expect("This is the last of 2.")
        app.screen.action_do("message.previous_version")
        assert app.screen.focused is app.screen.panes.transcript  # the next key may be here before the answer


async def test_a_third_answer_stands_beside_the_others_and_not_below_the_second(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Names", "A name for a boat?", "Pelican")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("Pelican")
        await answered_anew(app, server, "Pelican", "Cormorant")
        await answered_anew(app, server, "Cormorant", "Petrel")
        await app.expect("answer 3 of 3")
        assert [one.metadata["forked_from"] for one in forks(server)] == [thread.id, thread.id]


async def test_a_question_that_nothing_answered_is_answered_where_it_is(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Names", "A name for a boat?")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("A name for a boat?")
        await answered_anew(app, server, "A name", "Pelican")
        assert forks(server) == []
        assert server.said_in(thread.id) == ["A name for a boat?", "Pelican"]


async def test_from_a_fork_one_gets_to_the_message_it_was_made_at_and_back(
    tmp_path: Path, server: FakeServer
) -> None:
    said = [f"line {number}" for number in range(80)]
    thread = server.add_thread("Long", *said)
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("line 79")
        await focus(app, "line 40")
        await app.press("f")
        await app.expect("This is a fork", "from “Long”", "↳ Long")
        assert server.said_in(forks(server)[0].id) == said[:41]
        await app.press("tab", "p")
        await app.wait_for(lambda: app.screen.work.row is not None and app.screen.work.row.id == thread.id)
        await app.wait_for(
            lambda: app.screen.panes.transcript.focused_key is not None and "line 40" in app.text
        )
        assert "line 79" not in app.text
        await app.press("b")
        await app.expect("Forks of this thread")
        await app.press("enter")
        await app.wait_for(
            lambda: app.screen.work.row is not None and app.screen.work.row.id == forks(server)[0].id
        )
        await app.expect("line 40")


async def test_an_edited_message_goes_out_in_a_fork_beside_its_first_wording(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Names", "A name for a boat?", "Pelican")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("Pelican")
        await focus(app, "A name")
        await app.press("e")
        await app.expect("This is a fork")
        await app.wait_for(lambda: app.screen.panes.composer.text == "A name for a boat?")
        await app.expect("wording 2 of 2")
        app.screen.panes.transcript.focus()
        app.screen.action_do("message.previous_version")
        await app.expect("Pelican", "wording 1 of 2")


async def test_copies_keep_when_they_were_said_and_nothing_of_their_sending(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Names")
    message = server.add_message(
        thread.id, "user", "A name?", {"client_key": "q_1", "original_model": "m", "imported_index": "0"}
    )
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("A name?")
        await focus(app, "A name?")
        await app.press("f")
        await app.wait_for(lambda: forks(server))
        (copy,) = server.messages[forks(server)[0].id]
        assert copy.metadata == {
            "copied_from": message.id,
            "original_created_at": str(message.created_at),
            "original_model": "m",
        }


async def test_a_fork_waits_for_a_server_and_says_so(tmp_path: Path, server: FakeServer) -> None:
    thread = server.add_thread("Names", "A name for a boat?", "Pelican")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("Pelican")
        app.screen.work.link.state = "offline"
        await focus(app, "Pelican")
        await app.press("f")
        await app.expect("The server is away, and a fork is made there")
        assert forks(server) == []


async def test_an_open_thread_that_others_deleted_says_so_and_stays_readable(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Names", "A name for a boat?", "Pelican")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("Pelican")
        del server.threads[thread.id]
        await app.press("f5")
        await app.expect("gone from the server", "Pelican")
