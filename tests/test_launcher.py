"""The server process is found, started once, and stopped."""

import json
import os
from pathlib import Path

import pytest

from tui_threads import launcher
from tui_threads.paths import Paths


def write_address(server_json: Path, **changes: object) -> None:
    server_json.parent.mkdir(parents=True, exist_ok=True)
    document = {"url": "http://127.0.0.1:9/v1", "token": "t", "pid": os.getpid(), "version": "0", **changes}
    server_json.write_text(json.dumps(document), encoding="utf-8")


def test_no_file_means_no_server(tmp_path: Path) -> None:
    assert launcher.find(tmp_path / "server.json") is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"url": "http://127.0.0.1:9/v1"}', '{"pid": []}', "\x00"])
def test_a_half_written_file_means_no_server(tmp_path: Path, text: str) -> None:
    file = tmp_path / "server.json"
    file.write_text(text, encoding="utf-8")
    assert launcher.find(file) is None


def test_a_file_left_behind_by_a_dead_server_means_no_server(tmp_path: Path) -> None:
    file = tmp_path / "server.json"
    write_address(file)
    assert launcher.read_address(file) is not None
    assert launcher.find(file) is None


def test_the_token_is_not_shown_when_an_address_is_printed(tmp_path: Path) -> None:
    file = tmp_path / "server.json"
    write_address(file, token="very-secret")
    assert "very-secret" not in repr(launcher.read_address(file))


def test_a_server_that_cannot_start_is_reported_with_its_own_last_words(own_home: Path) -> None:
    paths = Paths.for_user()
    paths.config_file.parent.mkdir(parents=True)
    paths.config_file.write_text("[server\n", encoding="utf-8")
    with pytest.raises(launcher.LauncherError, match=r"did not start: .*config\.toml"):
        launcher.ensure(paths.server_json, paths.server_log_file)


def test_a_place_that_cannot_be_written_is_named(own_home: Path) -> None:
    blocked = own_home / "a-file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(launcher.LauncherError, match="a-file"):
        launcher.ensure(blocked / "run" / "server.json", own_home / "server.log")
