"""The first frame: what it must not wait for, and what it says when something is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tui_threads.chat.cache import Cache
from tui_threads.chat.outbox import NEW_THREAD, read_draft
from tui_threads.settings import Settings, UiSettings

HEAVY = ("httpx", "pydantic", "markdown_it", "pygments", "openai", "sqlalchemy", "starlette", "PIL")


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


def loaded_by(module: str, names: tuple[str, ...]) -> list[str]:
    """Which of these modules an import loads, in a process of its own."""
    code = f"import sys, {module}; print(*[name for name in {names!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.split()


def test_the_app_is_imported_without_what_the_first_frame_does_not_need() -> None:
    assert loaded_by("tui_threads.ui.app", HEAVY) == []


@pytest.mark.parametrize("module", ["desk", "library_sync", "session", "cache"])
def test_the_chat_floor_knows_no_textual(module: str) -> None:
    assert loaded_by(f"tui_threads.chat.{module}", ("textual", "rich")) == []


@pytest.mark.parametrize(("size", "usable"), [((40, 12), True), ((39, 24), False), ((80, 11), False)])
async def test_a_terminal_of_40_by_12_is_enough(
    tmp_path: Path, server: FakeServer, size: tuple[int, int], usable: bool
) -> None:
    async with driven(tmp_path, server, size=size) as app:
        assert ("Make the terminal at least 40 x 12." in app.text) is not usable
        assert ("Ask anything" in app.text) is usable


async def test_nothing_is_lost_when_the_terminal_becomes_too_small(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server, size=(80, 24)) as app:
        await app.write("before")
        await app.pilot.resize_terminal(30, 8)
        await app.expect("Nothing is lost.")
        await app.pilot.resize_terminal(80, 24)
        await app.expect("before")
        await app.wait_for(lambda: app.screen.panes.composer.has_focus)


async def test_a_narrow_terminal_shows_the_list_over_the_thread(tmp_path: Path, server: FakeServer) -> None:
    server.add_thread("Lisbon", "Where to?")
    async with driven(tmp_path, server, size=(60, 20)) as app:
        await app.wait_for(lambda: app.screen.work.library.rows)
        assert "Lisbon" not in app.text
        await app.press("ctrl+s")
        await app.expect("Lisbon")
        await app.press("enter")
        await app.expect("Where to?")
        assert app.screen.panes.composer.has_focus
        assert "filter" not in app.text


async def test_a_damaged_cache_is_said_and_the_app_goes_on(tmp_path: Path, server: FakeServer) -> None:
    (tmp_path / "library.db").write_bytes(b"garbage" * 1000)
    async with driven(tmp_path, server) as app:
        await app.expect("The thread list was damaged")
        await app.write("works")
        await app.press("enter")
        await app.wait_for(lambda: server.said() == ["works"])


async def test_a_misspelt_theme_and_key_are_said_not_fatal(tmp_path: Path, server: FakeServer) -> None:
    settings = Settings(ui=UiSettings(theme="no-such"), keys={"app.hlep": "f3"})
    async with driven(tmp_path, server, settings=settings) as app:
        await app.expect("there is no theme 'no-such'", "app.hlep")


async def test_a_key_of_the_configuration_replaces_ours(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server, settings=Settings(keys={"app.help": "f7"})) as app:
        await app.press("f7")
        await app.expect("In the composer")
        await app.press(*"every")
        await app.expect("F7", "Every key that works here")


async def test_the_draft_is_on_the_disk_soon_after_the_last_key(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("unsaved?")
        await app.expect("saved")
        await app.wait_for(lambda: app.screen.work.drafts.saved)
        with_other_eyes = Cache.open(tmp_path / "library.db")
        assert with_other_eyes.read(read_draft, "local", NEW_THREAD) == "unsaved?"
        with_other_eyes.close()


async def test_the_palette_offers_every_command_by_name(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.press("ctrl+p")
        await app.press(*"dark")
        await app.expect("Dark or light")
        before = app.app.theme
        await app.press("enter")
        await app.wait_for(lambda: app.app.theme != before)


async def test_an_example_is_chosen_by_its_digit(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        app.screen.panes.welcome.focus()
        await app.press("3")
        assert app.screen.panes.composer.text == "Suggest three names for a small sailing boat"


async def test_an_example_keeps_the_draft_whose_place_it_takes(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("my own words")
        app.screen.panes.welcome.focus()
        await app.press("3")
        assert app.screen.panes.composer.text == "Suggest three names for a small sailing boat"
        await app.press("up")
        assert app.screen.panes.composer.text == "my own words"
