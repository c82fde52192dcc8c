from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.chat.exporting.copies import copy_of, message
from tui_threads.chat.exporting.writing import ExportError, file_name, write_whole


def test_a_file_is_named_by_day_title_and_id() -> None:
    assert file_name(copy_of(), "markdown") == "2023-11-14-rain-in-bergen-thread_1.md"
    assert file_name(copy_of(title="雨 / ../..\\x"), "html") == "2023-11-14-雨-x-thread_1.html"
    assert file_name(copy_of(message("user", "?!"), title=""), "json") == "2023-11-14-thread-thread_1.json"


def test_a_name_is_short_enough_for_any_disk() -> None:
    name = file_name(copy_of(title="雨" * 500), "markdown")
    assert len(name.encode()) <= 255


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(tmp_path: Path) -> None:
    target = tmp_path / "new" / "a.md"
    write_whole(target, "one", replace=False)
    with pytest.raises(ExportError, match="there already"):
        write_whole(target, "two", replace=False)
    assert target.read_text() == "one"
    write_whole(target, "two", replace=True)
    assert target.read_text() == "two"
    assert os.listdir(target.parent) == ["a.md"]


def test_where_nothing_can_be_written_a_sentence_says_so_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="Cannot write"):
        write_whole(tmp_path / "file" / "a.md", "text", replace=True)
    (tmp_path / "taken").mkdir()
    with pytest.raises(ExportError, match="Cannot write"):
        write_whole(tmp_path / "taken", "text", replace=True)
    assert sorted(os.listdir(tmp_path)) == ["file", "taken"]
