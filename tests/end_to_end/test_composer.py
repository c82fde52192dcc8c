"""Writing in a real terminal: files and texts that survive a kill, a lost server, a killed editor."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Machine
from tests.end_to_end.terminal import Terminal
from tests.end_to_end.test_main_job import ENTER, ESCAPE, READY, saved_drafts
from tests.server.providers.scripted import Gate, ScriptedEndpoint, finish
from tests.ui.sample_thread import tiny_png
from tui_threads import launcher

CTRL_G, CTRL_R, TAB, UNDO = "\x07", "\x12", "\t", "\x1f"


def paste(text: str) -> str:
    """What a terminal sends for a paste, or for a file dropped on it."""
    return f"\x1b[200~{text}\x1b[201~"


def listed(machine: Machine, path: str) -> list[dict[str, object]]:
    """A list of the server, asked over HTTP without our own client."""
    address = machine.server()
    request = urllib.request.Request(address.url + path, headers={"Authorization": f"Bearer {address.token}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: list[dict[str, object]] = json.load(answer)["data"]
        return found


def last_user_message(machine: Machine) -> dict[str, object]:
    thread = listed(machine, "/threads?limit=1")[0]["id"]
    messages = listed(machine, f"/threads/{thread}/messages?order=desc")
    return next(message for message in messages if message["role"] == "user")


def queued_files(machine: Machine) -> int:
    """How many files of queued messages are on the disk."""
    with closing(sqlite3.connect(machine.paths.cache_database)) as cache:
        (count,) = cache.execute("SELECT count(*) FROM attachments WHERE message IS NOT NULL").fetchone()
        return int(count)


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    path = tmp_path / "guide to sintra.txt"
    path.write_text("Sintra deserves two days. The palace opens at ten.\n" * 3)
    return path


def test_an_attached_file_is_searched_and_cited(
    scripted_machine: Machine, endpoint: ScriptedEndpoint, guide: Path
) -> None:
    endpoint.answer("It opens at ten【0:0†guide to sintra.txt】.", *finish())
    with scripted_machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send(paste(f"'{guide}'"))
        terminal.wait_for("[guide to sintra.txt 153 B")
        terminal.send("When does the palace open?" + ENTER)
        terminal.wait_for(lambda text: "It opens at ten" in text and "[1] guide to sintra.txt" in text)
        terminal.wait_for("file_search")
    (file,) = listed(scripted_machine, "/files")
    message = last_user_message(scripted_machine)
    assert message["attachments"] == [{"file_id": file["id"], "tools": [{"type": "file_search"}]}]
    assert "The palace opens at ten." in json.dumps(endpoint.requests[-1].body)


def test_a_message_queued_with_a_file_survives_a_kill(
    scripted_machine: Machine, endpoint: ScriptedEndpoint, guide: Path
) -> None:
    machine, gate = scripted_machine, Gate()
    endpoint.answer("The first reply ", gate, "is over.", *finish())
    endpoint.answer("The second reply.", *finish())
    with machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("First." + ENTER)
        terminal.wait_for("The first reply", timeout=60)
        terminal.send(paste(str(guide)))
        terminal.wait_for("[guide to sintra.txt")
        terminal.send("Second." + ENTER)
        terminal.wait_for("waits to be sent")
        terminal.wait_for(lambda _: queued_files(machine) == 1)
        terminal.kill()
    gate.open()
    with machine.open() as terminal:
        terminal.wait_for("First.")
        terminal.wait_for(lambda _: queued_files(machine) == 0, timeout=60)
        assert [file["filename"] for file in listed(machine, "/files")] == [guide.name]
        message = last_user_message(machine)
        assert "Second." in json.dumps(message["content"])
        assert len(message["attachments"]) == 1  # type: ignore[arg-type]  # JSON


def test_an_upload_whose_server_is_killed_is_made_again_and_once(
    scripted_machine: Machine, tmp_path: Path
) -> None:
    machine = scripted_machine
    large = tmp_path / "large.png"
    large.write_bytes(tiny_png(2, 2) + bytes(19_000_000))
    with machine.open() as terminal:
        terminal.wait_for("● local")
        terminal.send(paste(str(large)))
        terminal.wait_for("[large.png 19 MB")
        terminal.send("Look." + ENTER)
        terminal.wait_for("sending")
        address = launcher.find(machine.paths.server_json)
        assert address is not None
        os.kill(address.pid, signal.SIGKILL)
        terminal.wait_for(lambda _: queued_files(machine) == 0, timeout=120)
    (file,) = listed(machine, "/files")
    assert file["bytes"] == large.stat().st_size
    content = last_user_message(machine)["content"]
    assert isinstance(content, list)
    assert content[-1]["image_file"]["file_id"] == file["id"]


def editor(folder: Path, script: str) -> str:
    """An editor that does what a shell script says."""
    program = folder / "my editor.sh"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return f"'{program}' --wait"


def test_the_draft_goes_through_the_users_editor(bare_machine: Machine, tmp_path: Path) -> None:
    machine = bare_machine
    machine.environ["EDITOR"] = editor(
        tmp_path, 'echo "IN THE EDITOR"; read answer; echo "and $answer" >> "$2"'
    )
    with machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("begun here")
        terminal.wait_for("begun here")
        terminal.send(CTRL_G)
        terminal.wait_for("IN THE EDITOR")
        terminal.send("ended there\n")
        terminal.wait_for(lambda text: "begun here" in text and "and ended there" in text)
        terminal.wait_for(lambda _: any("ended there" in draft for draft in saved_drafts(machine)))
        terminal.send(UNDO)
        terminal.wait_for(lambda text: "ended there" not in text and "begun here" in text)


def test_a_reply_goes_on_while_one_writes_in_the_editor_and_does_not_draw_over_it(
    scripted_machine: Machine, endpoint: ScriptedEndpoint, tmp_path: Path
) -> None:
    machine, gate = scripted_machine, Gate()
    script = endpoint.answer("The reply begins ", gate, "and is drawn afterwards.", *finish())
    machine.environ["EDITOR"] = editor(tmp_path, 'echo "IN THE EDITOR"; read answer; echo "$answer" > "$2"')
    with machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("Go." + ENTER)
        terminal.wait_for("The reply begins", timeout=60)
        terminal.send(CTRL_G)
        terminal.wait_for("IN THE EDITOR")
        gate.open()
        script.ended.wait_in_thread()
        terminal.send("written meanwhile\n")
        terminal.wait_for(lambda text: "and is drawn afterwards." in text and "written meanwhile" in text)


def test_an_editor_that_is_killed_loses_neither_the_draft_nor_what_it_saved(
    bare_machine: Machine, tmp_path: Path
) -> None:
    machine, pid_file = bare_machine, tmp_path / "pid"
    machine.environ["VISUAL"] = editor(
        tmp_path, f'echo saved half >> "$2"; echo $$ > "{pid_file}"; exec sleep 60'
    )
    with machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("my draft")
        terminal.wait_for("my draft")
        terminal.send(CTRL_G)
        wait_for_file(terminal, pid_file)
        os.kill(int(pid_file.read_text()), signal.SIGKILL)
        terminal.wait_for(lambda text: "was ended by signal 9; the text is as it was." in text)
        terminal.wait_for("my draft")
        terminal.send(CTRL_R)
        terminal.wait_for(lambda text: "Earlier prompts" in text and "saved half" in text)


def wait_for_file(terminal: Terminal, path: Path) -> None:
    terminal.wait_for(lambda _: path.exists() and path.read_text().strip() != "")


def test_an_editor_that_is_not_there_is_said(bare_machine: Machine) -> None:
    bare_machine.environ["EDITOR"] = "no-such-editor"
    with bare_machine.open() as terminal:
        terminal.wait_for(READY)
        terminal.send("kept" + CTRL_G)
        terminal.wait_for(lambda text: "There is no program no-such-editor" in text and "kept" in text)


def test_a_file_is_found_by_letters_and_its_folder_is_the_one_the_app_was_started_in(
    scripted_machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work" / "deep").mkdir(parents=True)
    (tmp_path / "work" / "deep" / "itinerary.md").write_text("Day one: Belém.")
    monkeypatch.chdir(tmp_path / "work")
    with scripted_machine.open(columns=40, rows=12) as terminal:
        terminal.wait_for("Ask anything")
        terminal.send("@itin")
        terminal.wait_for("deep/itinerary.md")
        terminal.send(TAB)
        terminal.wait_for("[itinerary.md")
        terminal.send(ESCAPE)
        assert terminal.alive
