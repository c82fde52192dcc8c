"""What is wrong is said in a sentence, what to do stands in it, and nothing is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.end_to_end.conftest import Machine
from tests.server.providers.scripted import ScriptedEndpoint, Status, finish

READY, ENTER, CTRL_Q = "Ask anything", "\r", "\x11"


def test_without_model_and_network_the_offer_fails_with_a_sentence_and_the_text_waits(
    bare_machine: Machine,
) -> None:
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_RETRIES": "0",
    }
    cut_off = {
        key: value for key, value in bare_machine.environ.items() if not key.startswith(("PIP_", "UV_"))
    }
    machine = Machine({**cut_off, **nowhere, "UV_INDEX_URL": nowhere["PIP_INDEX_URL"]}, bare_machine.paths)

    done = machine.run("models", "pull")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "models pull" in done.stderr

    with machine.open() as terminal:
        terminal.wait_for("SmolLM2 135M")
        terminal.send("typed before there is a model" + ENTER)
        terminal.wait_for("typed before there is a model")
        terminal.send(CTRL_Q)
        terminal.wait_for_exit()
    with machine.open() as terminal:
        terminal.wait_for("typed before there is")


def test_a_config_that_is_half_written_is_named_with_its_line(bare_machine: Machine) -> None:
    config = bare_machine.paths.config_file
    config.parent.mkdir(parents=True)
    config.write_text("[server]\nport = ", encoding="utf-8")
    with bare_machine.open() as terminal:
        terminal.wait_for("config.toml")
        terminal.wait_for("line 2")
        assert terminal.wait_for_exit() == 2


def test_a_config_that_cannot_be_read_is_named(bare_machine: Machine) -> None:
    bare_machine.paths.config_file.mkdir(parents=True)
    with bare_machine.open() as terminal:
        terminal.wait_for("Cannot read")
        assert terminal.wait_for_exit() == 2


def test_a_damaged_cache_is_set_aside_and_the_app_opens(scripted_machine: Machine) -> None:
    cache = scripted_machine.paths.cache_database
    cache.parent.mkdir(parents=True)
    cache.write_bytes(b"not a database at all" * 500)
    with scripted_machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.wait_for("was damaged")
    kept = [
        file
        for file in cache.parent.glob("library-damaged-*.db")
        if b"not a database" in file.read_bytes()[:64]
    ]
    assert kept


def test_a_locked_cache_is_named(scripted_machine: Machine) -> None:
    cache = scripted_machine.paths.cache_database
    cache.parent.mkdir(parents=True)
    with closing(sqlite3.connect(cache, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        done = scripted_machine.open()
        with done as terminal:
            terminal.wait_for("library.db", timeout=60)
            assert "close it and try again" in " ".join(terminal.text.split())
            assert terminal.wait_for_exit() == 1


def test_a_tiny_terminal_is_told_so_and_works_when_it_has_grown(scripted_machine: Machine) -> None:
    with scripted_machine.open(columns=30, rows=8) as terminal:
        terminal.wait_for("Nothing is lost.")
        assert "40 x 12" in " ".join(terminal.text.split())
        terminal.resize(100, 30)
        terminal.wait_for(READY)


def test_40_by_12_is_enough_to_ask_and_read(scripted_machine: Machine, endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("Small but whole.", *finish())
    with scripted_machine.open(columns=40, rows=12) as terminal:
        terminal.wait_for(READY)
        terminal.send("Fits?" + ENTER)
        terminal.wait_for("Small but whole.", timeout=60)


def test_a_wrong_key_is_said_below_the_question_which_is_kept(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer(Status(401, '{"error": {"message": "bad key", "code": "invalid_api_key"}}'))
    with scripted_machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("Is my key right?" + ENTER)
        asked = "Is my key right?"
        terminal.wait_for(lambda text: asked in text and "key" in text.rpartition(asked)[2], timeout=60)


def test_a_profile_that_is_refused_says_so_and_keeps_the_text(bare_machine: Machine) -> None:
    config = bare_machine.paths.config_file
    config.parent.mkdir(parents=True)
    address = bare_machine.server()
    config.write_text(
        f'[profiles.other]\nbase_url = "{address.url}"\napi_key_env = "KEY"\n', encoding="utf-8"
    )
    machine = Machine({**bare_machine.environ, "KEY": "wrong"}, bare_machine.paths)
    with machine.open("--profile", "other") as terminal:
        terminal.wait_for("offline")
        terminal.send("kept all the same" + ENTER)
        terminal.wait_for("waits to be sent")
        terminal.wait_for("key")


def test_an_unknown_profile_is_refused_with_those_there_are(bare_machine: Machine) -> None:
    with bare_machine.open("--profile", "nowhere") as terminal:
        terminal.wait_for("known are: local")
        assert terminal.wait_for_exit() == 2


def test_without_a_terminal_the_app_says_so(bare_machine: Machine) -> None:
    done = bare_machine.run()
    assert done.returncode == 1
    assert "needs a terminal" in done.stderr
