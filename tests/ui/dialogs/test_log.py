"""The log in the app: it grows while it is looked at, is filtered by entries, and is copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chat.desk_fixture import wait_for
from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tests.ui.dialogs.stage import shown
from tui_threads.ui.dialogs.log import LogDialog

OF_APP = """2026-11-22 08:00:00.000Z INFO 7 chat.link: online
2026-11-22 08:00:01.000Z CRITICAL 7 ui.crashes: The app [bold]broke[/]
    Traceback (most recent call last):
    LookupError: no such thing
2026-11-22 08:00:02.000Z INFO 7 chat.link: offline
"""
OF_SERVER = "2026-11-22 08:00:00.000Z INFO 8 server.main: serves\n"


@pytest.fixture
def logs(tmp_path: Path) -> dict[str, Path]:
    files = {"app": tmp_path / "app.log", "server": tmp_path / "server.log"}
    files["app"].write_text(OF_APP)
    files["server"].write_text(OF_SERVER)
    return files


async def test_it_grows_while_it_is_looked_at(logs: dict[str, Path]) -> None:
    async with shown(LogDialog(logs)) as (app, pilot):
        await wait_for(lambda: "offline" in app.text)
        assert "Log of the app" in app.text
        assert "The app [bold]broke[/]" in app.text
        with logs["app"].open("a") as log:
            log.write("2026-11-22 08:00:03.000Z INFO 7 chat.link: there again\n")
        await wait_for(lambda: "there again" in app.text)
        await pilot.press("tab")
        await wait_for(lambda: "serves" in app.text)
        assert "Log of the server" in app.text
        assert "there again" not in app.text


async def test_the_filter_keeps_whole_entries_and_what_is_shown_is_copied(logs: dict[str, Path]) -> None:
    async with shown(LogDialog(logs)) as (app, pilot):
        await wait_for(lambda: "offline" in app.text)
        await pilot.press("slash", *"lookuperror", "enter")
        await wait_for(lambda: "1 of 3" in app.text)
        assert "Traceback" in app.text
        assert "offline" not in app.text
        await pilot.press("y")
        await wait_for(lambda: app.given)
    assert app.given == ["\n".join(OF_APP.splitlines()[1:4])]


async def test_escape_leaves_the_filter_and_then_the_log(logs: dict[str, Path]) -> None:
    async with shown(LogDialog(logs)) as (app, pilot):
        await wait_for(lambda: "offline" in app.text)
        await pilot.press("slash", *"nothing of the kind")
        await wait_for(lambda: "0 of 3" in app.text)
        await pilot.press("escape")
        await wait_for(lambda: "3 entries" in app.text)
        assert app.given == []
        await pilot.press("escape")
        await wait_for(lambda: app.given)
    assert app.given == [None]


async def test_who_reads_further_up_is_not_moved_when_it_grows(logs: dict[str, Path]) -> None:
    with logs["app"].open("a") as log:
        log.writelines(f"2026-11-22 08:01:00.000Z INFO 7 chat.link: line {number}\n" for number in range(200))
    async with shown(LogDialog(logs)) as (app, pilot):
        await wait_for(lambda: "line 199" in app.text)
        await pilot.press("g")
        await wait_for(lambda: "online" in app.text)
        with logs["app"].open("a") as log:
            log.write("2026-11-22 08:02:00.000Z INFO 7 chat.link: the newest\n")
        await wait_for(lambda: "204 entries" in app.text)
        assert "online" in app.text
        await pilot.press("G")
        await wait_for(lambda: "the newest" in app.text)


async def test_without_a_log_it_says_so(tmp_path: Path) -> None:
    async with shown(LogDialog({"app": tmp_path / "none.log"})) as (app, _pilot):
        await wait_for(lambda: "Nothing was logged yet" in app.text)


async def test_the_palette_opens_it(tmp_path: Path, logs: dict[str, Path]) -> None:
    async with driven(tmp_path, FakeServer(), logs=logs) as app:
        await app.press("ctrl+p")
        await app.press(*"log")
        await app.expect("What the app and the server wrote down")
        await app.press("enter")
        await app.expect("Log of the app", "offline")
