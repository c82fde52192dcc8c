"""Options stand above the environment, that above the file, the file above the defaults."""

from pathlib import Path

import pytest

from tui_threads.settings import Override, SettingsError, load, read_configuration

FILE = """\
profile = "team"

[ui]
theme = "nord"
ascii = true

[profiles.team]
base_url = "https://team.invalid/v1"
headers = { "x-team" = "blue" }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(FILE, encoding="utf-8")
    return file


def test_each_source_stands_above_the_next(file: Path) -> None:
    variables = {"THREADS_TUI_THEME": "dracula"}
    option = Override(("ui", "theme"), "gruvbox", "flag", "--theme")

    assert load(file.with_name("none.toml"), {}).ui.theme is None
    assert load(file, {}).ui.theme == "nord"
    assert load(file, variables).ui.theme == "dracula"
    assert read_configuration(file, variables, [option]).settings.ui.theme == "gruvbox"


def test_every_value_says_where_it_comes_from(file: Path) -> None:
    option = Override(("ui", "ascii"), True, "flag", "--ascii")
    read = read_configuration(file, {"THREADS_TUI_THEME": "dracula"}, [option])

    said = {
        path: str(read.origin(tuple(path.split("."))))
        for path in ("profile", "ui.theme", "ui.ascii", "ui.notify", "profiles.team.headers.x-team")
    }

    assert said == {
        "profile": f"{file}, line 1",
        "ui.theme": "THREADS_TUI_THEME",
        "ui.ascii": "--ascii",
        "ui.notify": "default",
        "profiles.team.headers.x-team": f"{file}, line 9",
    }


def test_an_empty_variable_says_nothing(file: Path) -> None:
    assert load(file, {"THREADS_TUI_THEME": "", "THREADS_TUI_PROFILE": ""}) == load(file, {})


def test_a_wrong_variable_is_named(file: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        load(file, {"THREADS_TUI_PROFILE": "nowhere"})
    assert str(refused.value) == (
        "THREADS_TUI_PROFILE: `profile` = 'nowhere' names no [profiles.*] table; known are: local, team."
    )


def test_the_variables_of_the_official_sdk_offer_a_profile(tmp_path: Path) -> None:
    variables = {
        "OPENAI_BASE_URL": "https://api.invalid/v1",
        "OPENAI_API_KEY": "sk-secret",
        "OPENAI_ORG_ID": "org-1",
        "OPENAI_PROJECT_ID": "proj_1",
    }
    settings = load(tmp_path / "config.toml", variables)

    assert settings.profile == "local", "nobody is taken to a foreign server unasked"
    offered = settings.profiles["openai-env"]
    assert (offered.base_url, offered.api_key_env) == ("https://api.invalid/v1", "OPENAI_API_KEY")
    assert (offered.organization, offered.project) == ("org-1", "proj_1")
    assert "sk-secret" not in repr(settings)


@pytest.mark.parametrize("variables", [{"OPENAI_API_KEY": "sk-secret"}, {"OPENAI_BASE_URL": "api.invalid"}])
def test_variables_meant_for_other_programs_change_nothing(tmp_path: Path, variables: dict[str, str]) -> None:
    assert load(tmp_path / "config.toml", variables) == load(tmp_path / "config.toml", {})


def test_the_offered_profile_says_what_it_needs_when_it_is_chosen(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="needs the variable OPENAI_BASE_URL, a URL that begins with"):
        load(
            tmp_path / "config.toml", {"THREADS_TUI_PROFILE": "openai-env", "OPENAI_BASE_URL": "api.invalid"}
        )


def test_a_profile_of_that_name_in_the_file_wins(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[profiles.openai-env]\nbase_url = "https://mine.invalid"\n', encoding="utf-8")
    settings = load(file, {"OPENAI_BASE_URL": "https://api.invalid/v1"})
    assert settings.profiles["openai-env"].base_url == "https://mine.invalid"
