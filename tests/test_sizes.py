"""The sizes that CONTRIBUTING.md sets: what passes one is split by job."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import tui_threads

LONGEST_FILE, LONGEST_CLASS, LONGEST_FUNCTION = 300, 200, 40
"""In lines, docstrings, blank lines and comments included."""


def too_long(file: Path) -> Iterator[str]:
    text = file.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > LONGEST_FILE:
        yield f"{file}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            most = LONGEST_CLASS
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            most = LONGEST_FUNCTION
        else:
            continue
        assert node.end_lineno is not None
        lines = node.end_lineno - node.lineno + 1
        if lines > most:
            yield f"{file}:{node.lineno}: {node.name} has {lines} lines"


def test_no_file_class_or_function_is_too_long() -> None:
    files = sorted(Path(tui_threads.__file__).parent.rglob("*.py"))
    assert len(files) > 100
    assert [words for file in files for words in too_long(file)] == []


def test_no_file_of_tests_is_too_long() -> None:
    files = [*Path(__file__).parent.rglob("*.py")]
    assert len(files) > 200
    assert [file for file in files if file.read_text(encoding="utf-8").count("\n") > LONGEST_FILE] == []


def test_what_is_too_long_is_found(tmp_path: Path) -> None:
    body = "    x = 1\n" * LONGEST_FUNCTION
    file = tmp_path / "long.py"
    file.write_text(f"def f():\n{body}\nclass C:\n{body * 5}" + "\n" * 100)
    assert [words.rpartition(": ")[2] for words in too_long(file)] == [
        "343 lines",
        "f has 41 lines",
        "C has 201 lines",
    ]
