"""`list`, `show`, `search` and `delete`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chat.importing.other_programs import chatgpt_conversation, elia_file, json_file
from tests.cli_library.conftest import Command, write_profile

NOWHERE = "http://127.0.0.1:9/v1"


@pytest.fixture
def filled(command: Command, tmp_path: Path) -> Command:
    command.ok("import", "--yes", str(elia_file(tmp_path / "elia.sqlite")))
    return command


def only_bread(command: Command) -> str:
    return command.ok("list").split()[0]


def test_threads_are_listed_with_day_and_title_and_archived_ones_on_demand(filled: Command) -> None:
    (line,) = filled.ok("list").splitlines()
    assert line.split()[1:] == ["2024-05-01", "Bread"]
    assert "[archived]" in filled.ok("list", "--archived")
    assert len(filled.ok("list", "--archived", "--limit", "1").splitlines()) == 1


def test_the_list_as_json_has_the_shape_of_a_list_and_says_who_listed(filled: Command) -> None:
    told = filled.json("list")
    assert (told["object"], told["has_more"], told["listed_by"]) == ("list", False, "server")
    assert isinstance(told["data"], list)
    (thread,) = told["data"]
    assert (thread["object"], thread["title"], thread["id"]) == ("thread", "Bread", only_bread(filled))


def test_where_the_server_is_away_what_this_machine_knows_is_listed_and_said_so(filled: Command) -> None:
    thread_id = only_bread(filled)
    write_profile(NOWHERE)
    result = filled.run("list")
    assert result.exit_code == 0
    assert result.stdout.split()[0] == thread_id
    assert "this machine" in result.stderr
    assert json.loads(filled.run("list", "--json").stdout)["listed_by"] == "cache"


def test_a_thread_is_shown_as_markdown_and_as_json(filled: Command) -> None:
    thread_id = only_bread(filled)
    assert "How long does it rise?" in filled.ok("show", thread_id)
    told = filled.json("show", thread_id)
    assert (told["id"], told["object"]) == (thread_id, "thread")


def test_an_unknown_thread_is_an_error_in_a_sentence(filled: Command) -> None:
    result = filled.run("show", "thread_none")
    assert result.exit_code == 1
    assert "thread_none" in result.stderr
    assert "Traceback" not in result.output


def test_a_wrong_key_is_said(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAR_KEY", "wrong")
    result = filled.run("delete", "--yes", "thread_x")
    assert result.exit_code == 1
    assert "key" in result.stderr


def test_search_on_a_foreign_server_looks_into_what_this_machine_keeps_and_says_so(filled: Command) -> None:
    result = filled.run("search", "bread")
    assert result.exit_code == 0
    assert only_bread(filled) in result.stdout
    assert "this machine" in result.stderr
    assert filled.json("search", "bread")["searched"] == "cache"


def test_a_search_that_finds_nothing_exits_with_1(filled: Command) -> None:
    result = filled.run("search", "nowhere", "to", "be", "found", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["data"] == []


def test_a_search_takes_filters_and_words_to_be_left_out(filled: Command) -> None:
    assert only_bread(filled) in filled.ok("search", "bre*")
    assert filled.run("search", "bread", "-bread").exit_code == 1
    assert filled.run("search", "bread", "-in:bread", "before:1990").exit_code == 1


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("colour:red", "“colour:” is none of the filters"),
        ("before:never", "is no date"),
        ("!!!", "no letter"),
    ],
)
def test_a_query_that_cannot_be_understood_is_answered_by_a_sentence(
    filled: Command, query: str, sentence: str
) -> None:
    result = filled.run("search", query)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def test_delete_asks_and_names_what_it_would_delete(filled: Command) -> None:
    thread_id = only_bread(filled)
    result = filled.run("delete", thread_id, answer="n\n")
    assert result.exit_code == 1
    assert "Bread  (2 messages)" in result.stderr
    assert thread_id in filled.ids()
    filled.ok("delete", thread_id, answer="y\n")
    assert thread_id not in filled.ids()


def test_deleting_says_so_as_the_api_does(filled: Command) -> None:
    thread_id = only_bread(filled)
    told = filled.json("delete", "--yes", thread_id)
    assert told["data"] == [{"id": thread_id, "object": "thread.deleted", "deleted": True}]
    assert filled.run("delete", "--yes", thread_id).exit_code == 1


def test_nothing_that_is_printed_drives_the_terminal(command: Command, tmp_path: Path) -> None:
    evil = chatgpt_conversation(title="a\x1b[31mb\nc\x9bd")
    command.ok("import", "--yes", str(json_file(tmp_path / "c.json", [evil])))
    (line,) = command.ok("list").splitlines()
    assert not set("\x1b\x9b") & set(line)
    for arguments in (["list", "--json"], ["show", line.split()[0]], ["search", "31mb"]):
        assert not set("\x1b\x9b") & set(command.ok(*arguments))


def test_the_commands_import_no_textual() -> None:
    source = """
import sys
from click.testing import CliRunner
from tui_threads.cli import cli
for name in ("list", "show", "search", "export", "import", "delete"):
    assert CliRunner().invoke(cli, [name, "--help"]).exit_code == 0
import tui_threads.chat.exporting.writing, tui_threads.chat.search.everywhere
import tui_threads.chat.importing.bringing, tui_threads.chat.importing.recognise
found = sorted({name.partition(".")[0] for name in sys.modules} & {"textual", "rich", "openai", "sqlalchemy"})
print(found)
"""
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
