"""The end of a log, and what comes after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_threads.log_reading import LogTail
from tui_threads.logs import aside


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    return tmp_path / "a.log"


def test_the_last_lines_reach_back_into_files_that_were_put_aside(log_file: Path) -> None:
    aside(log_file, 2).write_text("one\ntwo\n")
    aside(log_file, 1).write_text("three\nfour\n")
    log_file.write_text("five\n")
    tail = LogTail(log_file)
    assert tail.last(1) == ["five"]
    assert tail.last(4) == ["two", "three", "four", "five"]
    assert tail.last(100) == ["one", "two", "three", "four", "five"]
    tail.close()


def test_a_log_of_many_blocks_is_read_from_its_end(log_file: Path) -> None:
    log_file.write_text("".join(f"line {number} {'x' * 200}\n" for number in range(2000)))
    tail = LogTail(log_file)
    assert [line.split()[1] for line in tail.last(900)] == [str(number) for number in range(1100, 2000)]
    tail.close()


def test_lines_are_followed_over_a_change_of_files_and_never_shown_in_halves(log_file: Path) -> None:
    tail = LogTail(log_file)
    assert tail.last(10) == []
    assert tail.more() == []
    with log_file.open("a") as log:
        log.write("first\nsec")
        log.flush()
        assert tail.last(10) == ["first"]
        assert tail.more() == []
        log.write("ond\n")
        log.flush()
        assert tail.more() == ["second"]
        log.write("third\n")
    log_file.rename(aside(log_file, 1))
    log_file.write_text("fourth\n")
    assert tail.more() == ["third", "fourth"]
    assert tail.more() == []
    tail.close()


def test_what_others_wrote_into_it_cannot_drive_the_terminal(log_file: Path) -> None:
    log_file.write_bytes(b"\x1b]0;owned\x07 Bearer abcdefghijkl\n")
    tail = LogTail(log_file)
    assert tail.last(1) == [r"\x1b]0;owned\x07 Bearer ***"]
    tail.close()
