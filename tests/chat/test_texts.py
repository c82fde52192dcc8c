"""Titles, snippets, and names of files on this disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_threads.chat.forking import copy_of
from tui_threads.chat.shelf import free_name
from tui_threads.chat.titles import snippet_from, title_from
from tui_threads.wire.messages import Message


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


@pytest.mark.parametrize(
    ("text", "snippet"),
    [
        ("a\n\n b\tc", "a b c"),
        ("## Rain\n> **It** rains `now`【4:0†rain.md】, *not* later.", "Rain It rains now, not later."),
        ("x**2 is 2 * a*b, print(*args)", "x**2 is 2 * a*b, print(*args)"),
    ],
)
def test_a_snippet_is_one_line_of_plain_words(text: str, snippet: str) -> None:
    assert snippet_from(text) == snippet


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("Thirty days 【0:1†handbook.md】.", "Thirty days [handbook.md]."),
        ("Yes【4:0†source】, **so**.", "Yes, **so**."),
        ("【a】 stays", "【a】 stays"),
    ],
)
def test_a_copy_names_the_file_that_a_citation_cites(text: str, copied: str) -> None:
    message = Message.model_validate(
        {
            "id": "msg_1",
            "created_at": 1,
            "thread_id": "thread_1",
            "role": "assistant",
            "content": [{"type": "text", "text": {"value": text, "annotations": []}}],
        }
    )
    body = copy_of(message)
    assert body is not None
    assert body["content"] == [{"type": "text", "text": copied}]


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
