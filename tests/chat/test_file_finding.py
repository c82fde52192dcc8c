"""Files meant by a few letters: what is found, in which order, and what is left out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tui_threads.chat.file_finding import FileFinder, ranked


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "readme.md",
        "src/app.py",
        "src/deep/apple.txt",
        "notes/map.py",
        ".env",
        "node_modules/app.js",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


def found(finder: FileFinder, word: str) -> list[str]:
    return [one.path for one in finder.find(word)]


def test_names_that_begin_with_the_word_come_first() -> None:
    paths = ["a/pear/x.txt", "b/spear.txt", "pea.txt", "p/e/a/r.txt", "b/pears.txt", "quince.txt"]
    assert ranked(paths, "pear") == ["b/pears.txt", "b/spear.txt", "a/pear/x.txt", "p/e/a/r.txt"]
    assert ranked(paths, "PEAR") == ranked(paths, "pear")


def test_near_files_come_first_where_nothing_is_typed(folder: Path) -> None:
    assert found(FileFinder(folder), "")[0] == "readme.md"


def test_hidden_and_fetched_files_are_left_out(folder: Path) -> None:
    finder = FileFinder(folder)
    assert set(found(finder, "")) == {"readme.md", "src/app.py", "src/deep/apple.txt", "notes/map.py"}
    assert found(finder, ".env") == [".env"]


def test_what_git_ignores_is_left_out(folder: Path) -> None:
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (folder / ".gitignore").write_text("notes/\nnode_modules/\n")
    assert set(found(FileFinder(folder), "")) == {"readme.md", "src/app.py", "src/deep/apple.txt"}


def test_a_strange_repository_starts_no_program_of_its_own(folder: Path) -> None:
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (folder / "hook.sh").write_text(f"#!/bin/sh\ntouch '{folder}/pwned'\n")
    (folder / "hook.sh").chmod(0o755)
    subprocess.run(
        ["git", "-C", str(folder), "config", "core.fsmonitor", str(folder / "hook.sh")], check=True
    )
    assert "readme.md" in found(FileFinder(folder), "")
    assert not (folder / "pwned").exists()


def test_folders_are_listed_as_far_as_they_are_typed(folder: Path) -> None:
    finder = FileFinder(folder)
    assert found(finder, f"{folder}/sr") == [f"{folder}/src/"]
    assert found(finder, "./src/") == ["./src/app.py", "./src/deep/"]
    assert found(finder, f"{folder}/nowhere/x") == []
    assert found(finder, "~") == ["~/"]


def test_sizes_are_told(folder: Path) -> None:
    (one,) = FileFinder(folder).find("apple")
    assert one.size == len("src/deep/apple.txt")


def test_what_was_seen_is_looked_at_again_after_a_while(folder: Path) -> None:
    now = [0.0]
    finder = FileFinder(folder, lambda: now[0])
    assert "new.txt" not in found(finder, "new")
    (folder / "new.txt").write_text("x")
    assert found(finder, "new.txt") == []
    now[0] = 11.0
    assert found(finder, "new.txt") == ["new.txt"]


def test_tens_of_thousands_of_files_are_searched(tmp_path: Path) -> None:
    paths = [f"src/package_{number % 97}/module_{number}.py" for number in range(50_000)]
    assert ranked(paths, "module_4999.py")[0] == "src/package_52/module_4999.py"


def test_names_that_would_drive_the_terminal_are_not_offered(folder: Path) -> None:
    (folder / "evil\x1b[31m.txt").write_text("x")
    (folder / "evil\nline.txt").write_text("x")
    (folder / "evil.txt").write_text("x")
    assert found(FileFinder(folder), "evil") == ["evil.txt"]
    assert found(FileFinder(folder), f"{folder}/evil") == [f"{folder}/evil.txt"]
