"""The cache: what is user data survives everything."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tui_threads.chat import mirror, outbox, thread_rows
from tui_threads.chat.cache import Cache, CacheError
from tui_threads.chat.cache_copy import copied
from tui_threads.chat.cache_file import damage_mark
from tui_threads.chat.cache_schema import STEPS
from tui_threads.chat.mirror import MirroredMessage
from tui_threads.chat.thread_rows import SeenThread


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@pytest.fixture
def cache(file: Path) -> Iterator[Cache]:
    with closing(Cache.open(file)) as opened:
        yield opened


def seen(thread_id: str, created_at: int = 100, **fields: object) -> SeenThread:
    plain = SeenThread(thread_id, None, created_at, None, False, False, "{}", None)
    return plain._replace(**fields)  # type: ignore[arg-type]  # the tests name fields as they need them


def message(number: int, created_at: int = 100) -> MirroredMessage:
    return MirroredMessage(f"msg_{number}", created_at, "user", f"text {number}", f'{{"n":{number}}}')


async def test_threads_come_back_pinned_first_then_newest_first(cache: Cache) -> None:
    rows = [seen("thread_old", 1), seen("thread_new", 3), seen("thread_pin", 2, pinned=True)]
    await cache.run(thread_rows.see_threads, "local", rows)
    listed = await cache.run(thread_rows.read_threads, "local")
    assert [row.id for row in listed] == ["thread_pin", "thread_new", "thread_old"]


async def test_profiles_do_not_see_each_others_threads(cache: Cache) -> None:
    await cache.run(thread_rows.see_threads, "local", [seen("thread_a")])
    assert await cache.run(thread_rows.read_threads, "elsewhere") == []


async def test_what_was_changed_here_is_not_overwritten_until_the_server_knows_it(cache: Cache) -> None:
    row = await cache.run(thread_rows.add_thread, "local", "mine", 1.0, "thread_a")
    await cache.run(thread_rows.change_thread, row.key, title="mine", unsaved=True)
    await cache.run(thread_rows.see_threads, "local", [seen("thread_a", title="theirs")])
    assert (await cache.run(thread_rows.read_threads, "local"))[0].title == "mine"
    await cache.run(thread_rows.change_thread, row.key, unsaved=False)
    await cache.run(thread_rows.see_threads, "local", [seen("thread_a", title="theirs")])
    assert (await cache.run(thread_rows.read_threads, "local"))[0].title == "theirs"


async def test_a_thread_the_server_no_longer_lists_is_marked_gone_and_kept(cache: Cache) -> None:
    await cache.run(thread_rows.see_threads, "local", [seen("thread_a"), seen("thread_b")])
    assert await cache.run(thread_rows.read_known_ids, "local") == {"thread_a", "thread_b"}
    assert await cache.run(thread_rows.mark_deleted, "local", {"thread_a"}) == 1
    assert await cache.run(thread_rows.read_known_ids, "local") == {"thread_b"}
    gone = {row.id: row.gone for row in await cache.run(thread_rows.read_threads, "local")}
    assert gone == {"thread_a": 1, "thread_b": 0}


async def test_messages_of_one_second_keep_the_order_of_the_thread(cache: Cache) -> None:
    row = await cache.run(thread_rows.add_thread, "local", "t", 1.0)
    await cache.run(mirror.write_messages, row.key, [message(9), message(1)])
    await cache.run(mirror.write_messages, row.key, [message(9), message(1), message(5)])
    assert await cache.run(mirror.read_newest, row.key, 10) == ['{"n":9}', '{"n":1}', '{"n":5}']


async def test_older_messages_are_read_in_pages(cache: Cache) -> None:
    row = await cache.run(thread_rows.add_thread, "local", "t", 1.0)
    await cache.run(mirror.write_messages, row.key, [message(n, 100 + n) for n in range(6)])
    assert await cache.run(mirror.read_before, row.key, "msg_4", 2) == ['{"n":2}', '{"n":3}']


async def test_a_message_deleted_elsewhere_leaves_the_mirror_and_older_ones_stay(cache: Cache) -> None:
    row = await cache.run(thread_rows.add_thread, "local", "t", 1.0)
    await cache.run(mirror.write_messages, row.key, [message(n, 100 + n) for n in range(4)])
    await cache.run(mirror.drop_missing, row.key, ["msg_1", "msg_3"])
    assert await cache.run(mirror.read_newest, row.key, 10) == ['{"n":0}', '{"n":1}', '{"n":3}']


async def test_rebuilding_the_mirror_keeps_ids_drafts_and_queue(cache: Cache) -> None:
    row = await cache.run(thread_rows.add_thread, "local", "t", 1.0, "thread_a")
    await cache.run(mirror.write_messages, row.key, [message(1)])
    await cache.run(outbox.enqueue, "local", outbox.new_queued(row.key, "unsent"), outbox.Draft(row.key, ""))
    await cache.run(outbox.write_draft, "local", row.key, "half a sen")
    await cache.run(mirror.rebuild)
    kept = (await cache.run(thread_rows.read_threads, "local"))[0]
    assert (kept.id, kept.draft, kept.waiting) == ("thread_a", "half a sen", 1)
    assert await cache.run(mirror.read_newest, row.key, 10) == []


async def test_queueing_a_message_takes_its_draft_away(cache: Cache) -> None:
    row = await cache.run(thread_rows.add_thread, "local", "t", 1.0)
    await cache.run(outbox.write_draft, "local", outbox.NEW_THREAD, "hello")
    await cache.run(outbox.enqueue, "local", outbox.new_queued(row.key, "hello"), outbox.Draft(0, "hello"))
    assert await cache.run(outbox.read_draft, "local", outbox.NEW_THREAD) == ""
    assert [queued.text for queued in await cache.run(outbox.read_queue, row.key)] == ["hello"]
    assert await cache.run(outbox.read_prompts) == ["hello"]


async def test_a_failed_step_writes_nothing(cache: Cache) -> None:
    def half(connection: sqlite3.Connection) -> None:
        thread_rows.add_thread(connection, "local", "half", 1.0)
        connection.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(CacheError):
        await cache.run(half)
    assert await cache.run(thread_rows.read_threads, "local") == []


async def test_two_programs_write_the_same_file(file: Path, cache: Cache) -> None:
    with closing(Cache.open(file)) as other:
        await cache.run(thread_rows.add_thread, "local", "one", 1.0, "thread_a")
        await other.run(thread_rows.add_thread, "local", "two", 2.0, "thread_b")
        assert [row.id for row in await cache.run(thread_rows.read_threads, "local")] == [
            "thread_b",
            "thread_a",
        ]


def test_a_file_another_program_holds_is_said_in_one_sentence(file: Path) -> None:
    Cache.open(file).close()
    with closing(sqlite3.connect(file, isolation_level=None)) as holder, closing(Cache.open(file)) as cache:
        holder.execute("BEGIN IMMEDIATE")
        cache.set_patience(0.05)
        with pytest.raises(CacheError, match=r"Another program holds .*; close it and try again"):
            cache.now(thread_rows.add_thread, "local", "t", 1.0)


def test_a_newer_file_is_refused_and_left_alone(file: Path) -> None:
    Cache.open(file).close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(CacheError, match="newer version"):
        Cache.open(file)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (999,)


def test_a_file_that_is_no_database_is_set_aside(file: Path) -> None:
    file.write_bytes(b"not a database at all" * 100)
    with closing(Cache.open(file)) as cache:
        assert cache.now(thread_rows.read_threads, "local") == []
        assert cache.mended is not None
        assert "is " + str(file.parent) in cache.mended
    assert len(list(file.parent.glob("library-damaged-*.db"))) == 1


def test_ids_are_saved_even_from_a_file_whose_tables_cannot_be_read(file: Path) -> None:
    with closing(Cache.open(file)) as cache:
        for number in range(300):
            cache.now(thread_rows.add_thread, "work", f"title {number}", 1.0, f"thread_{number:024}")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    content[:100] = b"\0" * 100
    file.write_bytes(content)
    with closing(Cache.open(file)) as cache:
        saved = {row.id for row in cache.now(thread_rows.read_threads, "work")}
    assert saved == {f"thread_{number:024}" for number in range(300)}


def test_one_bad_page_costs_only_what_lies_on_it(file: Path) -> None:
    with closing(Cache.open(file)) as cache:
        for number in range(400):
            row = cache.now(thread_rows.add_thread, "local", "x" * 200, 1.0, f"thread_{number:024}")
            cache.now(outbox.write_draft, "local", row.key, f"draft {number}")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'threads'").fetchone()
    content = bytearray(file.read_bytes())
    content[(root - 1) * 4096 : (root - 1) * 4096 + 200] = b"\xff" * 200
    file.write_bytes(content)
    with closing(Cache.open(file)) as cache:
        rows = cache.now(thread_rows.read_threads, "local")
        drafts = [cache.now(outbox.read_draft, "local", key) for key in range(1, 401)]
    assert {row.id for row in rows} == {f"thread_{number:024}" for number in range(400)}
    assert drafts == [f"draft {number}" for number in range(400)]


def test_damage_met_after_opening_is_mended_at_the_next_start(file: Path) -> None:
    with closing(Cache.open(file)) as cache:
        row = cache.now(thread_rows.add_thread, "local", "kept", 1.0, "thread_" + "a" * 24)
        cache.now(mirror.write_messages, row.key, [message(n, 100 + n) for n in range(500)])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'messages'").fetchone()
    content = bytearray(file.read_bytes())
    content[(root - 1) * 4096 : (root - 1) * 4096 + 200] = b"\xff" * 200
    file.write_bytes(content)
    with closing(Cache.open(file)) as cache:
        with pytest.raises(CacheError, match="start threads-tui again"):
            cache.now(mirror.read_newest, row.key, 10)
    with closing(Cache.open(file)) as cache:
        assert [row.title for row in cache.now(thread_rows.read_threads, "local")] == ["kept"]
        assert cache.now(mirror.read_newest, row.key, 10) == []


def _write_until_killed(file: Path, told: multiprocessing.connection.Connection) -> None:
    cache = Cache.open(file)
    number = 0
    while True:
        cache.now(thread_rows.add_thread, "local", "t", 1.0, f"thread_{number:06}")
        cache.now(outbox.write_draft, "local", outbox.NEW_THREAD, f"draft {number}")
        told.send(number)
        number += 1


def test_what_was_acknowledged_survives_a_kill_in_mid_write(file: Path) -> None:
    context = multiprocessing.get_context("spawn")
    hear, tell = context.Pipe(duplex=False)
    child = context.Process(target=_write_until_killed, args=(file, tell))
    child.start()
    acknowledged = -1
    while acknowledged < 200:
        acknowledged = hear.recv()
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    while hear.poll():
        acknowledged = hear.recv()
    with closing(Cache.open(file)) as cache:
        ids = {row.id for row in cache.now(thread_rows.read_threads, "local")}
        draft = cache.now(outbox.read_draft, "local", outbox.NEW_THREAD)
    assert ids >= {f"thread_{number:06}" for number in range(acknowledged + 1)}
    assert int(draft.removeprefix("draft ")) >= acknowledged
    hear.close()
    tell.close()


def test_a_cache_of_the_first_version_keeps_everything_and_gets_todays_shape(file: Path) -> None:
    _first_version(file)
    with closing(Cache.open(file)) as cache:
        (row,) = cache.now(thread_rows.read_threads, "local")
        assert (row.id, row.title, row.draft, row.waiting, row.last_message) == (
            "thread_a", "kept", "half a sen", 1, "",
        )  # fmt: skip
        assert [queued.text for queued in cache.now(outbox.read_queue, row.key)] == ["unsent"]
        assert cache.now(mirror.read_newest, row.key, 10) == ['{"n":1}']
        assert cache.now(outbox.read_prompts) == ["asked before"]
        assert cache.now(thread_rows.read_choice, "local", "assistant") == "asst_1"
        cache.now(thread_rows.write_place, row.key, "msg_1:12")
        assert cache.now(thread_rows.read_place, row.key) == "msg_1:12"


def test_what_is_saved_of_a_damaged_cache_of_the_first_version_fits_todays_shape(file: Path) -> None:
    _first_version(file)
    with closing(sqlite3.connect(file)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'messages'").fetchone()
    damage_mark(file).touch()
    content = bytearray(file.read_bytes())
    content[(root - 1) * 4096 : (root - 1) * 4096 + 200] = b"\xff" * 200
    file.write_bytes(content)
    with closing(Cache.open(file)) as cache:
        (row,) = cache.now(thread_rows.read_threads, "local")
        assert (row.id, row.title, row.draft, row.waiting) == ("thread_a", "kept", "half a sen", 1)


def _first_version(file: Path) -> None:
    """A file as the first version of this program left it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(STEPS[0])
        connection.executescript(
            """
            PRAGMA user_version = 1;
            INSERT INTO threads (key, profile, id, title, created_at, active_at)
                VALUES (7, 'local', 'thread_a', 'kept', 1, 2);
            INSERT INTO messages VALUES (7, 'msg_1', 1, 'user', 'text 1', '{"n":1}');
            INSERT INTO drafts VALUES ('local', 7, 'half a sen');
            INSERT INTO outbox VALUES ('q_1', 'local', 7, 'unsent', 'waiting', NULL, 1.0);
            INSERT INTO prompts (text, used_at) VALUES ('asked before', 1.0);
            INSERT INTO choices VALUES ('local', 'assistant', 'asst_1');
            """
        )


async def test_a_copy_holds_what_is_not_yet_brought_into_the_file_and_goes_afterwards(
    tmp_path: Path, cache: Cache
) -> None:
    await cache.run(thread_rows.add_thread, "local", "just said", 1.0)
    with copied(cache.path) as file:
        with closing(Cache.open(file)) as copy:
            assert [row.title for row in copy.read(thread_rows.read_threads, "local")] == ["just said"]
            copy.now(thread_rows.add_thread, "local", "only in the copy", 2.0)
    assert not file.parent.exists()
    assert len(cache.read(thread_rows.read_threads, "local")) == 1
