"""Going from one server to another while the app runs."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from tests.chat.desk_fixture import ENDPOINT
from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.chat.connection import Endpoint
from tui_threads.settings import LOCAL, ProfileSettings, Settings
from tui_threads.ui.setup import Reach

SETTINGS = Settings(profiles={"team": ProfileSettings(base_url="https://team.invalid/v1")})


@pytest.fixture
def here() -> FakeServer:
    server = FakeServer()
    server.add_thread("Lisbon", "Where to?")
    return server


@pytest.fixture
def there() -> FakeServer:
    server = FakeServer()
    server.add_thread("Berlin", "Was nun?")
    return server


@asynccontextmanager
async def two_servers(folder: Path, here: FakeServer, there: FakeServer) -> AsyncIterator[Driven]:
    def reach(name: str, settings: Settings) -> Reach:
        if name == LOCAL:
            return Reach(ENDPOINT, here.connect)
        assert name in settings.profiles
        return Reach(Endpoint(profile=name, is_local=False, model="far"), there.connect)

    async with driven(folder, here, settings=SETTINGS, reach=reach) as app:
        await app.expect("Lisbon")
        yield app


async def switch(app: Driven, name: str) -> None:
    app.screen.action_do("app.profile")
    await app.expect("Switch server profile", "https://team.invalid/v1")
    await app.press(*name, "enter")
    await app.wait_for(lambda: app.screen.work.endpoint.profile == name and app.screen.work.desk is not None)


async def test_the_other_server_s_threads_are_shown_under_its_name(
    tmp_path: Path, here: FakeServer, there: FakeServer
) -> None:
    async with two_servers(tmp_path, here, there) as app:
        await switch(app, "team")
        await app.expect("Berlin", "● team")
        assert "Lisbon" not in app.text
        assert app.screen.panes.composer.has_focus


async def test_what_is_asked_goes_to_the_server_that_is_shown(
    tmp_path: Path, here: FakeServer, there: FakeServer
) -> None:
    async with two_servers(tmp_path, here, there) as app:
        await switch(app, "team")
        await app.write("for there")
        await app.press("enter")
        await app.wait_for(lambda: "for there" in there.said())
        assert "for there" not in here.said()


async def test_a_draft_waits_where_it_was_written(
    tmp_path: Path, here: FakeServer, there: FakeServer
) -> None:
    async with two_servers(tmp_path, here, there) as app:
        await app.write("only for here")
        await switch(app, "team")
        assert app.screen.panes.composer.text == ""
        await switch(app, "local")
        await app.expect("only for here", "Lisbon")


async def test_choosing_the_same_server_changes_nothing(
    tmp_path: Path, here: FakeServer, there: FakeServer
) -> None:
    async with two_servers(tmp_path, here, there) as app:
        before = app.screen
        app.screen.action_do("app.profile")
        await app.expect("Switch server profile")
        await app.press("enter")
        await app.pilot.pause()
        assert app.screen is before


async def test_nothing_of_the_server_that_was_left_goes_on_here(
    tmp_path: Path, here: FakeServer, there: FakeServer
) -> None:
    async with two_servers(tmp_path, here, there) as app:
        left = app.screen
        await switch(app, "team")
        await app.wait_for(lambda: not [worker for worker in app.app.workers if worker.node is left])


async def test_a_draft_that_cannot_be_kept_keeps_the_screen_where_it_is(
    tmp_path: Path, here: FakeServer, there: FakeServer
) -> None:
    async with two_servers(tmp_path, here, there) as app:
        with closing(sqlite3.connect(tmp_path / "library.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            app.cache.set_patience(0.05)
            await app.write("not to be lost")
            app.screen.parts.servers.open("team")
            await app.expect("Another program holds")
            assert app.screen.work.endpoint.profile == LOCAL
            assert app.screen.panes.composer.text == "not to be lost"
            other.execute("ROLLBACK")


async def test_no_model_of_ours_is_named_for_another_server(
    tmp_path: Path, here: FakeServer, there: FakeServer
) -> None:
    async with two_servers(tmp_path, here, there) as app:
        await switch(app, "team")
        await app.expect("Berlin")
        assert "far" not in app.text.split()
