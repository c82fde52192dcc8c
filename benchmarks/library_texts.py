"""A library to measure with: made-up words, as common as words are, the same each time."""

from __future__ import annotations

import itertools
import json
import random
import sqlite3
from collections.abc import Iterator

from tui_threads.chat import mirror
from tui_threads.chat.mirror import MirroredMessage

_COMMON = ("the", "and", "to", "of", "a", "in", "that", "is", "for", "on", "with", "this")
_NOW = 1_790_000_000
_RARE = "zeppelin"
"""Stands in one message only."""


class Words:
    """Text in which a word is the rarer the further down a list it stands (Zipf's law)."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._words = [*_COMMON, *(self._word() for _ in range(40_000))]
        self._weights = list(itertools.accumulate(1 / (place + 2) for place in range(len(self._words))))
        self._signs = [chr(sign) for sign in self._random.sample(range(0x4E00, 0x9000), 3_000)]
        self._signs[:4] = "的東京都"
        self._sign_weights = list(itertools.accumulate(1 / (place + 8) for place in range(len(self._signs))))

    def _word(self) -> str:
        choice = self._random.choice
        syllables = range(self._random.randint(1, 4))
        return "".join(choice("bcdfghklmnprstvw") + choice("aeiou") for _ in syllables)

    def latin(self, count: int) -> str:
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=count))

    def chinese(self, count: int) -> str:
        signs = self._random.choices(self._signs, cum_weights=self._sign_weights, k=count)
        return "\uff0c".join("".join(signs[at : at + 12]) for at in range(0, count, 12))

    def said(self, number: int) -> str:
        """A message; each fifth is Chinese, about 400 characters on average."""
        if number % 5 == 0:
            return self.chinese(120)
        return self.latin(self._random.randint(20, 130)).capitalize() + " — done."


def fill(connection: sqlite3.Connection, threads: int, messages: int) -> None:
    """Put threads with their messages into a cache; the second half of 2026 is the newest."""
    words = Words()
    turns = messages // threads
    connection.execute("BEGIN IMMEDIATE")
    for number in range(threads):
        at = _NOW - (threads - number) * 3_600
        connection.execute(
            "INSERT INTO threads (profile, id, title, snippet, created_at, active_at, pinned, archived,"
            " unread) VALUES ('local', ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                f"thread_{number:024}",
                words.latin(5).capitalize() if number % 7 else words.chinese(9),
                words.latin(20) if number % 3 else words.chinese(60),
                at,
                at + turns,
                number % 500 == 0,
                number % 10 == 0,
                number % 2 == 0,
            ),
        )
        (key,) = connection.execute("SELECT last_insert_rowid()").fetchone()
        mirror.write_in_order(connection, key, list(_talk(words, number * turns, turns, at)), -1)
        if number % 500 == 499:
            connection.execute("COMMIT")
            connection.execute("BEGIN IMMEDIATE")
    connection.execute("COMMIT")


def _talk(words: Words, first: int, turns: int, at: int) -> Iterator[MirroredMessage]:
    for number in range(first, first + turns):
        text = words.said(number) + (f" {_RARE}" if number == 4_321 else "")
        role = "assistant" if number % 2 else "user"
        content = [{"type": "text", "text": {"value": text}}]
        body = json.dumps({"id": f"msg_{number:024}", "role": role, "content": content})
        yield MirroredMessage(f"msg_{number:024}", at + number - first, role, text, body)
