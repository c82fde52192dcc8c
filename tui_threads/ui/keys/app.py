"""Keys of the app itself."""

from __future__ import annotations

from tui_threads.ui.keys.table import Key

KEYS: tuple[Key, ...] = (
    Key("app.next_pane", "tab", "Next pane", "next_pane(1)", palette=False),
    Key("app.previous_pane", "shift+tab", "Previous pane", "next_pane(-1)", palette=False),
    Key("app.palette", "ctrl+p", "All commands", "command_palette", palette=False, priority=True),
    Key("app.help", "f1", "Help and keys", "help", help="Every key that works here", priority=True),
    Key("app.theme", "", "Dark or light", "next_theme", help="Change to the next theme"),
    Key("app.themes", "", "Theme", "choose_theme", help="See all themes and take one"),
    Key("app.settings", "", "Settings", "settings", help="See and change every setting"),
    Key("app.profile", "", "Switch server profile", "switch_profile", help="Open another server's threads"),
    Key("app.log", "", "Log", "show_log", help="What the app and the server wrote down"),
    Key(
        "app.restart_server",
        "",
        "Restart the local server",
        "restart_server",
        help="Start it anew, with the settings as they are",
    ),
    Key("list.wider", "", "Wider thread list", "widen_list(1)"),
    Key("list.narrower", "", "Narrower thread list", "widen_list(-1)"),
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
)
