"""Esc, Ctrl+C and quitting in a real terminal: each takes its steps in order, and none of them loses text."""

from __future__ import annotations

from tests.end_to_end.conftest import Machine
from tests.end_to_end.test_main_job import CTRL_Q, ENTER, ESCAPE, READY, stored_messages
from tests.server.providers.scripted import Gate, ScriptedEndpoint, finish

CTRL_C, CTRL_O, F1, UP = "\x03", "\x0f", "\x1bOP", "\x1b[A"


def test_esc_closes_the_dialog_then_stops_the_run_and_never_clears_or_quits(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("So far.", gate, *finish())
    with scripted_machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("Talk." + ENTER)
        terminal.wait_for("So far.", timeout=60)
        terminal.send("half a thought")
        terminal.wait_for("half a thought")
        terminal.send(CTRL_O)
        terminal.wait_for("Who answers")
        terminal.send(ESCAPE)
        terminal.wait_for(lambda text: "Who answers" not in text)
        terminal.wait_for("Esc stop")
        terminal.send(ESCAPE)
        terminal.wait_for(lambda text: "Esc stop" not in text)
        terminal.send(ESCAPE)
        terminal.send("!")
        terminal.wait_for("half a thought!")
        terminal.wait_for("So far.")
        assert terminal.alive
    assert stored_messages(scripted_machine)[-1]["status"] == "incomplete"


def test_ctrl_c_stops_then_puts_the_draft_by_then_quits_and_up_has_it_next_time(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("So far.", gate, *finish())
    with scripted_machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("Talk." + ENTER)
        terminal.wait_for("So far.", timeout=60)
        terminal.send("half a thought")
        terminal.wait_for("half a thought")
        terminal.send(CTRL_C)
        terminal.wait_for(lambda text: "Esc stop" not in text)
        terminal.wait_for("half a thought")
        terminal.send(CTRL_C)
        terminal.wait_for("The draft is in the history")
        assert "half a thought" not in terminal.text
        terminal.send(CTRL_C)
        terminal.wait_for("again quits")
        terminal.send(CTRL_C)
        assert terminal.wait_for_exit() == 0
    with scripted_machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.wait_for("● local")
        terminal.send(UP)
        terminal.wait_for("half a thought")


def test_quitting_in_the_middle_of_a_reply_says_that_it_goes_on_and_it_does(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("Before you left, ", gate, "after you left.", *finish())
    with scripted_machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("Go on without me." + ENTER)
        terminal.wait_for("Before you left,", timeout=60)
        terminal.send("and a draft" + CTRL_Q)
        assert terminal.wait_for_exit() == 0
        assert "The reply goes on; it will be there next time." in terminal.text
    gate.open()
    with scripted_machine.open() as terminal:
        terminal.wait_for("Go on without me.")
        terminal.send("\x13" + ENTER)
        terminal.wait_for("Before you left, after you left.")
        terminal.wait_for("and a draft")
