"""A run asks for outputs: the form comes, is put off, comes back, is answered, and never bypasses consent."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.chat.function_handlers import (
    Handler,
    Program,
    give_consent,
    read_consents,
    read_handlers,
    write_handler,
)
from tui_threads.chat.outbox import read_prompts
from tui_threads.chat.tool_outputs import DECLINED
from tui_threads.ui.dialogs.consent import ConsentDialog
from tui_threads.ui.dialogs.tool_outputs import ToolOutputsDialog
from tui_threads.wire.runs import Run

LISBON = json.dumps({"city": "Lisbon", "days": 2})


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def folder(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a program `forecast` in it; the app is started there."""
    here = own_home / "here"  # short enough to be seen whole
    here.mkdir()
    write_program(here / "forecast", 'read given; echo "sunny for $given"')
    monkeypatch.chdir(here)
    yield here


def write_program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(stat.S_IRWXU)


async def ask(app: Driven, server: FakeServer, *functions: tuple[str, str], seconds: int = 600) -> Run:
    """A question whose run waits for the outputs of functions."""
    await app.write("How is it there?")
    await app.press("enter")
    await app.wait_for(lambda: "runs.stream" in server.calls)
    return server.ask(*functions, seconds=seconds)


def calls_of(run: Run) -> list[str]:
    assert run.required_action is not None
    return [call.id for call in run.required_action.submit_tool_outputs.tool_calls]


async def form(app: Driven) -> ToolOutputsDialog:
    """The form once it is open and takes keys."""
    await app.wait_for(lambda: isinstance(app.app.screen, ToolOutputsDialog))
    opened = app.app.screen
    assert isinstance(opened, ToolOutputsDialog)
    await app.wait_for(lambda: opened.boxes and opened.awake)
    return opened


def recalled(app: Driven) -> str:
    """What Up in the composer brings back."""
    app.screen.panes.composer.action_earlier()
    return app.screen.panes.composer.text


async def test_the_form_shows_each_call_and_submits_all_outputs(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        run = await ask(app, server, ("get_weather", LISBON), ("get_time", "{}"))
        opened = await form(app)
        await app.expect("get_weather", '"city": "Lisbon"', "1 of 2", "get_time", "without arguments", "left")
        await app.press("e", *"sunny", "escape", "j", "e", *"noon", "escape")
        assert list(opened.outputs.values()) == ["sunny", "noon"]
        await app.press("y")
        first, second = calls_of(run)
        await app.wait_for(lambda: server.submitted == [{first: "sunny", second: "noon"}])
        server.say("Sunny at noon.")
        server.finish()
        await app.expect("Sunny at noon.")
        assert not app.screen.panes.composer.has_class("-asked")


async def test_an_empty_output_is_sent_only_when_it_is_meant(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        run = await ask(app, server, ("get_time", "{}"))
        await form(app)
        await app.press("y")
        await app.expect("submit again to send it empty")
        assert server.submitted == []
        await app.press("y")
        await app.wait_for(lambda: server.submitted == [{calls_of(run)[0]: ""}])


async def test_declining_tells_the_model_and_the_run_goes_on(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        run = await ask(app, server, ("get_time", "{}"))
        await form(app)
        await app.press("n")
        await app.wait_for(lambda: server.submitted == [{calls_of(run)[0]: DECLINED}])


async def test_esc_puts_it_off_a_line_reminds_of_it_and_f10_comes_back(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await ask(app, server, ("get_time", "{}"), ("get_weather", LISBON))
        await form(app)
        await app.press("e", *"half", "escape", "escape")
        await app.wait_for(lambda: app.app.screen is app.screen)
        await app.expect("get_time and 1 more wait for their output", "F10 answer", "min")
        assert app.screen.panes.composer.has_class("-asked")
        await app.press("f10")
        opened = await form(app)
        assert list(opened.outputs.values()) == ["half", ""]


async def test_after_a_restart_the_form_is_there_with_what_was_typed(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        run = await ask(app, server, ("get_time", "{}"))
        await form(app)
        await app.press("e", *"half past")
        await app.press("ctrl+q")
    async with driven(tmp_path, server) as app:
        opened = await form(app)
        assert list(opened.outputs.values()) == ["half past"]
        await app.press("y")
        await app.wait_for(lambda: server.submitted == [{calls_of(run)[0]: "half past"}])


async def test_the_form_does_not_open_over_what_is_being_written(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("How is it there?")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        await app.write("by the way")
        server.ask(("get_time", "{}"))
        await app.expect("get_time waits for its output")
        assert app.app.screen is app.screen
        assert app.screen.panes.composer.text == "by the way"


async def test_a_question_of_another_program_is_left_to_that_program_at_first(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Theirs", "How is it there?")
    server.start_run(thread.id)
    run = server.ask(("get_time", "{}"))
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("get_time waits for its output")
        assert app.app.screen is app.screen
        server.take_outputs(run.id, {calls_of(run)[0]: "theirs"})
        server.finish()
        await app.wait_for(lambda: "waits for its output" not in app.text)
        assert app.app.screen is app.screen


async def test_a_run_that_expires_says_so_and_keeps_the_words(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_threads.ui.output_drafts._SECONDS", 3600)  # typed in the last moment
    async with driven(tmp_path, server) as app:
        await ask(app, server, ("get_time", "{}"), seconds=42)
        await form(app)
        await app.expect("s left")
        await app.press("e", *"half")
        server.finish("expired")
        await app.expect("The time is up", "What you typed is in the prompt history")
        await app.press("escape", "escape")
        await app.wait_for(lambda: app.app.screen is app.screen)
        await app.wait_for(lambda: app.cache.read(read_prompts)[-1] == "half")
        await app.wait_for(lambda: recalled(app) == "half")


async def test_an_answer_from_elsewhere_closes_the_form(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        run = await ask(app, server, ("get_time", "{}"))
        await form(app)
        server.take_outputs(run.id, {calls_of(run)[0]: "theirs"})
        await app.wait_for(lambda: app.app.screen is app.screen)
        server.finish()
        await app.expect("answered elsewhere")


async def test_a_command_is_run_only_after_leave_with_the_command_in_sight(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    async with driven(tmp_path, server) as app:
        run = await ask(app, server, ("get_weather", LISBON))
        await form(app)
        await app.press("h")
        await app.expect("Command for get_weather", "arguments as JSON")
        await app.press(*"./forecast", "ctrl+s")
        await app.expect("r runs ./forecast")
        await app.press("r")
        await app.expect("Run this command for get_weather?", '"days": 2')
        await app.expect_unfolded(str(folder / "forecast"))
        await app.press("escape")
        opened = await form(app)
        assert list(opened.outputs.values()) == [""]
        await app.press("r")
        await app.wait_for(lambda: isinstance(app.app.screen, ConsentDialog) and app.app.screen.awake)
        await app.press("o")
        await app.wait_for(lambda: list(opened.outputs.values()) == [f"sunny for {LISBON}"])
        assert app.cache.read(read_consents) == []
        await app.press("y")
        await app.wait_for(lambda: server.submitted == [{calls_of(run)[0]: f"sunny for {LISBON}"}])


async def test_leave_for_good_answers_the_next_call_by_itself(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    async with driven(tmp_path, server) as app:
        app.cache.now(write_handler, Handler("get_weather", ("./forecast",)))
        await ask(app, server, ("get_weather", LISBON))
        await form(app)
        await app.press("r")
        await app.wait_for(lambda: isinstance(app.app.screen, ConsentDialog) and app.app.screen.awake)
        await app.press("a")
        opened = await form(app)
        await app.wait_for(lambda: list(opened.outputs.values()) == [f"sunny for {LISBON}"])
        await app.press("y")
        await app.wait_for(lambda: len(server.submitted) == 1)
        second = server.ask(("get_weather", "{}"))
        await app.wait_for(lambda: server.submitted[1:] == [{calls_of(second)[0]: "sunny for {}"}])


async def test_leave_for_good_does_not_hold_in_another_folder_or_for_another_command(
    tmp_path: Path, server: FakeServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(tmp_path, server) as app:
        app.cache.now(write_handler, Handler("get_weather", (str(folder / "forecast"),)))
        await ask(app, server, ("get_weather", LISBON))
        await form(app)
        await app.press("r")
        await app.wait_for(lambda: isinstance(app.app.screen, ConsentDialog) and app.app.screen.awake)
        await app.press("a")
        first = await form(app)
        await app.wait_for(lambda: list(first.outputs.values()) == [f"sunny for {LISBON}"])
        await app.press("y")
        await app.wait_for(lambda: len(server.submitted) == 1)
        monkeypatch.chdir(tmp_path)
        server.ask(("get_weather", "{}"))
        opened = await form(app)
        assert list(opened.outputs.values()) == [""]
        await app.press("r")
        await app.expect("Run this command for get_weather?")
        await app.expect_unfolded(str(tmp_path))


async def test_a_command_that_fails_leaves_the_decision_to_the_user(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    write_program(folder / "forecast", "echo no such city >&2; exit 3")
    async with driven(tmp_path, server) as app:
        app.cache.now(write_handler, Handler("get_weather", ("./forecast",)))
        await ask(app, server, ("get_weather", LISBON))
        opened = await form(app)
        await app.press("r")
        await app.wait_for(lambda: isinstance(app.app.screen, ConsentDialog) and app.app.screen.awake)
        await app.press("o")
        await app.wait_for(lambda: "no such city" in next(iter(opened.outputs.values())))
        await app.expect("exit code 3")
        assert server.submitted == []


async def test_leave_can_be_looked_at_and_taken_back(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    handler = Handler("get_weather", ("./forecast",))
    async with driven(tmp_path, server) as app:
        app.cache.now(write_handler, handler)
        app.cache.now(give_consent, handler, folder, Program(str(folder / "forecast"), ""))
        app.screen.action_do("run.commands")
        await app.expect("Commands for functions", "get_weather", "./forecast", "Run unasked", str(folder))
        await app.press("down", "enter")
        await app.expect("Ask again before get_weather is run")
        await app.press("y")
        await app.wait_for(lambda: app.cache.read(read_consents) == [])
        await app.press("enter")
        await app.expect("Command for get_weather")
        await app.press("ctrl+u", "ctrl+s")
        await app.expect("No command is remembered")
        assert app.cache.read(read_handlers) == {}
