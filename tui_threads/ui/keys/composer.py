"""Keys of the composer."""

from __future__ import annotations

from tui_threads.ui.keys.table import Key

ANYWHERE: tuple[Key, ...] = (
    Key("composer.focus", "ctrl+l", "Go to the composer", palette=False, priority=True),
    Key("composer.attach", "", "Attach a file", help="Send a file with the message; so does @"),
    Key(
        "composer.paste_image",
        "",
        "Paste an image",
        help="Attach the image of the system's clipboard",
    ),
    Key(
        "composer.editor",
        "ctrl+g,f4",
        "Write in your editor",
        help="The draft in $VISUAL or $EDITOR",
    ),
    Key(
        "composer.history",
        "ctrl+r",
        "Search earlier prompts",
        help="Find what you sent before, and have it in the composer",
    ),
    Key(
        "composer.template",
        "",
        "Insert a template",
        help="A prompt from your folder of templates",
    ),
    Key("composer.detach", "", "Remove all attachments", help="Send the message without files"),
)

KEYS: tuple[Key, ...] = (
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
    Key("composer.take_offer", "tab", "Take the offer", "take_offer", "composer", palette=False),
    Key("composer.unfold", "", "Open pasted text", "unfold", "composer", help="Show folded text whole"),
    Key("composer.undo", "ctrl+z,ctrl+underscore,super+z", "Undo", "undo", "composer", palette=False),
    Key("composer.redo", "ctrl+y,super+y", "Redo", "redo", "composer", palette=False),
    Key("composer.select_all", "f7", "Select all", "select_all", "composer", palette=False),
    Key("composer.paste", "ctrl+v", "Paste an image, or text", "paste", "composer", palette=False),
    Key("attached.previous", "left,up", "Previous file", "move(-1)", "attachments", palette=False),
    Key("attached.next", "right,down", "Next file", "move(1)", "attachments", palette=False),
    Key(
        "attached.remove",
        "delete,backspace,x,enter",
        "Remove the file",
        "remove",
        "attachments",
        palette=False,
    ),
)
