"""Functions that a model calls, in the real app over the real server: answered, killed, carried out."""

from __future__ import annotations

import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from tests.end_to_end.conftest import Machine
from tests.end_to_end.terminal import Terminal
from tests.end_to_end.test_main_job import CTRL_Q, CTRL_S, ENTER, ESCAPE, READY
from tests.server.providers.scripted import Chunk, Gate, ScriptedEndpoint, delta, finish

ASSISTANT = """
import sys
from openai import OpenAI
client = OpenAI(base_url=sys.argv[1], api_key=sys.argv[2])
tool = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}
(assistant,) = client.beta.assistants.list().data
client.beta.assistants.update(assistant.id, tools=[tool])
"""
CTRL_T = "\x14"
FOCUS_OUT = "\x1b[O"


def call(name: str, arguments: str, number: int = 0) -> Chunk:
    """A model calls a function."""
    function = {"name": name, "arguments": arguments}
    calls = [{"index": number, "id": f"call_{number}", "type": "function", "function": function}]
    return delta(tool_calls=calls)


def ask(terminal: Terminal, machine: Machine, endpoint: ScriptedEndpoint) -> None:
    """Come to where the run waits: the assistant learns its function after a first small talk."""
    endpoint.answer("Good day.", *finish())
    terminal.wait_for(READY)
    terminal.send("Hello" + ENTER)
    terminal.wait_for("Good day.", timeout=60)
    terminal.wait_for(lambda text: "Esc stops" not in text)
    address = machine.server()
    machine.script(ASSISTANT, address.url, address.token)
    endpoint.answer(call("get_weather", '{"city": "Lisbon"}'), *finish("tool_calls"))
    terminal.send("How is it in Lisbon?" + ENTER)
    terminal.wait_for("A function waits for output", timeout=60)
    terminal.wait_for('"city": "Lisbon"')


def outputs_seen(endpoint: ScriptedEndpoint) -> list[object]:
    """What the model was told that its functions gave."""
    messages = endpoint.requests[-1].body["messages"]
    assert isinstance(messages, list)
    return [message["content"] for message in messages if message["role"] == "tool"]


def test_a_form_that_was_killed_comes_back_with_what_was_typed_and_is_answered(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    with scripted_machine.open() as terminal:
        ask(terminal, scripted_machine, endpoint)
        terminal.wait_for("decline")
        terminal.send("e")
        terminal.wait_for("done")
        terminal.send("27 degrees and")
        terminal.wait_for("27 degrees and")
        terminal.wait_for(lambda _: "27 degrees and" in saved_outputs(scripted_machine))
        terminal.kill()
    endpoint.answer("It is 27 degrees.", *finish())
    with scripted_machine.open() as terminal:
        terminal.wait_for("A function waits for output", timeout=60)
        terminal.wait_for("27 degrees and")
        terminal.wait_for("decline")
        terminal.send("e")
        terminal.wait_for("done")
        terminal.send(" sunny")
        terminal.wait_for("27 degrees and sunny")
        terminal.send("\x13")
        terminal.wait_for("It is 27 degrees.", timeout=60)
        assert outputs_seen(endpoint) == ["27 degrees and sunny"]
        terminal.send(CTRL_T)
        terminal.wait_for('get_weather({"city": "Lisbon"})')
        terminal.wait_for("27 degrees and sunny")


def saved_outputs(machine: Machine) -> str:
    """What lies on the disk of the form."""
    with closing(sqlite3.connect(machine.paths.cache_database)) as cache:
        return " ".join(str(text) for (text,) in cache.execute("SELECT text FROM tool_outputs"))


def test_a_command_that_is_allowed_here_answers_by_itself(
    scripted_machine: Machine, endpoint: ScriptedEndpoint, tmp_path: Path
) -> None:
    program = tmp_path / "forecast"
    program.write_text('#!/bin/sh\nread given; echo "for $given: ${OPENAI_API_KEY:-no key}"\n')
    program.chmod(stat.S_IRWXU)
    machine = Machine({**scripted_machine.environ, "OPENAI_API_KEY": "sk-secret"}, scripted_machine.paths)
    with machine.open() as terminal:
        ask(terminal, machine, endpoint)
        terminal.wait_for("decline")
        terminal.send("h")
        terminal.wait_for("Command for get_weather")
        terminal.send(str(program) + ENTER)
        terminal.wait_for("r runs")
        terminal.send("r")
        terminal.wait_for("Run this command for get_weather?")
        terminal.wait_for("once")
        terminal.send("a")
        terminal.wait_for("no key")
        endpoint.answer("Thanks.", *finish())
        terminal.send("y")
        terminal.wait_for("Thanks.", timeout=60)
        endpoint.answer(call("get_weather", '{"city": "Porto"}'), *finish("tool_calls"))
        endpoint.answer("And thanks again.", *finish())
        terminal.send("And Porto?" + ENTER)
        terminal.wait_for("And thanks again.", timeout=60)
        assert outputs_seen(endpoint)[-1] == 'for {"city": "Porto"}: no key'


def test_a_terminal_that_nobody_looks_at_rings_and_shows_that_an_answer_is_wanted(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    config = scripted_machine.paths.config_file
    config.write_text(config.read_text(encoding="utf-8") + '\n[ui]\nnotify = "osc9"\n', encoding="utf-8")
    gate = Gate()
    endpoint.answer("Seen. ", gate, "Unseen.", *finish())
    with scripted_machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("Tell me" + ENTER)
        terminal.wait_for("Seen.", timeout=60)
        assert terminal.title == "◐ Tell me"
        terminal.send(FOCUS_OUT)
        gate.open()
        terminal.wait_for("Unseen.")
        terminal.wait_for(lambda _: "\x1b]9;Tell me: the reply is there\x07" in terminal.raw)
        terminal.wait_for(lambda _: terminal.title == "Tell me")
        terminal.send(CTRL_Q)
        assert terminal.wait_for_exit() == 0


def test_a_terminal_in_use_is_left_in_peace(scripted_machine: Machine, endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("Seen.", *finish())
    with scripted_machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("Tell me" + ENTER)
        terminal.wait_for("Seen.", timeout=60)
        terminal.wait_for(lambda _: terminal.title == "Tell me")
        terminal.send(ESCAPE + CTRL_S)
        terminal.wait_for("filter")
        without_titles = re.sub(r"\x1b\](?:0|2|22);[^\x07]*\x07", "", terminal.raw)
        assert "\x07" not in without_titles
