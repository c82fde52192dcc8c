"""Paths in texts, as terminals paste them and people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_threads.chat.mentioned_paths import dropped_paths, mentioned_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.txt", "two words.txt", "it's.txt", "ü.txt"):
        (tmp_path / name).write_text("x")
    return tmp_path


@pytest.mark.parametrize(
    ("pasted", "names"),
    [
        ("{0}/a.txt", ["a.txt"]),
        ("{0}/a.txt \n", ["a.txt"]),
        ("'{0}/two words.txt'", ["two words.txt"]),
        ("{0}/two words.txt", ["two words.txt"]),
        ("{0}/two\\ words.txt {0}/a.txt", ["two words.txt", "a.txt"]),
        ("{0}/a.txt\n{0}/two words.txt", ["a.txt", "two words.txt"]),
        ("file://{0}/two%20words.txt", ["two words.txt"]),
        ("file://{0}/%C3%BC.txt", ["ü.txt"]),
        ('"{0}/it\'s.txt"', ["it's.txt"]),
        ("{0}/it's.txt", ["it's.txt"]),
    ],
)
def test_dropped_files_are_recognised(folder: Path, pasted: str, names: list[str]) -> None:
    assert dropped_paths(pasted.replace("{0}", str(folder))) == [folder / name for name in names]


@pytest.mark.parametrize(
    "pasted",
    ["{0}/a.txt is mine", "{0}/none.txt", "{0}", "a.txt", "", "/", "{0}/a.txt {0}/none", "~nobody/x", "/\0"],
)
def test_everything_else_is_a_text(folder: Path, pasted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert dropped_paths(pasted.replace("{0}", str(folder))) == []


def test_files_are_found_behind_an_at_sign(folder: Path) -> None:
    text = 'See @a.txt, @"two words.txt" and (me@a.txt) @nobody @a.txt @. @~ @/'
    assert mentioned_files(text, folder) == [folder / "a.txt", folder / "two words.txt"]
