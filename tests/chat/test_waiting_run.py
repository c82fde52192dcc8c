"""A run that waits for outputs of functions: handed over once, kept, and noticed when it is over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chat.desk_fixture import ENDPOINT, House, house, shown, wait_for
from tests.chat.fake_client import FakeServer
from tui_threads.api.errors import ApiConnectionError
from tui_threads.chat import outbox
from tui_threads.chat.desk import Place
from tui_threads.chat.tool_outputs import ToolOutputs, read_outputs, waiting_threads, write_outputs
from tui_threads.wire.runs import Run


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
async def home(tmp_path: Path, server: FakeServer) -> AsyncIterator[House]:
    async with house(tmp_path / "library.db", server) as opened:
        yield opened


async def ask(home: House, server: FakeServer, *functions: tuple[str, str]) -> tuple[Place, Run]:
    """A thread whose run waits for the outputs of these functions."""
    place = home.open_new()
    await home.send(place, "hello")
    await wait_for(lambda: place.session.active_run)
    run = server.ask(*functions)
    await wait_for(lambda: place.session.active_run == run and not place.session.answering)
    return place, run


def calls_of(run: Run) -> list[str]:
    assert run.required_action is not None
    return [call.id for call in run.required_action.submit_tool_outputs.tool_calls]


async def test_all_outputs_are_handed_over_and_the_reply_goes_on(home: House, server: FakeServer) -> None:
    place, run = await ask(home, server, ("weather", '{"city": "Lisbon"}'), ("clock", "{}"))
    first, second = calls_of(run)
    place.session.answer_tools(ToolOutputs(run.id, {first: "sunny", second: "noon"}))
    await wait_for(lambda: server.submitted)
    server.say("Sunny at noon.")
    server.finish()
    await wait_for(lambda: shown(place.session) == ["user: hello", "assistant: Sunny at noon."])
    await wait_for(lambda: not place.session.busy)
    assert server.submitted == [{first: "sunny", second: "noon"}]


async def test_a_waiting_run_costs_one_small_question_and_no_redrawing(
    home: House, server: FakeServer
) -> None:
    place, _ = await ask(home, server, ("clock", "{}"))
    lists = server.calls.count("messages.list")
    await wait_for(lambda: "runs.retrieve" in server.calls)
    assert server.calls.count("messages.list") == lists
    assert place.session.active_run is not None


async def test_outputs_lost_with_the_connection_are_handed_over_again(
    home: House, server: FakeServer
) -> None:
    place, run = await ask(home, server, ("clock", "{}"))
    server.failures["runs.submit_tool_outputs"] = [ApiConnectionError("gone", sent=True)]
    (call,) = calls_of(run)
    place.session.answer_tools(ToolOutputs(run.id, {call: "noon"}))
    await wait_for(lambda: server.submitted == [{call: "noon"}])


async def test_outputs_that_arrived_before_the_connection_broke_are_not_sent_twice(
    home: House, server: FakeServer
) -> None:
    place, run = await ask(home, server, ("clock", "{}"))
    (call,) = calls_of(run)
    place.session.answer_tools(ToolOutputs(run.id, {call: "noon"}))
    await wait_for(lambda: server.submitted)
    server.break_stream(ApiConnectionError("gone", sent=True))
    await wait_for(lambda: server.calls.count("runs.events") == 1)
    server.say("It is noon.")
    server.finish()
    await wait_for(lambda: not place.session.busy)
    assert server.submitted == [{call: "noon"}]


async def test_an_answer_of_another_client_is_noticed(home: House, server: FakeServer) -> None:
    place, run = await ask(home, server, ("clock", "{}"))
    server.take_outputs(run.id, {calls_of(run)[0]: "theirs"})
    await wait_for(lambda: place.session.answering)
    server.say("Theirs.")
    server.finish()
    await wait_for(lambda: shown(place.session) == ["user: hello", "assistant: Theirs."])


async def test_outputs_for_a_run_that_another_client_answered_are_refused_in_words(
    home: House, server: FakeServer
) -> None:
    place, run = await ask(home, server, ("clock", "{}"))
    (call,) = calls_of(run)
    server.take_outputs(run.id, {call: "theirs"})
    place.session.answer_tools(ToolOutputs(run.id, {call: "mine"}))
    await wait_for(lambda: "runs.submit_tool_outputs" in server.calls)
    server.finish()
    await wait_for(lambda: not place.session.busy)
    assert server.submitted == [{call: "theirs"}]


async def test_an_expired_run_frees_the_thread_and_typed_words_go_to_the_history(
    home: House, server: FakeServer
) -> None:
    place, run = await ask(home, server, ("clock", "{}"))
    (call,) = calls_of(run)
    key = place.session.row.key
    await home.cache.run(write_outputs, key, run.id, {call: "half past"})
    server.finish("expired")
    await wait_for(lambda: not place.session.busy)
    assert shown(place.session)[-1] == "run expired"
    await wait_for(lambda: home.cache.read(read_outputs, key, run.id) == {})
    assert home.cache.read(outbox.read_prompts)[-1] == "half past"


async def test_stopping_a_waiting_run_is_seen_at_once(home: House, server: FakeServer) -> None:
    place, _ = await ask(home, server, ("clock", "{}"))
    await place.errands.stop()
    await wait_for(lambda: shown(place.session)[-1] == "run cancelled")


async def test_what_was_typed_and_that_a_run_waits_outlive_the_program(
    tmp_path: Path, server: FakeServer
) -> None:
    async with house(tmp_path / "library.db", server) as first:
        place, run = await ask(first, server, ("clock", "{}"))
        key = place.session.row.key
        await first.cache.run(write_outputs, key, run.id, {calls_of(run)[0]: "half"})
    async with house(tmp_path / "library.db", server) as second:
        (waiting,) = second.cache.read(waiting_threads, ENDPOINT.profile, 0.0)
        assert (waiting.key, waiting.run_id) == (key, run.id)
        assert second.cache.read(read_outputs, key, run.id) == {calls_of(run)[0]: "half"}


async def test_a_run_whose_time_is_up_is_not_come_back_to(home: House, server: FakeServer) -> None:
    _, run = await ask(home, server, ("clock", "{}"))
    assert run.expires_at is not None
    await wait_for(lambda: home.cache.read(waiting_threads, ENDPOINT.profile, 0.0))
    assert home.cache.read(waiting_threads, ENDPOINT.profile, run.expires_at + 1.0) == []
