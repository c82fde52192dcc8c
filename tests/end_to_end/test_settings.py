"""Settings, servers and keys as a person meets them: in the real app, in a real terminal."""

from __future__ import annotations

import json
from pathlib import Path

from tests.end_to_end.conftest import Machine
from tests.end_to_end.terminal import Terminal
from tests.server.providers.scripted import Gate, ScriptedEndpoint, finish

READY, ENTER, ESC, DOWN = "Ask anything", "\r", "\x1b", "\x1b[B"
CTRL_P, CTRL_Q, CTRL_U = "\x10", "\x11", "\x15"


def with_comments(machine: Machine) -> Path:
    """Its configuration, with comments of the person's."""
    config = machine.paths.config_file
    text = config.read_text(encoding="utf-8") if config.exists() else ""
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(f"# mine\n{text}\n[ui]\ntext_width = 90   # for the beamer\n", encoding="utf-8")
    return config


def test_a_setting_changed_in_the_app_holds_at_once_and_keeps_the_comments(scripted_machine: Machine) -> None:
    config = with_comments(scripted_machine)
    before = config.read_text()
    with scripted_machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send(CTRL_P)
        terminal.wait_for("Search for commands")
        terminal.send("Settings")
        terminal.wait_for("See and change every setting")
        terminal.send(ENTER)
        terminal.wait_for("type to find a setting")
        terminal.send("text_width")
        terminal.wait_for("Columns of text at most.")
        terminal.send(ENTER)
        terminal.wait_for("a whole number")
        terminal.send(CTRL_U)
        terminal.wait_for("empty: 100")
        terminal.send("7")
        terminal.wait_for("It must be from 20 to 400")
        terminal.send("0" + ENTER)
        terminal.wait_for(lambda text: "a whole number" not in text and "70 " in text)

        terminal.send(CTRL_U)
        terminal.wait_for("type to find a setting")
        terminal.send("app.help")
        terminal.wait_for("Help and keys")
        terminal.send(ENTER)
        terminal.wait_for("keys apart by commas")
        terminal.send(CTRL_U)
        terminal.wait_for("empty: f1")
        terminal.send("f11" + ENTER)
        terminal.wait_for(lambda text: "keys apart" not in text and "f11" in text)
        terminal.send(ESC)
        terminal.wait_for(lambda text: "find a setting" not in text and "app.help" not in text)
        terminal.send("\x1b[23~")  # F11
        terminal.wait_for("search the keys")
        terminal.send(ESC + CTRL_Q)
        terminal.wait_for_exit()
    after = config.read_text()
    assert after.startswith(before.replace("text_width = 90", "text_width = 70").rstrip())
    assert '"app.help" = "f11"' in after
    assert config.with_name("config.toml.bak").read_text() == before
    checked = scripted_machine.run("config", "validate")
    assert checked.returncode == 0, checked.stderr


def test_another_server_is_opened_in_the_app(scripted_machine: Machine) -> None:
    address = scripted_machine.server()
    config = scripted_machine.paths.config_file
    config.write_text(
        f"{config.read_text()}\n[profiles.team]\nbase_url = '{address.url}'\napi_key_env = 'TEAM_KEY'\n"
    )
    machine = Machine(scripted_machine.environ | {"TEAM_KEY": address.token}, scripted_machine.paths)
    with machine.open() as terminal:
        terminal.wait_for("● local")
        terminal.send("a draft for here")
        switch(terminal, "team")
        terminal.wait_for(lambda text: "● team" in text and "a draft for here" not in text)
        terminal.send(CTRL_Q)
        terminal.wait_for_exit()
    with machine.open() as terminal:
        terminal.wait_for("a draft for here")


def test_a_reply_goes_on_while_another_server_is_looked_at(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("It has begun ", gate, "and it has ended.", *finish())
    config = scripted_machine.paths.config_file
    config.write_text(f"{config.read_text()}\n[profiles.team]\nbase_url = 'http://127.0.0.1:9/v1'\n")
    with scripted_machine.open() as terminal:
        terminal.wait_for("● local")
        terminal.send("a long question" + ENTER)
        terminal.wait_for("It has begun")
        switch(terminal, "team")
        terminal.wait_for(lambda text: "It has begun" not in text and "offline" in text)
        gate.open()
        switch(terminal, "local")
        terminal.wait_for("a long question")
        terminal.send("\x13")  # Ctrl+S, the list
        terminal.wait_for("filter")
        terminal.send(DOWN + ENTER)
        terminal.wait_for("It has begun and it has ended.")
        terminal.send(CTRL_Q)
        terminal.wait_for_exit()


def switch(terminal: Terminal, name: str) -> None:
    """Open another server by the command palette."""
    terminal.send(CTRL_P)
    terminal.wait_for("Search for commands")
    terminal.send("Switch server")
    terminal.wait_for("Open another server's threads")
    terminal.send(ENTER)
    terminal.wait_for("This machine's own server")
    terminal.send(name + ENTER)


def test_a_key_is_asked_for_without_being_shown_and_then_used(
    scripted_machine: Machine, tmp_path: Path
) -> None:
    address = scripted_machine.server()
    config = scripted_machine.paths.config_file
    config.write_text(f"{config.read_text()}\n[profiles.team]\nbase_url = '{address.url}'\n")
    kept = tmp_path / "keyring.json"
    keyring = {
        "PYTHON_KEYRING_BACKEND": "tests.end_to_end.file_keyring.FileKeyring",
        "TEST_KEYRING": str(kept),
    }
    machine = Machine(scripted_machine.environ | keyring, scripted_machine.paths)

    refused = machine.run("list", "--profile", "team")
    assert "You didn't provide an API key" in refused.stderr

    with machine.open("login", "team") as terminal:
        terminal.wait_for("Key of profile team:")
        terminal.send(address.token + ENTER)
        shown = terminal.wait_for("is in the system keyring")
        assert terminal.wait_for_exit() == 0
    assert address.token not in shown
    assert json.loads(kept.read_text()) == {"threads-tui/team": address.token}

    used = machine.run("ask", "--profile", "team", "--assistant", "asst_none", "hello")
    assert "key" not in used.stderr.lower(), used.stderr
    assert machine.run("logout", "team").returncode == 0
    assert json.loads(kept.read_text()) == {}
