"""Everything that was sent from here, to be found again. Functions of a connection."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

_MOST = 5000


class Prompt(NamedTuple):
    """A text that was sent, or put by."""

    text: str
    used_at: float
    """Unix seconds."""


def read_history(connection: sqlite3.Connection) -> list[Prompt]:
    """Prompts, newest first."""
    rows = connection.execute(
        "SELECT text, used_at FROM prompts ORDER BY used_at DESC, id DESC LIMIT ?", (_MOST,)
    )
    return [Prompt(str(text), float(used_at)) for text, used_at in rows]


def forget_prompt(connection: sqlite3.Connection, text: str) -> None:
    """Take a text out of the history for good."""
    connection.execute("DELETE FROM prompts WHERE text = ?", (text,))
