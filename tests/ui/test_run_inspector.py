"""Ctrl+T: the runs of the thread with all that is known of them, live, and as last seen when offline."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.api.errors import ApiConnectionError
from tui_threads.chat.connection import ConnectError
from tui_threads.wire.extensions import RunContext
from tui_threads.wire.runs import Usage
from tui_threads.wire.steps import (
    FunctionCall,
    FunctionToolCall,
    MessageCreation,
    MessageCreationStepDetails,
    RunStep,
    ToolCallsStepDetails,
)


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


async def answered(app: Driven, server: FakeServer, question: str = "How is it there?") -> None:
    """A question with its answer, of a run that called a function first."""
    before = sum(map(len, server.runs.values()))
    await app.write(question)
    await app.press("enter")
    await app.wait_for(lambda: sum(map(len, server.runs.values())) > before)
    fake = server.last_run()
    fake.run = fake.run.model_copy(
        update={
            "usage": Usage(prompt_tokens=812, completion_tokens=120, total_tokens=932),
            "temperature": 0.7,
            "instructions": "Be brief.",
        }
    )
    server.say("Sunny.")
    assert fake.message is not None
    call = FunctionToolCall(
        id="call_1", function=FunctionCall(name="get_weather", arguments="{}", output="27")
    )
    details = [
        ToolCallsStepDetails(tool_calls=(call,)),
        MessageCreationStepDetails(message_creation=MessageCreation(message_id=fake.message.id)),
    ]
    server.steps[fake.run.id] = [
        RunStep(id=server.id("step"), status="completed", step_details=detail) for detail in details
    ]
    server.contexts[fake.run.id] = RunContext(
        run_id=fake.run.id, requested_model="gpt-4o", context_length=8192, used_tokens=932
    )
    server.finish()
    session = app.screen.work.session
    assert session is not None
    await app.wait_for(lambda: not session.busy)


async def test_a_run_is_shown_with_steps_times_tokens_and_the_models(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server, size=(120, 50)) as app:
        await answered(app, server)
        await app.press("ctrl+t")
        await app.expect("Runs of this thread", "1 run", "completed")
        await app.expect("local/fake", "gpt-4o", "first token", "812", "932 of 8,192 (11%)")
        await app.expect("get_weather({})", "→ 27", "temperature", "0.7", "Be brief.")


async def test_runs_are_newest_first_and_each_is_asked_for_when_it_is_looked_at(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await answered(app, server)
        await answered(app, server, "And tomorrow?")
        first, second = (fake.run.id for runs in server.runs.values() for fake in runs)
        await app.press("ctrl+t")
        await app.expect("2 runs", second, "get_weather")
        await app.press("j")
        await app.expect(first, "get_weather")
        await app.press("k")
        await app.expect(second)


async def test_a_run_is_followed_while_it_goes_on(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("Hello")
        await app.press("enter")
        await app.wait_for(lambda: server.runs and any(server.runs.values()))
        server.say("Hel")
        await app.press("ctrl+t")
        await app.expect("in progress", "so far")
        server.finish()
        await app.expect("completed ·", "in all")


async def test_enter_goes_to_the_message_and_y_copies_everything(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await answered(app, server)
        await app.press("ctrl+t")
        await app.expect("get_weather")
        await app.press("v")
        await app.expect('"run": {')
        await app.press("y")
        await app.wait_for(lambda: '"requested_model": "gpt-4o"' in app.app.clipboard)
        assert '"output": "27"' in app.app.clipboard
        await app.press("enter")
        await app.wait_for(lambda: app.app.screen is app.screen)
        written = server.last_run().message
        assert written is not None
        await app.wait_for(lambda: app.screen.panes.transcript.focused_key == written.id)


async def test_offline_it_shows_what_is_known(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await answered(app, server)
        await app.press("ctrl+t")
        await app.expect("get_weather({})")

    async def gone() -> object:
        raise ConnectError("The server did not start; look into server.log.")

    async with driven(tmp_path, server, connect=gone) as app:  # type: ignore[arg-type]  # no server
        app.screen.parts.opening.open_key(app.screen.work.library.rows[0].key)
        await app.press("ctrl+t")
        await app.expect("As last seen", "get_weather({})", "932 of 8,192", "first token")


async def test_a_server_that_fails_meanwhile_is_said(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await answered(app, server)
        server.failures["steps.list"] = [ApiConnectionError("The server is gone.", sent=True)] * 9
        await app.press("ctrl+t")
        await app.expect("As last seen", "not known yet")


async def test_without_a_run_it_says_so_until_one_begins(tmp_path: Path, server: FakeServer) -> None:
    thread = server.add_thread("Notes", "a")
    async with driven(tmp_path, server) as app:
        await app.press("ctrl+t")
        await app.expect("No thread is open")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.wait_for(lambda: app.screen.work.row is not None)
        await app.press("ctrl+t")
        await app.expect("No run of this thread is known here.")
        server.start_run(thread.id)
        await app.expect("so far")


async def test_where_there_is_room_it_stands_beside_the_messages_and_follows_the_talk(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server, size=(180, 40)) as app:
        await answered(app, server)
        await app.press("ctrl+t")
        await app.expect("Runs of this thread", "get_weather({})", "Sunny.")
        assert app.app.screen is app.screen  # no dialog
        await app.press("escape")
        await app.write("And tomorrow?")
        await app.press("enter")
        await app.wait_for(lambda: sum(map(len, server.runs.values())) == 2)
        server.say("Rain.")
        second = server.last_run().run.id
        await app.expect("Rain.", second, "in progress", "so far")
        server.finish()
        await app.expect("completed ·", second, "in all")
        await app.press("ctrl+n")
        await app.expect("No run of this thread is known here.")
        await app.press("f6")
        await app.expect(second)


async def test_beside_the_messages_it_takes_its_keys_and_leaves_letters_to_the_composer(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server, size=(180, 40)) as app:
        await answered(app, server)
        await app.press("ctrl+t")
        await app.expect("get_weather({})", "v JSON")
        await app.press("v")
        await app.expect('"run": {')
        await app.press("enter")
        written = server.last_run().message
        assert written is not None
        await app.wait_for(lambda: app.screen.panes.transcript.focused_key == written.id)
        await app.press("ctrl+t", "z")
        await app.wait_for(lambda: app.screen.panes.composer.text == "z")
        await app.press("ctrl+t", "ctrl+t")
        await app.wait_for(lambda: "Runs of this thread" not in app.text)


async def test_a_terminal_that_becomes_too_narrow_hides_it_until_there_is_room_again(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server, size=(180, 40)) as app:
        await answered(app, server)
        await app.press("ctrl+t")
        await app.expect("get_weather({})")
        await app.pilot.resize_terminal(120, 40)
        await app.wait_for(lambda: "Runs of this thread" not in app.text)
        await app.press("h", "i")
        await app.wait_for(lambda: app.screen.panes.composer.text == "hi")
        await app.press("ctrl+t")  # over the chat, then
        await app.expect("Runs of this thread")
        await app.press("escape")
        await app.pilot.resize_terminal(180, 40)
        await app.expect("Runs of this thread", "hi")
