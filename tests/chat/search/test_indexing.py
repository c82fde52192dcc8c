"""The index says what the mirror says: after any change, a crash, or damage, and in an older cache."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.chat.search.library_fixture import SearchedLibrary
from tui_threads.chat import mirror, thread_rows
from tui_threads.chat.cache import Cache
from tui_threads.chat.cache_file import damage_mark
from tui_threads.chat.cache_schema import STEPS
from tui_threads.chat.deletions import forget_thread
from tui_threads.chat.mirror import MirroredMessage
from tui_threads.chat.search import indexing
from tui_threads.chat.search.index_file import IndexFile, SearchError
from tui_threads.chat.search.tokens import tokens_of

WORDS = ("bread", "salt", "wine", "東京", "京都", "é")
THREADS = st.integers(1, 4)
MESSAGES = st.sampled_from([f"msg_{number}" for number in range(6)])
TEXTS = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)


def found_by(connection: sqlite3.Connection, word: str) -> set[tuple[int, str]]:
    """Threads and messages that the index has for one word; an empty message for a title."""
    expression = f'text : "{" ".join(tokens_of(word)[:1])}"'
    said = connection.execute(
        "SELECT thread, message FROM search_words w JOIN search_entries e ON e.number = w.rowid"
        " WHERE search_words MATCH ?",
        (expression,),
    )
    titles = connection.execute(
        "SELECT rowid, '' FROM search_titles WHERE search_titles MATCH ?", (expression,)
    )
    return {(thread, message) for thread, message in [*said, *titles]}


def standing_in(connection: sqlite3.Connection, word: str) -> set[tuple[int, str]]:
    """The same, by looking at every text there is."""
    titles = {
        (key, "")
        for key, title in connection.execute("SELECT key, title FROM threads")
        if word in title.split()
    }
    said = connection.execute("SELECT thread, id, text FROM messages")
    return titles | {(thread, message) for thread, message, text in said if word in text.split()}


class IndexMachine(RuleBasedStateMachine):
    """Whatever is done to the library in whatever order, the index and the texts tell the same."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "library.db"
        self.cache = Cache.open(path)
        self.file = IndexFile(path)

    def teardown(self) -> None:
        self.file.close()
        self.cache.close()
        self._folder.cleanup()

    @rule(thread=THREADS, message=MESSAGES, text=TEXTS, at=st.integers(1, 3))
    def mirror_message(self, thread: int, message: str, text: str, at: int) -> None:
        if self.cache.now(thread_rows.read_thread, thread) is not None:
            self.cache.now(mirror.write_messages, thread, [MirroredMessage(message, at, "user", text, "{}")])

    @rule(thread=THREADS, message=MESSAGES)
    def drop_message(self, thread: int, message: str) -> None:
        self.cache.now(mirror.drop_message, thread, message)

    @rule(title=TEXTS)
    def begin_thread(self, title: str) -> None:
        self.cache.now(thread_rows.add_thread, "local", title, 1.0)

    @rule(thread=THREADS, title=TEXTS)
    def rename_thread(self, thread: int, title: str) -> None:
        self.cache.now(thread_rows.change_thread, thread, title=title)

    @rule(thread=THREADS)
    def forget_thread(self, thread: int) -> None:
        self.cache.now(forget_thread, thread)

    @rule()
    def index_a_little(self) -> None:
        self.file.step(0)

    @rule()
    def make_anew(self) -> None:
        self.cache.now(indexing.make_anew)

    @rule()
    def drop_the_mirror(self) -> None:
        self.cache.now(mirror.rebuild)

    @invariant()
    def tell_the_same(self) -> None:
        with closing(sqlite3.connect(":memory:")) as copy:
            with closing(sqlite3.connect(Path(self._folder.name) / "library.db")) as source:
                source.backup(copy)
            if not indexing.is_ready(copy):
                indexing.make_anew(copy)
            while not indexing.take_in(copy, 1.0):
                pass
            for word in WORDS:
                assert found_by(copy, word) == standing_in(copy, word)
            for table, kind in zip(indexing.TABLES, ("number > 0", "number < 0"), strict=True):
                copy.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
                entries = copy.execute(f"SELECT count(*) FROM search_entries WHERE {kind}").fetchone()
                assert entries == copy.execute(f"SELECT count(*) FROM {table}_docsize").fetchone()


TestIndexMachine = IndexMachine.TestCase
TestIndexMachine.settings = settings(max_examples=40, stateful_step_count=25)


async def test_a_message_mirrored_again_as_it_was_is_not_indexed_again(library: SearchedLibrary) -> None:
    thread = library.thread("t", "bread")
    library.say(thread, "salt", id="msg_x")
    await library.index.finish(lambda _: None)
    library.say(thread, "salt", id="msg_x")
    assert library.cache.now(indexing.missing) == 0
    library.say(thread, "wine", id="msg_x")
    assert library.cache.now(indexing.missing) == 1
    assert await library.texts("salt") == []
    assert await library.texts("wine") == ["wine"]


async def test_what_was_mirrored_a_moment_ago_is_found_at_once(library: SearchedLibrary) -> None:
    thread = library.thread("t", "bread")
    await library.index.finish(lambda _: None)
    library.say(thread, "salt and wine")
    found = await library.index.find("salt", limit=5)
    assert [hit.snippet.text for hit in found.hits] == ["salt and wine"]


def test_a_cache_from_before_there_was_a_search_is_opened_and_searched(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(STEPS[0])
        connection.execute("PRAGMA user_version = 1")
        connection.execute(
            "INSERT INTO threads (profile, id, title, created_at, active_at)"
            " VALUES ('local', 'thread_a', 'Old', 1, 1)"
        )
        connection.executemany(
            "INSERT INTO messages VALUES (1, ?, ?, 'user', ?, '{}')",
            [(f"msg_{number}", number, f"bread {number}") for number in range(500)],
        )
        connection.commit()
    with closing(Cache.open(file)) as cache, closing(IndexFile(file)) as index:
        with pytest.raises(SearchError, match="is being made"):
            index.read(indexing.missing)
        assert not index.step(0.001)
        assert index.read(indexing.missing) == 501
        while not index.step(0.01):
            pass
        assert len(cache.now(found_by, "bread")) == 500
        assert cache.now(found_by, "old") == {(1, "")}


async def test_an_index_of_another_version_is_made_anew(library: SearchedLibrary) -> None:
    library.thread("t", "bread")
    await library.index.finish(lambda _: None)
    library.cache.now(lambda connection: connection.execute("UPDATE search_state SET made = 'other'"))
    assert await library.texts("bread") == ["bread"]


@pytest.mark.parametrize("table", ["search_words_data", "search_words_idx", "search_words_docsize"])
async def test_a_damaged_index_is_made_anew_and_nothing_else_is_lost(
    library: SearchedLibrary, table: str
) -> None:
    thread = library.thread("t", *(f"bread {number} {'x' * number}" for number in range(200)))
    await library.index.finish(lambda _: None)
    column = {"search_words_data": "block", "search_words_idx": "pgno", "search_words_docsize": "sz"}[table]
    library.cache.now(lambda connection: connection.execute(f"UPDATE {table} SET {column} = x'ff00ff'"))
    library.say(thread, "bread at last")
    try:
        await library.index.find("bread", limit=300)
    except SearchError as error:
        assert str(error) == "The search index was damaged; it is being made anew."
    library.cache.now(lambda connection: connection.execute("UPDATE search_state SET made = ''"))
    assert len(await library.texts("bread")) == 201
    assert not damage_mark(library.file).exists()


def _index_until_killed(file: Path, told: multiprocessing.connection.Connection) -> None:
    index = IndexFile(file)
    while not index.step(0.0):
        told.send(True)
    told.send(False)


def test_a_kill_in_mid_index_leaves_a_cache_that_is_indexed_on(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    with closing(Cache.open(file)) as cache:
        row = cache.now(thread_rows.add_thread, "local", "t", 1.0)
        said = [MirroredMessage(f"msg_{n}", n, "user", f"bread {n}", "{}") for n in range(3000)]
        cache.now(mirror.write_messages, row.key, said)
    for _ in range(3):
        context = multiprocessing.get_context("spawn")
        hear, tell = context.Pipe(duplex=False)
        child = context.Process(target=_index_until_killed, args=(file, tell))
        child.start()
        for _ in range(40):
            hear.recv()
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        hear.close()
        tell.close()
    with closing(Cache.open(file)) as cache, closing(IndexFile(file)) as index:
        assert cache.mended is None
        assert 0 < index.read(indexing.missing) < 3000
        while not index.step(0.05):
            pass
        assert len(cache.now(found_by, "bread")) == 3000
        assert cache.now(
            lambda connection: connection.execute("SELECT count(*) FROM search_entries").fetchone()
        ) == (3001,)
        cache.now(
            lambda connection: connection.execute(
                "INSERT INTO search_words (search_words) VALUES ('integrity-check')"
            )
        )


async def test_two_programs_index_the_same_library(tmp_path: Path, library: SearchedLibrary) -> None:
    library.thread("t", *(f"bread {number}" for number in range(300)))
    with closing(IndexFile(library.file)) as other:
        done = False
        while not done:
            done = other.step(0.001)
            await library.index.find("bread", limit=1)
    assert len(await library.texts("bread")) == 300
