"""What is typed while the disk cannot take it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tui_threads.chat.cache import Cache
from tui_threads.chat.outbox import NEW_THREAD, enqueue, new_queued, read_draft, read_prompts
from tui_threads.chat.thread_rows import add_thread


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


async def test_what_is_cleared_away_comes_to_the_history_as_soon_as_the_disk_takes_it(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        with closing(sqlite3.connect(tmp_path / "library.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            app.cache.set_patience(0.05)
            await app.write("not to be lost")
            await app.press("ctrl+c")
            await app.expect("Another program holds")
            other.execute("ROLLBACK")
        await app.wait_for(lambda: app.cache.read(read_prompts) == ["not to be lost"])


async def test_what_is_typed_before_the_last_message_has_reached_the_disk_is_a_draft_still(
    tmp_path: Path,
) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        drafts, thread = app.screen.work.drafts, app.cache.now(add_thread, "local", "t", 1.0).key
        drafts.note(thread, "first")
        drafts.flush()
        sent = drafts.moved(thread)
        drafts.note(thread, "second")
        drafts.flush()  # at quitting, ahead of the message, where the cache has much to do
        app.cache.now(enqueue, "local", new_queued(thread, "first"), sent)
        assert app.cache.read(read_draft, "local", thread) == "second"


async def test_a_draft_that_was_not_wholly_on_the_disk_when_it_was_sent_does_not_stay_there(
    tmp_path: Path,
) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        drafts, thread = app.screen.work.drafts, app.cache.now(add_thread, "local", "t", 1.0).key
        drafts.note(thread, "first half")
        drafts.flush()
        drafts.note(thread, "first half and more")
        app.cache.now(enqueue, "local", new_queued(thread, "first half and more"), drafts.moved(thread))
        drafts.flush()
        assert app.cache.read(read_draft, "local", thread) == ""
