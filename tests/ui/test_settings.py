"""The settings screen: what is shown, what a change does at once, and what the file then holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.api import ThreadsClient
from tui_threads.settings.file import SettingsFile

MINE = """\
# mine
[ui]
theme = "threads-dark"   # at night
text_width = 90

[profiles.team]
base_url = "https://threads.invalid/v1"
headers = { "x-api-key" = "sk-secret" }
"""


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(MINE, encoding="utf-8")
    return file


@asynccontextmanager
async def settings_screen(
    file: Path, server: FakeServer, environ: dict[str, str] | None = None
) -> AsyncIterator[Driven]:
    settings_file = SettingsFile(file, environ or {})
    async with driven(file.parent, server, settings_file=settings_file) as app:
        app.screen.action_do("app.settings")
        await app.expect("type to find a setting")
        yield app


def fill(app: Driven, text: str) -> None:
    """Put a text into the field that has the focus."""
    field = app.app.focused
    assert isinstance(field, Input)
    field.value = text


def held(file: Path) -> str:
    """What the file holds."""
    return file.read_text(encoding="utf-8")


def write(file: Path, text: str) -> None:
    """Write it as another program would."""
    file.write_text(text, encoding="utf-8")


async def find(app: Driven, name: str) -> None:
    """Put the cursor on a setting by typing its name."""
    await app.press("ctrl+u", *[{"_": "underscore", ".": "full_stop"}.get(letter, letter) for letter in name])
    await app.expect(name)


async def test_every_setting_shows_value_and_source(file: Path, server: FakeServer) -> None:
    async with settings_screen(file, server, {"THREADS_TUI_THEME": "nord"}) as app:
        rows = [line.split("│")[-2].split() for line in app.text.splitlines() if "text_width" in line]
        assert rows == [["text_width", "90", "line", "4"]]
        await app.expect("nord", "THREADS_TUI_THEME", "Looks and keys", "127.0.0.1")


async def test_secrets_are_not_on_the_screen(file: Path, server: FakeServer) -> None:
    async with settings_screen(file, server) as app:
        await find(app, "headers")
        await app.expect('{ x-api-key = "***" }')
        assert "sk-secret" not in app.text


async def test_a_choice_goes_round_and_the_file_keeps_its_comments(file: Path, server: FakeServer) -> None:
    async with settings_screen(file, server) as app:
        await find(app, "notify")
        await app.press("enter")
        await app.wait_for(lambda: app.screen.work.settings.ui.notify == "osc9")
        await app.press("enter")
        await app.wait_for(lambda: 'notify = "none"' in held(file))
        assert app.screen.work.settings.ui.notify == "none"
    assert held(file) == MINE.replace("text_width = 90\n", 'text_width = 90\nnotify = "none"\n')
    assert held(file.with_name("config.toml.bak")) == MINE


async def test_a_number_is_typed_checked_and_in_force_at_once(file: Path, server: FakeServer) -> None:
    server.add_thread("Lisbon", "word " * 60)
    async with settings_screen(file, server) as app:
        await find(app, "text_width")
        await app.press("enter")
        await app.expect("Columns of text at most.")
        await app.press("backspace", "backspace", "9")
        await app.expect("It must be from 20 to 400, not 9.")
        await app.press("enter")
        assert "text_width = 90" in held(file), "a wrong value is not written"
        await app.press("backspace", *"60", "enter")
        await app.wait_for(lambda: "text_width = 60" in held(file))
        assert app.screen.panes.transcript.look.text_width == 60


async def test_del_brings_the_default_back(file: Path, server: FakeServer) -> None:
    async with settings_screen(file, server) as app:
        await find(app, "text_width")
        await app.press("delete")
        await app.wait_for(lambda: "#text_width = 90" in held(file))
        await app.expect("100")


async def test_a_theme_is_taken_by_looking_and_kept(file: Path, server: FakeServer) -> None:
    async with settings_screen(file, server) as app:
        await find(app, "theme")
        await app.press("enter")
        await app.expect("Of this house")
        await app.press(*"light", "enter")
        await app.wait_for(lambda: 'theme = "threads-light"   # at night' in held(file))
        assert app.app.theme == "threads-light"


async def test_a_key_is_given_to_an_action_and_works(file: Path, server: FakeServer) -> None:
    async with settings_screen(file, server) as app:
        await find(app, "app.help")
        await app.press("enter")
        await app.expect("keys apart by commas")
        await app.press("ctrl+u", *"f77")
        await app.expect("'f77' is no key")
        await app.press("ctrl+u", *"f11", "enter")
        await app.wait_for(lambda: '"app.help" = "f11"' in held(file))
        await app.press("escape", "f11")
        await app.expect("search the keys")


async def test_a_profile_is_added_and_taken_out_again(file: Path, server: FakeServer) -> None:
    async with settings_screen(file, server) as app:
        await find(app, "add")
        await app.press("down", "enter")
        await app.expect("Add a server", "Base URL")
        fill(app, "team")
        await app.expect("There is a 'team' already.")
        fill(app, "team2")
        await app.press("tab")
        fill(app, "two.invalid")
        await app.expect("It must be a URL that begins with http:// or https://")
        fill(app, "https://two.invalid/v1")
        await app.press("ctrl+s")
        await app.wait_for(lambda: "[profiles.team2]" in held(file))
        assert app.screen.work.settings.profiles["team2"].base_url == "https://two.invalid/v1"

        await find(app, "two.invalid")
        await app.press("delete")
        await app.expect("Take [profiles.team2] out of the file?")
        await app.press("y")
        await app.wait_for(lambda: "team2" not in held(file))


async def test_what_stands_above_the_file_is_said(file: Path, server: FakeServer) -> None:
    async with settings_screen(file, server, {"THREADS_TUI_THEME": "nord"}) as app:
        await find(app, "theme")
        await app.press("enter")
        await app.expect("Of this house")
        await app.press(*"light", "enter")
        await app.expect("It is in the file, but THREADS_TUI_THEME")


async def test_a_key_changed_by_another_program_is_shown_not_overwritten(
    file: Path, server: FakeServer
) -> None:
    async with settings_screen(file, server) as app:
        write(file, MINE.replace("90", "70"))
        await find(app, "text_width")
        await app.press("delete")
        await app.expect("  70  ")
        await app.expect_unfolded("by another program meanwhile")
        assert "text_width = 70" in held(file)


async def test_a_file_that_was_broken_meanwhile_is_named_and_nothing_opens(
    file: Path, server: FakeServer
) -> None:
    async with driven(file.parent, server, settings_file=SettingsFile(file, {})) as app:
        write(file, "[ui\n")
        app.screen.action_do("app.settings")
        await app.expect("line 1: not valid TOML", "threads-tui config edit")


async def test_where_enter_makes_a_line_from_now_on_it_still_takes_an_offer(
    file: Path, server: FakeServer
) -> None:
    async with driven(file.parent, server, settings_file=SettingsFile(file, {})) as app:
        app.screen.action_do("app.settings")
        await app.expect("type to find a setting")
        await find(app, "send_key")
        await app.press("enter")
        await app.wait_for(lambda: 'send_key = "ctrl+j"' in held(file))
        await app.press("escape")
        await app.wait_for(lambda: app.app.screen is app.screen)
        await app.press("slash", *"att")
        await app.expect("Tab takes it")
        await app.press("enter")
        assert app.screen.panes.composer.text == "/attach "


async def test_the_next_theme_is_kept_for_the_next_start(file: Path, server: FakeServer) -> None:
    async with driven(file.parent, server, settings_file=SettingsFile(file, {})) as app:
        app.screen.action_do("app.theme")
        await app.wait_for(lambda: 'theme = "threads-light"   # at night' in held(file))


async def test_a_change_for_the_local_server_offers_to_restart_it(file: Path, server: FakeServer) -> None:
    stopped: list[str] = []
    connected: list[str] = []

    async def connect() -> ThreadsClient:
        connected.append("again" if stopped else "first")
        return await server.connect()

    settings_file = SettingsFile(file, {})
    async with driven(
        file.parent,
        server,
        settings_file=settings_file,
        connect=connect,
        stop_server=lambda: stopped.append("stopped"),
    ) as app:
        await app.expect("● local")
        app.screen.action_do("app.settings")
        await app.expect("type to find a setting")
        await find(app, "discover")
        await app.press("enter")
        await app.wait_for(lambda: "discover = false" in held(file))
        await app.press("escape")
        await app.expect("Restart the local server, so that it takes the change?")
        await app.press("y")
        await app.wait_for(lambda: connected[-1] == "again")
        await app.expect("● local")
        assert stopped == ["stopped"]


async def test_a_change_of_looks_leaves_the_local_server_alone(file: Path, server: FakeServer) -> None:
    async with driven(
        file.parent, server, settings_file=SettingsFile(file, {}), stop_server=lambda: None
    ) as app:
        app.screen.action_do("app.settings")
        await app.expect("type to find a setting")
        await find(app, "notify")
        await app.press("enter")
        await app.wait_for(lambda: "osc9" in held(file))
        await app.press("escape")
        await app.pilot.pause()
        assert "Restart" not in app.text
