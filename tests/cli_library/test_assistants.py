"""`threads-tui assistants`: as a user types it, against a running server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli_library.conftest import Command


@pytest.fixture
def reviewer(command: Command) -> str:
    made = command.ok(
        "assistants", "create", "--name", "Reviewer", "--model", "m",
        "--instructions", "Be strict.", "--temperature", "0.2",
    )  # fmt: skip
    return made.strip()


def test_an_assistant_is_made_listed_shown_changed_copied_and_deleted(
    command: Command, reviewer: str
) -> None:
    assert reviewer.startswith("asst_")
    assert command.ok("assistants", "list") == f"{reviewer}  m  Reviewer\n"
    assert "Be strict." in command.ok("assistants", "show", "Reviewer")
    command.ok("assistants", "edit", "Reviewer", "--model", "n", "--metadata", "team=docs")
    told = command.json("assistants", "show", reviewer)
    assert (told["model"], told["temperature"], told["metadata"]) == ("n", 0.2, {"team": "docs"})
    copied = command.ok("assistants", "copy", "Reviewer").strip()
    command.ok("assistants", "delete", copied, "--yes")
    assert [one["id"] for one in command.json("assistants", "list")["data"]] == [reviewer]  # type: ignore[attr-defined]  # JSON


def test_deleting_asks_first(command: Command, reviewer: str) -> None:
    assert command.run("assistants", "delete", reviewer, answer="n\n").exit_code == 1
    assert reviewer in command.ok("assistants", "list")


def test_what_show_prints_makes_the_same_assistant_elsewhere(
    command: Command, reviewer: str, tmp_path: Path
) -> None:
    file = tmp_path / "reviewer.json"
    file.write_text(command.ok("assistants", "show", reviewer, "--json"))
    made = json.loads(command.ok("assistants", "create", "--from", str(file), "--name", "Second", "--json"))
    assert (made["name"], made["instructions"], made["temperature"]) == ("Second", "Be strict.", 0.2)


def test_instructions_come_from_a_file_or_a_pipe(command: Command, tmp_path: Path) -> None:
    made = command.ok(
        "assistants",
        "create",
        "--model",
        "m",
        "--name",
        "P",
        "--instructions-file",
        "-",
        answer="From a pipe.\n",
    )
    assert "From a pipe." in command.ok("assistants", "show", made.strip())


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("create", "--model", "m", "--temperature", "9"), 2, "temperature: "),
        (("create", "--model", "m", "--metadata", "nopair"), 2, "metadata: "),
        (("edit", "nobody", "--name", "x"), 1, "There is no assistant"),
        (("edit", "nobody"), 2, "Say what is to be changed"),
        (("show", "asst_nobody"), 1, "There is no assistant"),
        (("create", "--from", "/dev/null"), 2, "is not an assistant"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    command: Command, arguments: tuple[str, ...], code: int, said: str
) -> None:
    result = command.run("assistants", *arguments)
    assert (result.exit_code, said in result.output) == (code, True), result.output
    assert "Traceback" not in result.output
