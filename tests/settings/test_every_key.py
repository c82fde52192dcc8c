"""No key of the configuration is there for nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import tui_threads
from tui_threads.settings.described import describe

_SOURCES = Path(tui_threads.__file__).parent
KEYS = sorted({(table.name, key.name) for table in describe() for key in table.keys})


def _read_outside_the_settings() -> set[str]:
    """Attributes that modules which speak of settings take from anything."""
    read = set()
    for file in _SOURCES.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if file.is_relative_to(_SOURCES / "settings") or "settings" not in text:
            continue
        read |= {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)}
    return read


READ = _read_outside_the_settings()


@pytest.mark.parametrize(("table", "key"), KEYS, ids=[f"{table}.{key}" for table, key in KEYS])
def test_every_key_is_read_by_the_program(table: str, key: str) -> None:
    assert key in READ
