from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.chat.importing.other_programs import (
    PNG,
    elia_after_chatgpt,
    elia_file,
    old_oterm_file,
    oterm_file,
)
from tui_threads.chat.importing import found
from tui_threads.chat.importing.found import FoundImage
from tui_threads.chat.importing.recognise import read_source


def test_chats_of_elia_come_with_times_models_and_the_system_prompt(tmp_path: Path) -> None:
    source = read_source(elia_file(tmp_path / "elia.sqlite"))
    bread, second = source.threads
    assert source.kind == "elia"
    assert [(one.role, one.text, one.created_at) for one in bread.messages] == [
        ("user", "How long does it rise?", 1714557601),
        ("assistant", "Two hours.", 1714557605),
    ]
    assert [one.model for one in bread.messages] == [None, "gpt-4o"]
    assert (bread.title, bread.created_at, bread.instructions) == ("Bread", 1714557600, "You are a baker.")
    assert (second.title, second.archived, bread.archived) == ("", True, False)
    assert second.left_out == {found.EMPTY: 1}


def test_a_file_of_an_elia_without_archive_is_read(tmp_path: Path) -> None:
    source = read_source(elia_file(tmp_path / "x", archived=False))
    assert [thread.archived for thread in source.threads] == [False, False]


def test_what_elia_knew_no_time_of_is_not_dated_to_the_beginning_of_the_epoch(tmp_path: Path) -> None:
    *_, thread = read_source(elia_after_chatgpt(tmp_path / "x")).threads
    assert [(one.text, one.created_at) for one in thread.messages] == [
        ("Where to?", None),
        ("Lisbon.", 1709686800),
    ]
    assert (thread.created_at, thread.instructions) == (None, "")
    assert thread.left_out == {found.EMPTY: 1, found.TOOLS: 1}


def test_a_chat_keeps_its_mark_when_it_grows_and_others_differ(tmp_path: Path) -> None:
    path = elia_file(tmp_path / "x")
    before = [thread.mark for thread in read_source(path).threads]
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO message (chat_id, role, content) VALUES (1, 'user', 'And then?')")
        db.execute("UPDATE chat SET title = 'Renamed'")
    assert [thread.mark for thread in read_source(path).threads] == before
    assert len(set(before)) == 2


def test_messages_whose_chat_is_gone_are_counted(tmp_path: Path) -> None:
    path = elia_file(tmp_path / "x")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO message (chat_id, role, content) VALUES (9, 'user', 'Lost')")
    assert sum(read_source(path).left_out.values()) == 1


def test_chats_of_oterm_come_with_images(tmp_path: Path) -> None:
    (thread,) = read_source(oterm_file(tmp_path / "store.db")).threads
    question, answer = thread.messages
    assert (thread.title, thread.instructions) == ("Colours", "Be brief.")
    assert (answer.role, answer.text, answer.model) == ("assistant", "A pixel.", "llama3.2")
    text, image = question.parts
    assert text == "What is this?"
    assert isinstance(image, FoundImage) and image.read is not None
    assert (image.name, image.read()) == ("image-1.png", PNG)


def test_a_file_of_an_old_oterm_is_read(tmp_path: Path) -> None:
    (thread,) = read_source(old_oterm_file(tmp_path / "store.db")).threads
    assert [(one.role, one.text) for one in thread.messages] == [("user", "Hello?"), ("assistant", "Hello!")]


def test_a_file_is_read_while_its_program_has_it_open_and_is_not_changed(tmp_path: Path) -> None:
    path = elia_file(tmp_path / "with space #1.sqlite")
    before = path.read_bytes()
    with closing(sqlite3.connect(path)) as db:
        db.execute("BEGIN")
        db.execute("SELECT * FROM chat").fetchall()
        assert len(read_source(path).threads) == 2
    assert path.read_bytes() == before
