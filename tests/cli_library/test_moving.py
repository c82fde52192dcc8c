"""`import` and `export`, from file to server to file."""

from __future__ import annotations

import json
from pathlib import Path

from tests.chat.importing.other_programs import (
    chatgpt_conversation,
    chatgpt_zip,
    elia_file,
    json_file,
    oterm_file,
)
from tests.cli_library.conftest import Command
from tui_threads.settings import SettingsError


def test_a_dry_run_counts_and_changes_nothing(command: Command, tmp_path: Path) -> None:
    path = chatgpt_zip(tmp_path / "export.zip", [chatgpt_conversation()])
    told = command.ok("import", "--dry-run", str(path))
    assert "ChatGPT export, 1 thread" in told
    assert "1 new with 2 messages" in told
    assert "2  messages on other branches" in told
    assert command.ids() == []


def test_without_a_yes_nothing_is_brought_in(command: Command, tmp_path: Path) -> None:
    path = str(elia_file(tmp_path / "elia.sqlite"))
    for answer in ("n\n", ""):
        result = command.run("import", path, answer=answer)
        assert result.exit_code == 1
        assert "--yes" in result.stderr
    assert command.ids() == []
    command.ok("import", path, answer="y\n")
    assert len(command.ids()) == 2


def test_files_of_several_programs_are_brought_in_once(command: Command, tmp_path: Path) -> None:
    files = [
        str(elia_file(tmp_path / "a")),
        str(oterm_file(tmp_path / "b")),
        str(json_file(tmp_path / "c", [chatgpt_conversation()])),
    ]
    told = command.json("import", "--yes", *files)
    assert told["planned"] == {"new": 4, "unfinished": 0, "here": 0, "empty": 0, "messages": 7}
    assert len(command.ids()) == 4
    again = command.json("import", "--yes", *files)
    assert (again["made"], again["messages"]) == ([], 0)
    assert len(command.ids()) == 4


def test_what_is_no_import_is_refused_in_a_sentence(command: Command, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    result = command.run("import", "--yes", str(tmp_path / "notes.txt"))
    assert result.exit_code == 1
    assert "notes.txt is no JSON" in result.stderr


def test_a_thread_goes_out_and_comes_back_whole(command: Command, tmp_path: Path) -> None:
    command.ok("import", "--yes", str(oterm_file(tmp_path / "store.db")))
    (thread_id,) = command.ids()
    saved = tmp_path / "saved.json"
    command.ok("export", thread_id, "-o", str(saved))
    assert "here already" in command.ok("import", "--dry-run", str(saved))
    command.ok("delete", thread_id, "--yes")
    command.ok("import", "--yes", str(saved))
    (back,) = command.ids()
    assert back != thread_id
    shown = command.ok("show", back)
    assert "What is this?" in shown
    assert "Image: file-" in shown


def test_one_thread_goes_to_standard_output_in_every_format(command: Command, tmp_path: Path) -> None:
    command.ok("import", "--yes", str(oterm_file(tmp_path / "store.db")))
    (thread_id,) = command.ids()
    assert command.ok("export", thread_id).startswith("# Colours\n")
    assert json.loads(command.ok("export", thread_id, "--format", "json"))["id"] == thread_id
    page = command.ok("export", thread_id, "--format", "html")
    assert "data:image/png;base64," in page


def test_all_threads_go_to_a_folder_or_into_one_json_file(command: Command, tmp_path: Path) -> None:
    command.ok("import", "--yes", str(elia_file(tmp_path / "elia.sqlite")))
    folder = tmp_path / "out"
    told = command.json("export", "--all", "-o", str(folder))
    assert told["failed"] == []
    names = sorted(file.name for file in folder.iterdir())
    assert [name.split("-thread_")[0] for name in names] == [
        "2024-05-01-bread",
        "2024-05-02-second-chat-no-title",
    ]
    command.ok("export", "--all", "-o", str(tmp_path / "all.json"))
    whole = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert {thread["id"] for thread in whole["data"]} == set(command.ids())


def test_a_file_that_is_there_is_replaced_only_by_force(command: Command, tmp_path: Path) -> None:
    command.ok("import", "--yes", str(oterm_file(tmp_path / "store.db")))
    (thread_id,) = command.ids()
    target = tmp_path / "mine.md"
    target.write_text("mine")
    assert command.run("export", thread_id, "-o", str(target)).exit_code == 1
    assert target.read_text() == "mine"
    command.ok("export", thread_id, "-o", str(target), "--force")
    assert "Colours" in target.read_text()


def test_a_thread_that_is_not_there_is_named_and_the_others_are_written(
    command: Command, tmp_path: Path
) -> None:
    command.ok("import", "--yes", str(oterm_file(tmp_path / "store.db")))
    (thread_id,) = command.ids()
    result = command.run("export", thread_id, "thread_none", "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "thread_none could not be read" in result.stderr
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_arguments_that_make_no_sense_are_refused(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for arguments in (
        ["export"],
        ["export", "thread_a", "--all"],
        ["export", "thread_a", "thread_b"],
        ["export", "thread_a", "--json"],
        ["export", "thread_a", "thread_b", "-o", str(file)],
        ["search", " "],
    ):
        assert command.run(*arguments).exit_code == 2, arguments
    # Told, and ended with 2, as all mistakes in the configuration are.
    assert isinstance(command.run("list", "--profile", "nowhere").exception, SettingsError)
