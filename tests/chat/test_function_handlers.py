"""Commands for functions: run only as agreed to, within limits, and without keys."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.chat.desk_fixture import wait_for
from tui_threads.chat import function_handlers as handlers
from tui_threads.chat.cache import Cache
from tui_threads.chat.function_handlers import (
    CommandError,
    Handler,
    Program,
    find_program,
    parse_command,
    read_program,
)
from tui_threads.chat.handler_process import HandlerResult, HandlerRunner

HERE = Path("/srv/one")
WEATHER = Handler("weather", ("curl", "-s", "wttr.in"))
CURL = Program("/usr/bin/curl", "00ff")


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with closing(Cache.open(tmp_path / "library.db")) as opened:
        yield opened


@pytest.fixture
def agreed(cache: Cache) -> Cache:
    """Leave was given to run `WEATHER` in `HERE`."""
    cache.now(handlers.write_handler, WEATHER)
    cache.now(handlers.give_consent, WEATHER, HERE, CURL)
    return cache


def allowed(cache: Cache, handler: Handler, folder: Path = HERE, program: Program = CURL) -> bool:
    return cache.read(handlers.may_run, handler, folder, program)


def test_nothing_may_run_before_leave_was_given(cache: Cache) -> None:
    cache.now(handlers.write_handler, WEATHER)
    assert not allowed(cache, WEATHER)


def test_leave_holds_for_the_function_and_folder_and_command_it_was_given_for(agreed: Cache) -> None:
    assert allowed(agreed, WEATHER)
    assert not allowed(agreed, WEATHER, HERE.parent)
    assert not allowed(agreed, Handler("weather", ("curl", "-s", "evil.example")))
    assert not allowed(agreed, Handler("clock", WEATHER.command))


def test_another_program_of_the_same_name_asks_again(agreed: Cache) -> None:
    assert not allowed(agreed, WEATHER, program=CURL._replace(file="/srv/one/bin/curl"))


def test_a_program_that_was_changed_asks_again(cache: Cache, tmp_path: Path) -> None:
    program = tmp_path / "forecast"
    program.write_text("#!/bin/sh\necho sunny\n")
    program.chmod(0o700)
    handler = Handler("weather", ("./forecast",))
    cache.now(handlers.write_handler, handler)
    cache.now(handlers.give_consent, handler, tmp_path, read_program(handler.command, tmp_path))
    assert allowed(cache, handler, tmp_path, read_program(handler.command, tmp_path))
    program.write_text("#!/bin/sh\nrm -r ~\n")
    assert not allowed(cache, handler, tmp_path, read_program(handler.command, tmp_path))


def test_a_changed_command_loses_its_leave_even_when_it_is_changed_back(agreed: Cache) -> None:
    agreed.now(handlers.write_handler, Handler("weather", ("true",)))
    agreed.now(handlers.write_handler, WEATHER)
    assert not allowed(agreed, WEATHER)


def test_leave_can_be_listed_and_taken_back(agreed: Cache) -> None:
    (consent,) = agreed.read(handlers.read_consents)
    assert (consent.function, consent.folder, consent.line) == ("weather", str(HERE), "curl -s wttr.in")
    agreed.now(handlers.revoke_consent, "weather", str(HERE))
    assert not allowed(agreed, WEATHER)
    assert agreed.read(handlers.read_handlers) == {"weather": WEATHER}


def test_forgetting_a_command_takes_its_leave_along(agreed: Cache) -> None:
    agreed.now(handlers.forget_handler, "weather")
    assert agreed.read(handlers.read_handlers) == {}
    assert agreed.read(handlers.read_consents) == []


def test_a_command_line_has_quotes_and_no_other_magic() -> None:
    assert parse_command("jq '.a | .b' $HOME; rm x") == ("jq", ".a | .b", "$HOME;", "rm", "x")
    for line, words in (("", "Name a program"), ("say 'hi", "quote is not closed")):
        with pytest.raises(CommandError, match=words):
            parse_command(line)


def test_a_program_that_is_not_there_is_said_before_anything_is_run(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no program 'surely-not-here'"):
        find_program(("surely-not-here",), tmp_path)
    script = tmp_path / "tool"
    script.write_text("#!/bin/sh\n")
    script.chmod(stat.S_IRWXU)
    assert find_program(("./tool",), tmp_path) == str(tmp_path / "tool")


async def python(source: str, folder: Path, given: str = "{}", *, most: int = 1000) -> HandlerResult:
    runner = HandlerRunner(folder, time_limit=30.0, output_limit=most)
    return await runner.run(sys.executable, ("-c", source), given)


async def test_arguments_go_in_as_json_and_what_is_printed_comes_out(tmp_path: Path) -> None:
    source = "import json, os, sys; print(json.load(sys.stdin)['city'], os.getcwd())"
    result = await python(source, tmp_path, json.dumps({"city": "Lisboa ü"}))
    assert result == HandlerResult(f"Lisboa ü {tmp_path}", succeeded=True)


async def test_a_failure_brings_its_code_and_words(tmp_path: Path) -> None:
    result = await python("import sys; print('half'); sys.exit('no such city')", tmp_path)
    assert not result.succeeded
    assert result.output.splitlines() == ["Error: It ended with exit code 1.", "no such city", "half"]


def is_over(pid_file: Path) -> bool:
    """Whether the process whose number stands in the file has ended."""
    try:
        state = Path("/proc", pid_file.read_text().strip(), "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state.split()[2] == "Z"


async def test_a_command_that_takes_too_long_is_stopped_with_its_children(tmp_path: Path) -> None:
    script = "echo begun; sleep 600 & echo $! >pid; wait"  # a shell begins at once, on a busy machine too
    result = await HandlerRunner(tmp_path, time_limit=2.0).run("/bin/sh", ("-c", script), "{}")
    assert not result.succeeded
    assert "stopped after" in result.sentence and "begun" in result.output
    await wait_for(lambda: is_over(tmp_path / "pid"))


async def test_long_output_is_cut_and_says_so(tmp_path: Path) -> None:
    result = await python("print('x' * 5000, end='')", tmp_path, most=100)
    assert result.output == "x" * 100 + "\n[cut: 4900 bytes more]"
    assert result.succeeded and "cut" in result.sentence


async def test_a_program_that_cannot_be_started_is_a_sentence(tmp_path: Path) -> None:
    result = await HandlerRunner(tmp_path).run(str(tmp_path / "none"), (), "{}")
    assert not result.succeeded and "cannot be started" in result.sentence


async def test_a_command_that_does_not_read_is_no_error(tmp_path: Path) -> None:
    result = await python("print('done')", tmp_path, "x" * 1_000_000)
    assert result == HandlerResult("done", succeeded=True)


async def test_keys_are_not_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "THREADS_TUI_TOKEN", "MY_PROVIDER_KEY", "HARMLESS"):
        monkeypatch.setenv(name, f"value of {name}")
    runner = HandlerRunner(tmp_path, secret_names=("MY_PROVIDER_KEY",))
    result = await runner.run(sys.executable, ("-c", "import os; print(*os.environ.values())"), "{}")
    assert "value of HARMLESS" in result.output
    assert "KEY" not in result.output and "TOKEN" not in result.output
    assert os.environ["OPENAI_API_KEY"]
