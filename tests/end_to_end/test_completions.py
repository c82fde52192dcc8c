"""Tab completes what this machine knows, in a real shell where there is one, and never complains."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Machine
from tests.server.providers.scripted import ScriptedEndpoint


def completed(machine: Machine, *words: str) -> list[str]:
    """What bash is offered behind these words; the last one is being typed."""
    environ = {
        **machine.environ,
        "_THREADS_TUI_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["threads-tui", *words]),
        "COMP_CWORD": str(len(words)),
    }
    done = subprocess.run(
        [sys.executable, "-c", "from tui_threads.cli import main; main()"],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


def asked(machine: Machine, question: str) -> str:
    """Ask something; the id of its thread."""
    done = machine.run("ask", question)
    assert done.returncode == 0, done.stderr
    listed = machine.run("list").stdout
    return next(line.split()[0] for line in listed.splitlines() if question[:10] in line)


def test_commands_and_options_are_completed(bare_machine: Machine) -> None:
    assert completed(bare_machine, "ex") == ["export"]
    assert "--follow" in completed(bare_machine, "logs", "--f")


def test_threads_are_completed_by_id_and_by_title(scripted_machine: Machine) -> None:
    machine = scripted_machine
    sailing = asked(machine, "Sailing to Lisbon")
    baking = asked(machine, "Baking with rye")
    assert completed(machine, "show", "lisb") == [sailing]
    assert set(completed(machine, "show", "thread_")) == {sailing, baking}
    assert completed(machine, "export", baking[:-1]) == [baking]
    assert completed(machine, "--thread", "RYE") == [baking]
    assert completed(machine, "ask", "--thread", "nothing of the kind") == []


def test_models_assistants_and_profiles_are_completed(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    machine = scripted_machine
    config = machine.paths.config_file
    config.write_text(
        config.read_text(encoding="utf-8") + f'\n[profiles.work]\nbase_url = "{endpoint.base_url}"\n',
        encoding="utf-8",
    )
    assert completed(machine, "--profile", "") == ["local", "work"]
    assert completed(machine, "ask", "--model", "") == ["scripted/tiny"]
    asked(machine, "Anything at all")
    assert completed(machine, "ask", "--model", "s") == ["scripted/tiny"]
    machine.paths.models_dir.mkdir(parents=True, exist_ok=True)
    (machine.paths.models_dir / "Mine.gguf").write_bytes(b"GGUF")
    assert completed(machine, "models", "remove", "local/m") == ["local/mine"]
    (assistant,) = completed(machine, "ask", "--assistant", "assi")
    assert assistant.startswith("asst_")


def test_a_machine_without_anything_completes_nothing_and_says_nothing(bare_machine: Machine) -> None:
    assert completed(bare_machine, "show", "") == []
    config = bare_machine.paths.config_file
    config.parent.mkdir(parents=True)
    config.write_text("not = [toml", encoding="utf-8")
    bare_machine.paths.data_dir.mkdir(parents=True)
    bare_machine.paths.cache_database.write_bytes(b"garbage" * 999)
    assert completed(bare_machine, "show", "") == []
    assert completed(bare_machine, "ask", "--assistant", "") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_is_given_a_script_that_it_can_read(
    bare_machine: Machine, tmp_path: Path, shell: str
) -> None:
    done = bare_machine.run("completions", shell)
    assert done.returncode == 0
    assert "_THREADS_TUI_COMPLETE" in done.stdout
    script = tmp_path / "completion"
    script.write_text(done.stdout, encoding="utf-8")
    if program := shutil.which(shell):
        subprocess.run([program, "-n", str(script)], check=True, timeout=60)


def test_an_unknown_shell_is_named_with_those_there_are(bare_machine: Machine) -> None:
    machine = Machine({**bare_machine.environ, "SHELL": "/bin/tcsh"}, bare_machine.paths)
    done = machine.run("completions")
    assert done.returncode == 2
    assert "bash, zsh, fish" in done.stderr
