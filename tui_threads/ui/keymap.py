"""Every key of the program, in one table: what it is called, where it works and what it does.

The ids are what `[keys]` of the configuration overrides. Help, command palette and the hints of the
status line are read from this table, so that none of them can disagree with the keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding

Place = Literal["anywhere", "composer", "threads", "filter", "transcript"]


@dataclass(frozen=True, slots=True)
class Key:
    """One row of the table."""

    id: str
    keys: str
    """Keys as Textual names them, apart by commas."""
    title: str
    action: str
    """Name of the action; in `anywhere` rows one of the screen."""
    place: Place = "anywhere"
    help: str = ""
    palette: bool = True
    """Whether the command palette offers it."""
    priority: bool = False
    """Whether it works before the focused widget sees the key."""


KEYS: tuple[Key, ...] = (
    Key("thread.new", "ctrl+n", "New thread", "new_thread", help="Begin a new conversation", priority=True),
    Key(
        "threads.show",
        "ctrl+s,f9",
        "Threads",
        "show_threads",
        help="Show the thread list, filter it, hide it",
        priority=True,
    ),
    Key("thread.rename", "f2", "Rename thread", "rename_thread", help="Give the open thread another title"),
    Key("thread.pin", "", "Pin or unpin thread", "pin_thread", help="Keep the thread on top of the list"),
    Key(
        "thread.archive",
        "",
        "Archive or bring back thread",
        "archive_thread",
        help="Put the thread out of sight",
    ),
    Key(
        "thread.delete",
        "",
        "Delete thread",
        "delete_thread",
        help="Delete the thread; can be undone for 10 s",
    ),
    Key("thread.undo", "", "Undo delete", "undo_delete", help="Bring back what was deleted last"),
    Key("threads.archived", "", "Show or hide archived threads", "toggle_archived"),
    Key("thread.refresh", "f5", "Refresh", "refresh_thread", help="Ask the server again"),
    Key("thread.next", "", "Next thread", "next_thread(1)"),
    Key("thread.previous", "", "Previous thread", "next_thread(-1)"),
    Key("run.stop", "", "Stop the run", "stop_run", help="Stop the reply; what is there stays"),
    Key("run.retry", "", "Try again", "retry", help="Send again what failed"),
    Key("composer.focus", "ctrl+l", "Go to the composer", "focus_composer", palette=False, priority=True),
    Key("app.next_pane", "tab", "Next pane", "next_pane(1)", palette=False),
    Key("app.previous_pane", "shift+tab", "Previous pane", "next_pane(-1)", palette=False),
    Key("app.palette", "ctrl+p", "All commands", "command_palette", palette=False, priority=True),
    Key("app.help", "f1", "Help and keys", "help", help="Every key that works here", priority=True),
    Key("app.theme", "", "Dark or light", "next_theme", help="Change to the next theme"),
    Key(
        "app.model",
        "",
        "Fetch the small model",
        "offer_model",
        help="Download the model that runs on this machine",
    ),
    Key("app.escape", "escape", "Stop or step back", "step_back", palette=False),
    Key(
        "app.interrupt",
        "ctrl+c,super+c",
        "Copy, stop, clear, quit",
        "interrupt",
        palette=False,
        priority=True,
    ),
    Key("app.quit", "ctrl+q", "Quit", "quit_now", help="Leave; a reply goes on in the server", priority=True),
    Key("composer.send", "enter", "Send", "submit", "composer", palette=False, priority=True),
    Key(
        "composer.newline",
        "ctrl+j,shift+enter",
        "New line",
        "newline",
        "composer",
        palette=False,
        priority=True,
    ),
    Key("composer.page_up", "pageup", "Scroll up", "page(-1)", "composer", palette=False),
    Key("composer.page_down", "pagedown", "Scroll down", "page(1)", "composer", palette=False),
    Key("composer.earlier", "up", "Earlier prompt", "earlier", "composer", palette=False),
    Key("composer.later", "down", "Later prompt", "later", "composer", palette=False),
    Key("list.up", "up,k", "Up", "move(-1)", "threads", palette=False),
    Key("list.down", "down,j", "Down", "move(1)", "threads", palette=False),
    Key("list.page_up", "pageup", "Page up", "move_page(-1)", "threads", palette=False),
    Key("list.page_down", "pagedown", "Page down", "move_page(1)", "threads", palette=False),
    Key("list.first", "home,g", "First", "move_end(-1)", "threads", palette=False),
    Key("list.last", "end,G", "Last", "move_end(1)", "threads", palette=False),
    Key("list.open", "enter", "Open", "open", "threads", palette=False),
    Key("list.filter", "slash", "Filter", "filter", "threads", palette=False),
    Key("list.new", "n", "New", "ask('new')", "threads", palette=False),
    Key("list.rename", "r", "Rename", "ask('rename')", "threads", palette=False),
    Key("list.pin", "p", "Pin", "ask('pin')", "threads", palette=False),
    Key("list.archive", "a", "Archive", "ask('archive')", "threads", palette=False),
    Key("list.delete", "d,delete", "Delete", "ask('delete')", "threads", palette=False),
    Key("list.undo", "u", "Undo delete", "ask('undo')", "threads", palette=False),
    Key("filter.up", "up", "Up", "move(-1)", "filter", palette=False, priority=True),
    Key("filter.down", "down", "Down", "move(1)", "filter", palette=False, priority=True),
)


def bindings(*places: Place) -> list[Binding]:
    """The bindings of a widget or screen; rows without a key are reached through the palette."""
    return [
        Binding(key.keys, key.action, key.title, show=False, id=key.id, priority=key.priority)
        for key in KEYS
        if key.place in places and key.keys
    ]


def keymap_for(overrides: Iterable[tuple[str, str]], send_key: str) -> dict[str, str]:
    """The user's own keys, with Enter and Ctrl+J changed over where that is wished."""
    keymap = {}
    if send_key == "ctrl+j":
        keymap = {"composer.send": "ctrl+j", "composer.newline": "enter,shift+enter"}
    return keymap | dict(overrides)


def unknown_ids(overrides: Iterable[str]) -> list[str]:
    """Ids of the configuration that name no key here."""
    return sorted(set(overrides) - {key.id for key in KEYS})


_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "slash": "/",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
    "up": "↑",
    "down": "↓",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "super+c": "Cmd+C",
}


def shown_key(keys: str) -> str:
    """The first of some keys as people write it: `^N`, `F2`, `Esc`."""
    first = keys.split(",", 1)[0]
    if first in _NAMES:
        return _NAMES[first]
    if first.startswith("ctrl+") and len(first) == len("ctrl+x"):
        return f"^{first[-1].upper()}"
    return "+".join(part.capitalize() for part in first.split("+")) if len(first) > 1 else first
