"""The command palette: everything that can be done, and every thread, by name."""

from __future__ import annotations

import time
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui_threads.ui.actions.thread import ThreadActions
from tui_threads.ui.ages import short_age
from tui_threads.ui.chat_base import ChatBase
from tui_threads.ui.keymap import KEYS, Key, shown_key
from tui_threads.ui.plain import one_line

_THREADS = 30
"""Threads offered at most; typing more finds the rest."""


class ActionCommands(Provider):
    """Offers the rows of the key tables with their help and keys."""

    async def discover(self) -> Hits:
        for key in self._rows():
            yield DiscoveryHit(key.title, partial(_perform, self, key), help=_help(key))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key in self._rows():
            if (score := matcher.match(key.title)) > 0:
                yield Hit(score, matcher.highlight(key.title), partial(_perform, self, key), help=_help(key))

    def _rows(self) -> list[Key]:
        return [key for key in KEYS if key.palette]


class ThreadCommands(Provider):
    """Offers the threads whose titles match, newest first."""

    async def search(self, query: str) -> Hits:
        screen = self.screen
        assert isinstance(screen, ThreadActions)
        matcher = self.matcher(query)
        offered = 0
        for row in screen.library.shown(query, archived=True):
            title = one_line(row.title)
            if offered < _THREADS and (score := matcher.match(title)) > 0:
                offered += 1
                opened = partial(screen.open_key, row.key)
                yield Hit(score, matcher.highlight(title), opened, help=_age(row.active_at))


async def _perform(provider: Provider, key: Key) -> None:
    screen = provider.screen
    assert isinstance(screen, ChatBase)
    await screen.perform(key)


def _age(active_at: int) -> str:
    return f"Thread · {short_age(active_at, time.time())}"


def _help(key: Key) -> str:
    words = key.help or key.title
    return f"{words}  ({shown_key(key.keys)})" if key.keys else words
