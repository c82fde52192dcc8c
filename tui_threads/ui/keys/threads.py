"""Keys of the library of threads: anywhere, in the list, in its filter."""

from __future__ import annotations

from tui_threads.ui.keys.table import Key

ANYWHERE: tuple[Key, ...] = (
    Key("thread.new", "ctrl+n", "New thread", help="Begin a new conversation", priority=True),
    Key(
        "threads.show",
        "ctrl+s,f9",
        "Threads",
        help="Show the thread list, filter it, hide it",
        priority=True,
    ),
    Key("thread.rename", "f2", "Rename thread", help="Give the open thread another title"),
    Key("thread.pin", "", "Pin or unpin thread", help="Keep the thread on top of the list"),
    Key(
        "thread.archive",
        "",
        "Archive or bring back thread",
        help="Put the thread out of sight",
    ),
    Key(
        "thread.delete",
        "",
        "Delete thread",
        help="Delete the thread; can be undone for 10 s",
    ),
    Key("thread.undo", "", "Undo delete", help="Bring back what was deleted last"),
    Key("threads.archived", "", "Show or hide archived threads"),
    Key(
        "thread.metadata",
        "",
        "Edit the thread's metadata",
        help="Up to 16 pairs of your own that stay with the thread",
    ),
    Key("thread.open_id", "", "Open thread by id", help="Also one that is not in the list"),
    Key(
        "thread.last",
        "f6,ctrl+circumflex_accent",
        "Last thread",
        help="Back to the thread that was open before",
        priority=True,
    ),
    Key("threads.export", "", "Export threads", help="Markdown, JSON or HTML"),
    Key(
        "threads.import",
        "",
        "Import threads",
        help="Our JSON, API dumps, ChatGPT exports, elia, oterm",
    ),
    Key("thread.refresh", "f5", "Refresh", help="Ask the server again"),
    Key("thread.next", "", "Next thread"),
    Key("thread.previous", "", "Previous thread"),
)

IN_THE_LIST: tuple[Key, ...] = (
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
    Key("list.export", "x", "Export", "ask('export')", "threads", palette=False),
    Key("list.metadata", "m", "Metadata", "ask('metadata')", "threads", palette=False),
    Key("list.undo", "u", "Undo delete", "ask('undo')", "threads", palette=False),
    Key("filter.up", "up", "Up", "move(-1)", "filter", palette=False, priority=True),
    Key("filter.down", "down", "Down", "move(1)", "filter", palette=False, priority=True),
)
