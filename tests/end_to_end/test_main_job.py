"""The main job, as a person does it: open, ask, read, close, and find everything again."""

from __future__ import annotations

import json
import sqlite3
import urllib.request
from contextlib import closing
from typing import TypedDict

from tests.end_to_end.conftest import Machine
from tests.end_to_end.terminal import Terminal
from tests.end_to_end.test_openai_sdk import POINTED_AT_US
from tests.server.providers.scripted import Gate, ScriptedEndpoint, finish

ENTER, ESCAPE, CTRL_Q, CTRL_S = "\r", "\x1b", "\x11", "\x13"
READY = "Ask anything"


class Stored(TypedDict):
    """A message as the server holds it, as far as these tests look."""

    role: str
    status: str
    text: str


def stored_messages(machine: Machine) -> list[Stored]:
    """The messages of the newest thread, oldest first, asked over HTTP without our own client."""
    address = machine.server()

    def get(path: str) -> list[dict[str, object]]:
        request = urllib.request.Request(
            address.url + path, headers={"Authorization": f"Bearer {address.token}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            listed: list[dict[str, object]] = json.load(answer)["data"]
            return listed

    thread = get("/threads?limit=1")[0]["id"]
    messages = []
    for message in get(f"/threads/{thread}/messages?order=asc"):
        content = message["content"]
        assert isinstance(content, list)
        text = "".join(part["text"]["value"] for part in content)
        messages.append(Stored(role=str(message["role"]), status=str(message["status"]), text=text))
    return messages


def saved_drafts(machine: Machine) -> list[str]:
    """The drafts that are on the disk."""
    with closing(sqlite3.connect(machine.paths.cache_database)) as cache:
        return [str(text) for (text,) in cache.execute("SELECT text FROM drafts WHERE text <> ''")]


def wait_for_reply(terminal: Terminal) -> None:
    """Wait until a reply has begun and ended: the app offers to stop it while it runs."""
    terminal.wait_for("Esc stops")
    terminal.wait_for(lambda text: "Esc stops" not in text, timeout=90)


def words(text: str) -> list[str]:
    """Words long enough to be looked for on a screen, whatever Markdown makes of their marks."""
    return [word for word in text.split() if word.isalpha() and len(word) > 3]


def test_a_question_is_answered_and_everything_is_there_after_a_restart(machine: Machine) -> None:
    with machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("What is the capital of France?" + ENTER)
        wait_for_reply(terminal)
        reply = stored_messages(machine)[-1]
        assert reply["role"] == "assistant"
        for word in words(reply["text"])[-3:]:
            terminal.wait_for(word)
        terminal.send(CTRL_Q)
        assert terminal.wait_for_exit() == 0
    with machine.open() as terminal:
        terminal.wait_for("What is the capital of")
        terminal.send(CTRL_S)
        terminal.send(ENTER)
        terminal.wait_for(lambda text: all(word in text for word in words(reply["text"])[-3:]))


def test_a_reply_goes_on_when_the_terminal_is_closed_and_is_there_whole_next_time(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    machine, gate = scripted_machine, Gate()
    endpoint.answer("The first half of the reply, ", gate, "and the second half.", *finish())
    with machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("Tell me both halves." + ENTER)
        terminal.wait_for("The first half of the reply,", timeout=60)
        terminal.hang_up()
    gate.open()
    with machine.open() as terminal:
        terminal.wait_for("Tell me both halves")
        terminal.send(CTRL_S)
        terminal.send(ENTER)
        terminal.wait_for("The first half of the reply, and the second half.")
    assert stored_messages(machine) == [
        {"role": "user", "status": "completed", "text": "Tell me both halves."},
        {
            "role": "assistant",
            "status": "completed",
            "text": "The first half of the reply, and the second half.",
        },
    ]


def test_a_reply_that_is_still_being_written_is_followed_by_the_next_app(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    machine, gate = scripted_machine, Gate()
    endpoint.answer("Begun in the first app, ", gate, "ended in the second.", *finish())
    with machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("Who writes this?" + ENTER)
        terminal.wait_for("Begun in the first app,", timeout=60)
        terminal.kill()
    with machine.open() as terminal:
        terminal.wait_for("Who writes this?")
        terminal.send(CTRL_S)
        terminal.send(ENTER)
        terminal.wait_for("Begun in the first app,")
        gate.open()
        terminal.wait_for("Begun in the first app, ended in the second.")


def test_esc_stops_the_reply_and_keeps_what_has_come(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    machine, gate = scripted_machine, Gate()
    script = endpoint.answer("This much has come.", gate, " This never comes.", *finish())
    with machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("Talk." + ENTER)
        terminal.wait_for("This much has come.", timeout=60)
        terminal.send(ESCAPE)
        terminal.wait_for(lambda text: "Esc stop" not in text)
        terminal.wait_for("This much has come.")
    script.ended.wait_in_thread()
    assert script.was_hung_up
    assert stored_messages(machine)[-1] == {
        "role": "assistant",
        "status": "incomplete",
        "text": "This much has come.",
    }


def test_a_thread_that_a_script_makes_shows_up_in_the_open_app(machine: Machine) -> None:
    with machine.open() as terminal:
        terminal.wait_for(READY)
        address = machine.server()
        machine.script(
            POINTED_AT_US
            + """
client.beta.threads.create(messages=[{"role": "user", "content": "Made by a script elsewhere"}])
""",
            address.url,
            address.token,
        )
        terminal.wait_for("Made by a script")


def test_an_unsent_draft_survives_a_kill(machine: Machine) -> None:
    with machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("half a thought")
        terminal.wait_for(lambda _: saved_drafts(machine) == ["half a thought"])
        terminal.kill()
    with machine.open() as terminal:
        terminal.wait_for("half a thought")
