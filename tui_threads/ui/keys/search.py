"""Keys of the search."""

from __future__ import annotations

from tui_threads.ui.keys.table import Key

KEYS: tuple[Key, ...] = (
    Key(
        "search.open",
        "ctrl+f,f3",
        "Search all messages",
        help="Find anything that was ever said, in any thread",
        priority=True,
    ),
)
