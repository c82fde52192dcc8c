"""The command palette: every row of the key table that can be wanted by name."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui_threads.ui.chat_base import ChatBase
from tui_threads.ui.keymap import KEYS, Key, shown_key


class ThreadCommands(Provider):
    """Offers the screen's actions with their help and keys."""

    async def discover(self) -> Hits:
        for key in self._rows():
            yield DiscoveryHit(key.title, partial(self._do, key), help=_help(key))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key in self._rows():
            if (score := matcher.match(key.title)) > 0:
                yield Hit(score, matcher.highlight(key.title), partial(self._do, key), help=_help(key))

    async def _do(self, key: Key) -> None:
        screen = self.screen
        assert isinstance(screen, ChatBase)
        await screen.perform(key)

    def _rows(self) -> list[Key]:
        return [key for key in KEYS if key.palette]


def _help(key: Key) -> str:
    words = key.help or key.title
    return f"{words}  ({shown_key(key.keys)})" if key.keys else words
