"""Searching in a real terminal: what was said long ago in another thread is found and gone to."""

from __future__ import annotations

import json

from tests.end_to_end.conftest import Machine
from tests.end_to_end.test_main_job import CTRL_Q, ENTER, READY
from tests.end_to_end.test_openai_sdk import POINTED_AT_US

CTRL_F = "\x06"

LONG_TALK = (
    POINTED_AT_US
    + """
thread = client.beta.threads.create(metadata={"title": "Things in the attic"})
for number in range(120):
    text = "The brass teapot stands behind the 東京 map." if number == 7 else f"Thing number {number}."
    client.beta.threads.messages.create(thread.id, role="user", content=text)
other = client.beta.threads.create(metadata={"title": "Other things"})
client.beta.threads.messages.create(other.id, role="user", content="Nothing of note.")
print(thread.id)
"""
)


def long_talk(machine: Machine) -> str:
    """Have a script say much in one thread and little in another; the id of the first."""
    address = machine.server()
    return machine.script(LONG_TALK, address.url, address.token).strip()


def test_what_was_said_in_another_thread_is_found_and_gone_to_in_the_app_and_from_a_shell(
    scripted_machine: Machine,
) -> None:
    thread_id = long_talk(scripted_machine)
    with scripted_machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.wait_for("Things in the attic")
        terminal.send(CTRL_F)
        terminal.wait_for("Search all messages")
        terminal.send("teapot 東")
        terminal.wait_for("1 found", timeout=60)
        terminal.send(ENTER)
        terminal.wait_for(
            lambda text: (
                "Search all messages" not in text
                and "teapot stands behind the" in text
                and "Thing number 8." in text
                and "Thing number 119." not in text
            )
        )
        terminal.send(CTRL_Q)
        assert terminal.wait_for_exit() == 0
    told = json.loads(scripted_machine.run("search", "brass", "-number", "--json").stdout)
    assert [place["thread_id"] for place in told["data"]] == [thread_id]


def test_a_thread_that_no_app_ever_saw_is_found_from_a_shell(scripted_machine: Machine) -> None:
    thread_id = long_talk(scripted_machine)
    told = json.loads(scripted_machine.run("search", "teapot", "--json").stdout)
    (place,) = told["data"]
    assert (told["searched"], place["thread_id"], place["title"]) == (
        "server",
        thread_id,
        "Things in the attic",
    )
    assert place["snippet"] == "The brass teapot stands behind the 東京 map."
