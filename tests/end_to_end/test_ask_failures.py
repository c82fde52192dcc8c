"""Each kind of failure of `threads-tui ask` has its exit code, and a sentence that says what to do."""

from __future__ import annotations

import json

import pytest

from tests.end_to_end.conftest import Machine
from tests.end_to_end.test_ask import ask, asking, known_threads, read_until
from tests.server.providers.scripted import Cut, Gate, ScriptedEndpoint, Status, Step, delta, finish

CALL = {
    "index": 0,
    "id": "call_1",
    "type": "function",
    "function": {"name": "get_weather", "arguments": "{}"},
}


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ((Status(500, "{}"),), 1, "failed (500)"),
        ((Status(429, "{}"),), 6, "too many requests"),
        (("Half", *finish("length")), 8, "not whole"),
        (("Half", Cut()), 1, "broke off"),
    ],
)
def test_a_run_that_ends_badly_has_its_code_and_keeps_what_came(
    scripted_machine: Machine,
    endpoint: ScriptedEndpoint,
    answer: tuple[Step, ...],
    code: int,
    said: str,
) -> None:
    for _ in range(4):  # the server may try again where that can help
        endpoint.answer(*answer)
    done = ask(scripted_machine, "hello")
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert done.stdout == ("Half\n" if "Half" in answer else "")
    assert len(known_threads(scripted_machine)) == 1


def test_nothing_to_ask_and_too_much_are_arguments_to_mend(scripted_machine: Machine) -> None:
    nothing = ask(scripted_machine)
    assert nothing.returncode == 2
    assert "git diff" in nothing.stderr
    too_much = ask(scripted_machine, piped="x" * 256_001)
    assert too_much.returncode == 2
    assert "256,000" in too_much.stderr


def test_an_unknown_thread_is_not_found(scripted_machine: Machine) -> None:
    done = ask(scripted_machine, "--thread", "thread_" + "0" * 24, "hello")
    assert done.returncode == 5
    assert "thread_000" in done.stderr


def test_a_thread_with_an_active_run_is_busy(scripted_machine: Machine, endpoint: ScriptedEndpoint) -> None:
    gate = Gate()
    endpoint.answer("Slowly", gate, *finish())
    with asking(scripted_machine, "talk") as process:
        read_until(process, "Slowly")
        ((thread, _, _),) = known_threads(scripted_machine)
        done = ask(scripted_machine, "--thread", thread, "me too")
        assert done.returncode == 6
        assert "Try again" in done.stderr
        gate.open()
        assert process.wait(30) == 0


@pytest.mark.parametrize("asked", [(), ("--model", "a-name-nobody-knows")])
def test_without_a_model_the_command_that_fetches_one_is_named(
    bare_machine: Machine, asked: tuple[str, ...]
) -> None:
    config = bare_machine.paths.config_file
    config.parent.mkdir(parents=True)
    config.write_text("[server]\ndiscover = false\n", encoding="utf-8")
    done = ask(bare_machine, *asked, "hello")
    assert done.returncode == 7, done.stderr
    assert done.stderr.count("\n") == 1
    assert "threads-tui models pull" in done.stderr


def test_a_model_file_that_is_not_there_is_named_and_no_other_is_offered(bare_machine: Machine) -> None:
    config = bare_machine.paths.config_file
    config.parent.mkdir(parents=True)
    config.write_text('[server]\ndiscover = false\nmodel_path = "~/gone.gguf"\n', encoding="utf-8")
    done = ask(bare_machine, "hello")
    assert done.returncode == 1
    assert f"There is no file {bare_machine.environ['HOME']}/gone.gguf: mend model_path" in done.stderr
    assert "models pull" not in done.stderr


def test_a_run_that_wants_outputs_of_functions_says_where_to_give_them(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    address = scripted_machine.server()
    assistant = scripted_machine.script(
        """
import asyncio, sys
from tui_threads.api import Profile, ThreadsClient

async def main():
    async with ThreadsClient(Profile(sys.argv[1], api_key=sys.argv[2])) as client:
        tool = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}
        print((await client.assistants.create(model="m", tools=[tool])).id)

asyncio.run(main())
""",
        address.url,
        address.token,
    ).strip()
    endpoint.answer(delta(tool_calls=[CALL]), *finish("tool_calls"))
    done = ask(scripted_machine, "--assistant", assistant, "--json", "--no-stream", "Weather?")
    answer = json.loads(done.stdout)
    assert done.returncode == 9
    assert answer["required_action"]["submit_tool_outputs"]["tool_calls"][0]["id"] == "call_1"
    assert "get_weather" in done.stderr
    assert f"threads-tui --thread {answer['thread_id']}" in done.stderr


def test_profiles_fail_by_kind_and_their_threads_are_kept_apart(scripted_machine: Machine) -> None:
    address = scripted_machine.server()
    with scripted_machine.paths.config_file.open("a", encoding="utf-8") as config:
        config.write(f'\n[profiles.other]\nbase_url = "{address.url}"\napi_key_env = "KEY"\n')
        config.write('[profiles.away]\nbase_url = "http://127.0.0.1:9/v1"\n')
        config.write('[profiles.strict]\nbase_url = "https://127.0.0.1:9/v1"\nca_file = "~/gone.pem"\n')
    refused = ask(
        Machine({**scripted_machine.environ, "KEY": "wrong"}, scripted_machine.paths),
        "--profile",
        "other",
        "x",
    )
    assert refused.returncode == 4
    assert "wrong" not in refused.stderr
    away = ask(scripted_machine, "--profile", "away", "x")
    assert away.returncode == 3
    unknown = ask(scripted_machine, "--profile", "nowhere", "x")
    assert unknown.returncode == 2
    assert "known are: away, local, other, strict" in unknown.stderr
    untrusted = scripted_machine.run("list", "--profile", "strict")
    assert untrusted.returncode == 1
    assert f"{scripted_machine.environ['HOME']}/gone.pem cannot be read" in untrusted.stderr
    right = Machine({**scripted_machine.environ, "KEY": address.token}, scripted_machine.paths)
    assert ask(right, "--profile", "other", "x").returncode == 0
    assert len(known_threads(scripted_machine, "other")) == 1
    assert known_threads(scripted_machine) == []
