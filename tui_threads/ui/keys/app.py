"""Keys of the app itself, and of what it shows before there is a thread."""

from __future__ import annotations

from functools import partial

from tui_threads.ui.keys.table import Key

KEYS: tuple[Key, ...] = (
    Key("app.next_pane", "tab", "Next pane", palette=False),
    Key("app.previous_pane", "shift+tab", "Previous pane", palette=False),
    Key("app.palette", "ctrl+p", "All commands", "app.command_palette", "app", palette=False, priority=True),
    Key("app.help", "f1", "Help and keys", help="Every key that works here", priority=True),
    Key(
        "app.help_outside",
        "question_mark",
        "Help, where no text is typed",
        "screen.do('app.help')",
        palette=False,
    ),
    Key("app.theme", "", "Dark or light", help="Change to the next theme"),
    Key("app.themes", "", "Theme", help="See all themes and take one"),
    Key("app.settings", "", "Settings", help="See and change every setting"),
    Key("app.profile", "", "Switch server profile", help="Open another server's threads"),
    Key("app.log", "", "Log", help="What the app and the server wrote down"),
    Key(
        "app.restart_server",
        "",
        "Restart the local server",
        help="Start it anew, with the settings as they are",
    ),
    Key("list.wider", "", "Wider thread list"),
    Key("list.narrower", "", "Narrower thread list"),
    Key(
        "app.model",
        "",
        "Fetch the small model",
        help="Download the model that runs on this machine",
    ),
    Key("app.escape", "escape", "Stop or step back", palette=False),
    Key(
        "app.interrupt",
        "ctrl+c,super+c",
        "Copy, stop, clear, quit",
        palette=False,
        priority=True,
    ),
    Key(
        "app.quit",
        "ctrl+q",
        "Quit",
        "app.quit",
        "app",
        help="Leave; a reply goes on in the server",
        priority=True,
    ),
)

_key = partial(Key, palette=False)

WELCOME: tuple[Key, ...] = (
    _key("welcome.first", "1", "First example", "choose(0)", "welcome"),
    _key("welcome.second", "2", "Second example", "choose(1)", "welcome"),
    _key("welcome.third", "3", "Third example", "choose(2)", "welcome"),
    _key("model.fetch", "enter", "Fetch it", "fetch", "model"),
    _key("model.later", "escape", "Stop, or later", "step_back", "model"),
    _key("model.first", "1", "First model found", "take(0)", "model"),
    _key("model.second", "2", "Second model found", "take(1)", "model"),
    _key("model.third", "3", "Third model found", "take(2)", "model"),
)
