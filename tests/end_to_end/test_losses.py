"""What can go wrong around a message, in real processes: killed, cut, refused, locked; nothing is lost."""

from __future__ import annotations

import os
import signal
from dataclasses import replace

from tests.end_to_end.conftest import Machine
from tests.end_to_end.cutting_proxy import CuttingProxy
from tests.end_to_end.terminal import Terminal
from tests.end_to_end.test_main_job import ENTER, READY, stored_messages
from tests.end_to_end.test_openai_sdk import POINTED_AT_US
from tests.server.providers.scripted import Gate, ScriptedEndpoint, Status, finish

OPEN_FIRST = "\x13" + ENTER
"""Go to the list and open what stands on top."""
BUSY = Status(429, '{"error":{"message":"Rate limit reached","type":"requests"}}', {"retry-after-ms": "1"})


def said(machine: Machine) -> list[tuple[str, str]]:
    """Who said what in the newest thread."""
    return [(message["role"], message["text"]) for message in stored_messages(machine)]


def kill_server(machine: Machine) -> None:
    os.kill(machine.server().pid, signal.SIGKILL)


def begin(terminal: Terminal, question: str, first_words: str) -> None:
    terminal.wait_for(READY)
    terminal.send(question + ENTER)
    terminal.wait_for(first_words, timeout=60)


def test_a_queue_outlives_a_killed_app_and_each_message_is_sent_once(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("One ", gate, "whole.", *finish())
    endpoint.answer("Two.", *finish())
    with scripted_machine.open() as terminal:
        begin(terminal, "First question.", "One")
        terminal.send("Second question." + ENTER)
        terminal.wait_for("queue 1")
        terminal.kill()
    gate.open()
    with scripted_machine.open() as terminal:
        terminal.wait_for("First question.")
        terminal.send(OPEN_FIRST)
        terminal.wait_for("Two.", timeout=60)
    assert said(scripted_machine) == [
        ("user", "First question."),
        ("assistant", "One whole."),
        ("user", "Second question."),
        ("assistant", "Two."),
    ]


def test_a_killed_server_leaves_the_half_reply_and_answers_again_when_asked(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("Half of the reply", gate, *finish())
    endpoint.answer("Answered after all.", *finish())
    with scripted_machine.open() as terminal:
        begin(terminal, "Survive this.", "Half of the reply")
        terminal.wait_for(lambda _: said(scripted_machine)[-1] == ("assistant", "Half of the reply"))
        terminal.send("still typing")
        kill_server(scripted_machine)
        terminal.wait_for("failed", timeout=60)
        terminal.wait_for("Half of the reply")
        terminal.wait_for("still typing")
        terminal.send("\x10")  # the palette
        terminal.wait_for("Search")
        terminal.send("Try again")
        terminal.wait_for("Send again what failed")
        terminal.send(ENTER)
        terminal.wait_for("Answered after all.", timeout=60)
    assert said(scripted_machine) == [
        ("user", "Survive this."),
        ("assistant", "Half of the reply"),
        ("assistant", "Answered after all."),
    ]


def test_a_server_that_dies_while_one_types_is_started_anew_and_the_message_arrives(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer("Here again.", *finish())
    with scripted_machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.wait_for("● local")
        terminal.send("Are you ")
        terminal.wait_for("Are you")
        kill_server(scripted_machine)
        terminal.send("there?" + ENTER)
        terminal.wait_for("Here again.", timeout=90)
    assert said(scripted_machine) == [("user", "Are you there?"), ("assistant", "Here again.")]


def test_a_line_cut_in_the_middle_of_a_reply_is_taken_up_without_a_gap_or_a_repetition(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    gate, late = Gate(), Gate()
    endpoint.answer("alpha ", gate, "beta ", late, "gamma.", *finish())
    address = scripted_machine.server()
    with CuttingProxy(address.url) as line, _far(scripted_machine, line, address.token) as terminal:
        begin(terminal, "Count.", "alpha")
        line.cut()
        gate.open()
        terminal.wait_for("alpha beta", timeout=60)
        line.cut(stay_down=True)
        late.open()
        line.mend()
        terminal.wait_for("alpha beta gamma.", timeout=60)
        terminal.wait_for(lambda text: "Esc stop" not in text)
        assert terminal.text.count("gamma.") == terminal.text.count("alpha beta gamma.")
    assert said(scripted_machine) == [("user", "Count."), ("assistant", "alpha beta gamma.")]


def test_a_message_sent_while_the_line_is_down_waits_in_sight_and_goes_once_it_is_mended(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer("Got it.", *finish())
    address = scripted_machine.server()
    with CuttingProxy(address.url) as line, _far(scripted_machine, line, address.token) as terminal:
        terminal.wait_for(READY)
        terminal.wait_for("● far")
        line.cut(stay_down=True)
        terminal.send("Wait for me." + ENTER)
        terminal.wait_for(lambda text: "offline" in text and "Wait for me." in text, timeout=60)
        line.mend()
        terminal.wait_for("Got it.", timeout=90)
    assert said(scripted_machine) == [("user", "Wait for me."), ("assistant", "Got it.")]


def test_a_provider_without_room_is_asked_again_then_named_on_a_card_that_tries_again(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    for _ in range(3):
        endpoint.answer(BUSY)
    endpoint.answer("Room at last.", *finish())
    with scripted_machine.open() as terminal:
        begin(terminal, "Hello?", "rate_limit_exceeded")
        assert len(endpoint.requests) == 3
        terminal.send("\x10")
        terminal.wait_for("Search")
        terminal.send("Try again")
        terminal.wait_for("Send again what failed")
        terminal.send(ENTER)
        terminal.wait_for("Room at last.", timeout=60)
    assert said(scripted_machine) == [("user", "Hello?"), ("assistant", "Room at last.")]


def test_a_thread_locked_by_another_program_is_waited_for_in_sight(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("First.", *finish())
    script = endpoint.answer("Of the script, ", gate, "whole.", *finish())
    endpoint.answer("Mine.", *finish())
    with scripted_machine.open() as terminal:
        begin(terminal, "Hello.", "First.")
        terminal.wait_for(lambda text: "Esc stop" not in text)
        address = scripted_machine.server()
        scripted_machine.script(
            POINTED_AT_US
            + """
thread = client.get("/threads?limit=1", cast_to=object)["data"][0]["id"]
assistant = client.beta.assistants.list(limit=1).data[0].id
client.beta.threads.messages.create(thread, role="user", content="Asked by a script.")
client.beta.threads.runs.create(thread, assistant_id=assistant)
""",
            address.url,
            address.token,
        )
        gate.reached.wait_in_thread()
        terminal.send("And mine?" + ENTER)
        terminal.wait_for("Of the script,", timeout=60)
        terminal.wait_for("And mine?")
        gate.open()
        script.ended.wait_in_thread()
        terminal.wait_for("Mine.", timeout=60)
    assert said(scripted_machine) == [
        ("user", "Hello."),
        ("assistant", "First."),
        ("user", "Asked by a script."),
        ("assistant", "Of the script, whole."),
        ("user", "And mine?"),
        ("assistant", "Mine."),
    ]


def _far(machine: Machine, line: CuttingProxy, token: str) -> Terminal:
    """The app on a profile that reaches the server by the line."""
    with machine.paths.config_file.open("a", encoding="utf-8") as config:
        config.write(
            f'\n        [profiles.far]\n        base_url = "{line.base_url}"\n        api_key_env = "FAR"\n'
        )
    return replace(machine, environ={**machine.environ, "FAR": token}).open("--profile", "far")
