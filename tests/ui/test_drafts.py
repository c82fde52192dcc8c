"""What is typed while the disk cannot take it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tui_threads.chat.cache import Cache
from tui_threads.chat.outbox import NEW_THREAD, read_draft


async def test_a_draft_that_cannot_be_kept_is_said_and_kept_as_soon_as_it_can_be(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    async with driven(tmp_path, FakeServer()) as app:
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            app.cache.set_patience(0.05)
            await app.write("not to be lost")
            await app.expect("Another program holds", "not to be lost")
            other.execute("ROLLBACK")
        await app.wait_for(lambda: app.screen.work.drafts.saved)
        with closing(Cache.open(file)) as with_other_eyes:
            assert with_other_eyes.read(read_draft, "local", NEW_THREAD) == "not to be lost"


async def test_what_begins_a_thread_stays_in_the_composer_while_the_disk_takes_nothing(
    tmp_path: Path,
) -> None:
    server = FakeServer()
    async with driven(tmp_path, server) as app:
        with closing(sqlite3.connect(tmp_path / "library.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            app.cache.set_patience(0.05)
            await app.write("not to be lost")
            await app.press("enter")
            await app.expect("Another program holds", "New thread")
            await app.wait_for(lambda: app.screen.panes.composer.text == "not to be lost")
            assert not app.screen.work.library.rows
            other.execute("ROLLBACK")
        await app.press("enter")
        await app.wait_for(lambda: server.said() == ["not to be lost"])


async def test_one_can_go_on_while_another_program_holds_the_file(tmp_path: Path) -> None:
    server = FakeServer()
    async with driven(tmp_path, server) as app:
        with closing(sqlite3.connect(tmp_path / "library.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            app.cache.set_patience(60)
            await app.write("First of all")
            await app.press("enter")
            await app.write("what comes next")
            await app.expect("First of all", "what comes next", "saving")
            other.execute("ROLLBACK")
        await app.wait_for(lambda: server.said() == ["First of all"])
        await app.expect("what comes next", "saved")
