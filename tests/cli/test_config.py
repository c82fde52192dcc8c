"""`threads-tui config`: what it prints, writes and refuses."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tui_threads.cli import cli
from tui_threads.paths import Paths

SECRETS = ("sk-one", "hunter2", "tok-two", "q-three", "sk-env")
FILE = """\
profile = "team"

[server]
database_url = "postgresql+psycopg://me:hunter2@db.invalid/threads"

[profiles.team]
base_url = "https://team.invalid/v1?code=q-three"
token_command = ["print-token", "tok-two"]
headers = { "x-api-key" = "sk-one" }

[keys]
"thread.new" = "f20"
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["config", *arguments])


def write(text: str) -> Path:
    file = Paths.for_user().config_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_path_prints_where_the_file_would_be(own_home: Path) -> None:
    assert run("path").stdout.strip() == str(own_home / ".config/threads-tui/config.toml")


def test_another_file_may_be_named_for_any_command(own_home: Path) -> None:
    other = own_home / "other.toml"
    other.write_text("[ui]\ntext_width = 60\n")
    before = os.environ.pop("THREADS_TUI_CONFIG", None)
    try:
        shown = CliRunner().invoke(cli, ["--config", str(other), "config", "show", "ui.text_width"])
    finally:
        os.environ.pop("THREADS_TUI_CONFIG", None)
        if before is not None:
            os.environ["THREADS_TUI_CONFIG"] = before
    assert "ui.text_width = 60  # line 2" in shown.stdout


def test_init_writes_the_commented_default_once(own_home: Path) -> None:
    assert run("init").exit_code == 0
    file = Paths.for_user().config_file
    assert "#text_width = 100" in file.read_text()

    file.write_text("# mine")
    again = run("init")
    assert again.exit_code == 1
    assert "is there already" in again.stderr
    assert file.read_text() == "# mine"


def test_show_says_of_each_value_where_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    write(FILE)
    monkeypatch.setenv("THREADS_TUI_THEME", "nord")
    lines = {
        line.partition("  #")[0].rstrip(): line.partition("  # ")[2]
        for line in run("show").stdout.splitlines()
    }
    assert lines['profile = "team"'] == "line 1"
    assert lines['ui.theme = "nord"'] == "THREADS_TUI_THEME"
    assert lines["server.port = 0"] == "default"
    assert lines["# server.model_path is not set"] == "default"
    assert lines['keys."thread.new" = "f20"'] == "line 12"


def test_what_show_prints_could_be_the_file() -> None:
    write(FILE)
    document = tomllib.loads(run("show", "keys", "ui", "profile").stdout)
    assert document["keys"] == {"thread.new": "f20"}
    assert document["profile"] == "team"


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_show_gives_no_secret_away(monkeypatch: pytest.MonkeyPatch, form: tuple[str, ...]) -> None:
    write(FILE)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-env")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://me:hunter2@api.invalid/v1")
    printed = run("show", *form).output
    assert "team.invalid" in printed
    assert "OPENAI_API_KEY" in printed
    assert not [secret for secret in SECRETS if secret in printed]


def test_show_gives_programs_file_and_line() -> None:
    file = write(FILE)
    told = json.loads(run("show", "--json", "keys").stdout)
    assert told["file"] == str(file)
    assert told["settings"] == [
        {"key": "keys.thread.new", "value": "f20", "source": "file", "name": str(file), "line": 12}
    ]


def test_show_refuses_a_key_there_is_not() -> None:
    refused = run("show", "ui.thme")
    assert refused.exit_code == 2
    assert "No key ui.thme" in refused.stderr


def test_validate_finds_nothing_wrong_with_a_right_file() -> None:
    file = write(FILE)
    checked = run("validate")
    assert (checked.exit_code, checked.stdout) == (0, f"{file}: nothing is wrong.\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[server]\nprot = 1\nslots = 'two'\n",
            ["line 2: `server.prot` is not known", "line 3: `server.slots`"],
        ),
        ("[ui\n", ["line 1: not valid TOML"]),
        (
            '[ui]\ntheme = "threads-drak"\n',
            ["line 2: there is no theme 'threads-drak'; did you mean 'threads-dark'?"],
        ),
        (
            '[keys]\n"thread.new" = "f20"\n"thread.nwe" = "f21"\n',
            ["line 3: `keys.thread.nwe` names no key there is"],
        ),
        (
            '[keys]\n"thread.rename" = "f5"\n',
            ["line 2: F5 is given to both thread.rename and thread.refresh"],
        ),
    ],
)
def test_validate_names_every_problem_with_its_place(text: str, said: list[str]) -> None:
    file = write(text)
    checked = run("validate")
    assert checked.exit_code == 2
    problems = checked.stderr.splitlines()
    assert len(problems) == len(said)
    for problem, words in zip(problems, said, strict=True):
        assert problem.startswith(f"threads-tui: {file}, {words}")


def test_every_example_of_the_commented_default_may_be_switched_on() -> None:
    run("init")
    file = Paths.for_user().config_file
    file.write_text(re.sub(r"(?m)^#(?=[\[\"\w])", "", file.read_text()))
    checked = run("validate")
    assert checked.exit_code == 0, checked.stderr


def test_validate_checks_a_file_for_another_machine(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THREADS_TUI_PROFILE", "only-here")
    other = own_home / "other.toml"
    missing = run("validate", str(other))
    assert (missing.exit_code, missing.stderr) == (2, f"threads-tui: There is no {other}.\n")
    other.write_text(FILE)
    assert run("validate", str(other)).exit_code == 0


def test_edit_opens_the_commented_default_and_checks_what_comes_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = Paths.for_user().config_file
    monkeypatch.setenv("VISUAL", "sed -i s/#slots.=.2/slots=4/")
    assert run("edit").exit_code == 0
    assert "slots=4\n" in file.read_text()

    monkeypatch.setenv("VISUAL", "sed -i s/slots=4/slots=400/")
    wrong = run("edit")
    assert wrong.exit_code == 2
    assert "`server.slots` must be from 1 to 64, not 400" in wrong.stderr
    assert "The file stays as you wrote it" in wrong.stderr
    assert "slots=400\n" in file.read_text()


def test_edit_leaves_no_file_behind_when_nothing_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "true")
    done = run("edit")
    assert (done.exit_code, done.stdout) == (0, "Nothing was changed.\n")
    assert not Paths.for_user().config_file.exists()


def test_edit_names_an_editor_that_cannot_be_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor")
    done = run("edit")
    assert done.exit_code == 1
    assert "no-such-editor" in done.stderr
    assert "Name one in $VISUAL or $EDITOR" in done.stderr


def test_a_flag_stands_over_variable_and_file(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write('profile = "local"\n[profiles.work]\nbase_url = "https://work.example/v1"\n')

    def shown(*flags: str) -> str:
        return CliRunner().invoke(cli, [*flags, "config", "show", "profile"]).stdout.splitlines()[1]

    assert shown() == 'profile = "local"  # line 1'
    monkeypatch.setenv("THREADS_TUI_PROFILE", "work")
    assert shown() == 'profile = "work"  # THREADS_TUI_PROFILE'
    assert shown("--profile", "local") == 'profile = "local"  # --profile'
