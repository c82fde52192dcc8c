"""The configuration in a real terminal."""

from __future__ import annotations

from tests.end_to_end.conftest import Machine

ENTER = "\r"


def test_a_wrong_file_goes_back_to_the_editor_until_it_is_right(bare_machine: Machine) -> None:
    config = bare_machine.paths.config_file
    config.parent.mkdir(parents=True)
    # An editor that takes a digit away each time.
    machine = Machine(bare_machine.environ | {"VISUAL": "sed -i s/0$//"}, bare_machine.paths)
    config.write_text("[server]\nslots = 4000\n", encoding="utf-8")

    with machine.open("config", "edit") as terminal:
        terminal.wait_for("must be from 1 to 64")
        terminal.wait_for("Go back to the editor?")
        terminal.send(ENTER)
        terminal.wait_for("nothing is wrong")
        assert terminal.wait_for_exit() == 0
    assert "slots = 40\n" in config.read_text()


def test_every_command_names_all_that_is_wrong(bare_machine: Machine) -> None:
    config = bare_machine.paths.config_file
    config.parent.mkdir(parents=True)
    config.write_text("[server]\nslots = 400\n[ui]\nascii = 1\n", encoding="utf-8")
    for arguments in (["list"], ["ask", "hello"], ["serve"], ["config", "show"]):
        done = bare_machine.run(*arguments)
        assert done.returncode == 2, arguments
        assert "line 2: `server.slots`" in done.stderr
        assert "line 4: `ui.ascii` must be true or false, not 1" in done.stderr
