"""What a person may write into config.toml, and what is said when it is wrong."""

from pathlib import Path

import pytest

from tui_threads.paths import Paths
from tui_threads.settings import Settings, SettingsError, load


def write(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "config.toml") == Settings()


def test_providers_and_profiles_are_read(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        """
        profile = "azure"
        [server]
        port = 8765
        idle_minutes = 30
        [providers.ollama]
        base_url = "http://127.0.0.1:11434/v1"
        [profiles.azure]
        base_url = "https://example.invalid/api"
        token_command = ["az", "account"]
        headers = { "x-team" = "blue" }
        [keys]
        "thread.new" = "f2"
        """,
    )

    settings = load(file)

    assert settings.server.port == 8765
    assert settings.server.idle_minutes == 30.0
    assert settings.providers["ollama"].api_key({}) is None
    assert settings.profiles["azure"].token_command == ("az", "account")
    assert settings.profiles["azure"].headers == {"x-team": "blue"}
    assert settings.keys == {"thread.new": "f2"}


def test_a_key_comes_from_the_environment_variable_that_is_named(tmp_path: Path) -> None:
    file = write(tmp_path, '[providers.cloud]\nbase_url = "https://x.invalid/v1"\napi_key_env = "CLOUD"\n')
    assert load(file).providers["cloud"].api_key({"CLOUD": "secret"}) == "secret"


@pytest.mark.parametrize("way", ["auto", "kitty", "sixel", "blocks", "text"])
def test_a_person_may_choose_how_images_are_drawn(tmp_path: Path, way: str) -> None:
    assert load(write(tmp_path, f'[ui]\nimages = "{way}"\n')).ui.images == way
    with pytest.raises(SettingsError, match=r"`ui.images` must be one of 'auto', 'kitty', 'sixel'"):
        load(write(tmp_path, f'[ui]\nimages = "{way}s"\n'))


def test_a_sandbox_is_a_program_with_its_arguments(tmp_path: Path) -> None:
    file = write(tmp_path, '[server]\nsandbox_command = ["docker", "run", "-i"]\n')
    assert load(file).server.sandbox_command == ("docker", "run", "-i")
    with pytest.raises(SettingsError, match=r"line 2: `server.sandbox_command` must be a list"):
        load(write(tmp_path, "[server]\nsandbox_command = 'docker run'\n"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[server\n", "line 1: not valid TOML"),
        ("[server]\nport = ", "line 2: `server.port` is not valid TOML"),
        ("profile = local\n", "line 1: `profile` is not valid TOML (Invalid value). Text stands in quotes"),
        ("[ui]\nascii = true\nascii = false\n", "line 3: `ui.ascii` is not valid TOML"),
        (
            '[ui]\nremote_images = ["a",\n"b"\n\n[server]\nport = 1\n',
            "`ui.remote_images`, begun on line 2, is not valid TOML",
        ),
        ('[keys]\napp.help = "f2"\n', 'a name with a dot stands in quotes: `"app.help"'),
        ("[ui]\ntheme = true\n", "`ui.theme` must be text in quotes, not true"),
        ("[ui]\ntheme = 2026-11-22\n", "`ui.theme` must be text in quotes, not 2026-11-22"),
        ("[server]\nmodel_path = 'model.gguf'\n", "`server.model_path` must be a whole path"),
        ("[server]\ndatabase_url = 'postgresql://me@db/x'\n", "begins with postgresql+psycopg://"),
        ("[server]\n\nprot = 1\n", "line 3: `server.prot` is not known here"),
        ('[server]\nport = "a"\n', "line 2: `server.port` must be a whole number, not 'a'"),
        ('[ui]\nnotify = "loud"\n', "line 2: `ui.notify` must be one of 'bell', 'osc9', 'none', not 'loud'"),
        ("[providers.cloud]\napi_key_env = 'K'\n", "line 1: `providers.cloud` needs `base_url`"),
        (
            "[profiles.x]\nbase_url = 'u'\ntoken_command = 'az'\n",
            "line 3: `profiles.x.token_command` must be a list",
        ),
        ("profile = 'nowhere'\n", "names no [profiles.*] table"),
        ("[providers.local]\nbase_url = 'u'\n", "`providers.local` is taken"),
        ("server = 3\n", "line 1: `server` must be a table"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place_and_the_reason(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(write(tmp_path, text))
    assert said in str(refused.value)
    assert "config.toml" in str(refused.value)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="UTF-8"):
        load(file)


def test_home_and_xdg_move_every_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))

    paths = Paths.for_user()

    for place in (paths.config_file, paths.data_dir, paths.state_dir, paths.cache_dir, paths.server_json):
        assert place.is_relative_to(tmp_path)


def test_two_homes_never_share_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    places = []
    for home in ("one", "two"):
        monkeypatch.setenv("HOME", str(tmp_path / home))
        places.append(Paths.for_user().server_json)
    assert places[0] != places[1]


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = '[server]\nport = 70000\nslot = 2\nhost = "127.0.0.1:80"\n[ui]\ntext_width = "wide"\n'
    file = write(tmp_path, text)
    with pytest.raises(SettingsError) as refused:
        load(file)
    said = refused.value.problems
    assert [sentence.partition("`")[0] for sentence in said] == [
        f"{file}, line {line}: " for line in (2, 3, 4, 6)
    ]
    assert "must be from 0 to 65535, not 70000" in said[0]
    assert "did you mean `slots`?" in said[1]
    assert "give the port of '127.0.0.1:80' as `port`" in said[2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[server]\nhost = 'http://localhost'\n", "`server.host` must be an address such as 127.0.0.1"),
        ("[server]\nidle_minutes = -1\n", "`server.idle_minutes` must be at least 0, not -1"),
        (
            "[providers.x]\nbase_url = 'localhost:11434'\n",
            "must be a URL that begins with http:// or https://",
        ),
        ("[providers.x]\nbase_url = 'http://h:x/v1'\n", "must be a URL that begins with http:// or https://"),
        ("[profiles.x]\nbase_url = 'http://h'\nproxy = 'h:1'\n", "`profiles.x.proxy` must be a URL"),
        ("[ui]\nremote_images = ['https://x.org/']\n", "`ui.remote_images` must hold names of hosts"),
    ],
)
def test_a_value_that_cannot_work_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(write(tmp_path, text))
    assert said in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::", "localhost", "my-host.example", "fe80::1%eth0"])
def test_names_and_addresses_can_be_listened_on(tmp_path: Path, host: str) -> None:
    assert load(write(tmp_path, f'[server]\nhost = "{host}"\n')).server.host == host


def test_a_key_written_where_a_variable_is_named_is_never_repeated(tmp_path: Path) -> None:
    text = '[providers.x]\nbase_url = "https://x.invalid"\napi_key_env = "sk-proj-123"\n[server]\n'
    text += 'database_url = "mysql://me:hunter2@x/y"\n'
    with pytest.raises(SettingsError, match="never the key itself") as refused:
        load(write(tmp_path, text))
    assert "sk-proj" not in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_file_of_another_editor_may_begin_with_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xef\xbb\xbf[server]\r\nport = 8765\r\n")
    assert load(file).server.port == 8765
