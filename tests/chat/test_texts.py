"""Titles, snippets, and names of files on this disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_threads.chat.shelf import free_name
from tui_threads.chat.titles import snippet_from, title_from


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("hello", "hello"),
        ("\n\n  ## Plan for *Lisbon*\nmore", "Plan for *Lisbon*"),
        ("```python\nprint(1)\n```", "print(1)"),
        ("---\n> - 1. deep", "- 1. deep"),
        ("???", ""),
        ("日本語の題名", "日本語の題名"),
        ("word " * 40, "word word word word word word word word word word word…"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
def test_a_title_is_the_first_line_that_means_something(text: str, title: str) -> None:
    assert title_from(text) == title


def test_a_snippet_is_one_line() -> None:
    assert snippet_from("a\n\n b\tc") == "a b c"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.txt", "a.txt"),
        ("\x1b[31m.hidden", "[31m.hidden"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_a_name_from_anybody_stays_in_its_folder(tmp_path: Path, name: str, kept: str) -> None:
    assert free_name(tmp_path, name) == tmp_path / kept


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    (tmp_path / "a-2.txt").touch()
    assert free_name(tmp_path, "a.txt") == tmp_path / "a-3.txt"
