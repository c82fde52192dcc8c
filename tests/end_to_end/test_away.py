"""The server goes away and comes back: nothing is lost, everything stays readable, and it catches up."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.end_to_end.conftest import Machine
from tests.end_to_end.terminal import Terminal
from tests.end_to_end.test_main_job import CTRL_Q, CTRL_S, ENTER, READY, stored_messages
from tests.end_to_end.test_server_process import serving
from tests.server.providers.scripted import ScriptedEndpoint, finish


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def add_profile(machine: Machine, port: int) -> None:
    """Let the app reach the server as a profile, which it does not start by itself."""
    file = machine.paths.config_file
    text = file.read_text(encoding="utf-8")
    file.write_text(
        f'{text}\n[profiles.away]\nbase_url = "http://127.0.0.1:{port}/v1"\napi_key_env = "AWAY_KEY"\n',
        encoding="utf-8",
    )
    machine.environ["AWAY_KEY"] = "chosen"


@contextmanager
def served(machine: Machine, port: int) -> Iterator[None]:
    with serving(machine, "--port", str(port), THREADS_TUI_TOKEN="chosen") as (_, url):
        assert url.endswith("/v1")
        yield


def test_with_the_server_away_all_is_readable_and_what_is_typed_goes_out_when_it_is_back(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    machine, port = scripted_machine, free_port()
    add_profile(machine, port)
    endpoint.answer("Said while it was there.", *finish())
    with machine.open("--profile", "away") as terminal:
        terminal.wait_for(READY)
        with served(machine, port):
            terminal.send("First question" + ENTER)
            terminal.wait_for("Said while it was there.", timeout=60)
            terminal.wait_for("saved")
        terminal.send("Second question" + ENTER)
        terminal.wait_for("offline")
        text = terminal.wait_for("as soon as the server answers")
        assert "Said while it was there." in text and "Second question" in text
        endpoint.answer("Said when it was back.", *finish())
        with served(machine, port):
            terminal.wait_for("Said when it was back.", timeout=60)
            assert "offline" not in terminal.wait_for(lambda shown: "● away" in shown)
            terminal.send(CTRL_Q)
            assert terminal.wait_for_exit() == 0


def test_an_app_started_while_the_server_is_away_shows_what_was_said_and_sends_later(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    machine, port = scripted_machine, free_port()
    add_profile(machine, port)
    endpoint.answer("Kept on this disk.", *finish())
    with served(machine, port), machine.open("--profile", "away") as terminal:
        terminal.wait_for(READY)
        terminal.send("What stays?" + ENTER)
        terminal.wait_for("Kept on this disk.", timeout=60)
        terminal.wait_for(lambda text: "Esc stops" not in text)
        terminal.send(CTRL_Q)
        terminal.wait_for_exit()
    with machine.open("--profile", "away") as terminal:
        terminal.wait_for("What stays?")
        terminal.wait_for("offline")
        terminal.send(CTRL_S + ENTER)
        terminal.wait_for("Kept on this disk.")
        terminal.send("And this?" + ENTER)
        terminal.wait_for("as soon as the server answers")
        terminal.kill()
    endpoint.answer("This too.", *finish())
    with served(machine, port), machine.open("--profile", "away") as terminal:
        terminal.wait_for("What stays?")
        terminal.send(CTRL_S + ENTER)
        terminal.wait_for("This too.", timeout=60)


def test_a_killed_local_server_is_started_again_elsewhere_and_the_app_goes_on(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    machine = scripted_machine
    endpoint.answer("From the first server.", *finish())
    with machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("Who answers?" + ENTER)
        terminal.wait_for("From the first server.", timeout=60)
        terminal.wait_for(lambda text: "Esc stops" not in text)
        before = machine.server()
        os.kill(before.pid, signal.SIGKILL)
        endpoint.answer("From the second server.", *finish())
        terminal.send("And who now?" + ENTER)
        terminal.wait_for("From the second server.", timeout=60)
        assert machine.server().pid != before.pid
    assert [message["text"] for message in stored_messages(machine)] == [
        "Who answers?",
        "From the first server.",
        "And who now?",
        "From the second server.",
    ]


def test_two_terminals_show_the_same_thread_and_neither_is_unread(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    machine = scripted_machine
    endpoint.answer("Seen in both.", *finish())
    with machine.open() as one:
        one.wait_for(READY)
        one.send("Who sees this?" + ENTER)
        one.wait_for("Seen in both.", timeout=60)
        with machine.open() as other:
            other.wait_for("Who sees this?")
            other.send(CTRL_S + ENTER)
            other.wait_for("Seen in both.")
            endpoint.answer("And so is this.", *finish())
            other.send("Said in the second" + ENTER)
            other.wait_for("And so is this.", timeout=60)
            one.wait_for("Said in the second")
            one.wait_for("And so is this.")
            for terminal in (one, other):
                terminal.wait_for(lambda text: _marks(text) == "")
            rename(other, "Named by the second")
            one.wait_for(lambda text: text.count("Named by the second") == 2)
            other.send(CTRL_Q)
            assert other.wait_for_exit() == 0
        one.send(CTRL_Q)
        assert one.wait_for_exit() == 0
    assert len(stored_messages(machine)) == 4


def rename(terminal: Terminal, title: str) -> None:
    terminal.send("\x1bOQ")  # F2
    terminal.wait_for("Title of this thread")
    terminal.send("\x15")  # the line is emptied
    terminal.wait_for(lambda text: text.count("Who sees this?") == 3)
    terminal.send(title)
    terminal.wait_for(title)
    terminal.send(ENTER)
    terminal.wait_for(lambda text: text.count(title) == 2)


def _marks(text: str) -> str:
    """The marks of the only thread in the list."""
    rows = [line for line in text.splitlines() if "Who sees this?" in line.partition("│")[0]]
    return "".join(mark for mark in "●◐" if rows and mark in rows[0].partition("│")[0])
