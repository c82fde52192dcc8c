"""Keys of who answers, and how; and of what waits to be sent."""

from __future__ import annotations

from functools import partial

from tui_threads.ui.keys.table import Key

KEYS: tuple[Key, ...] = (
    Key(
        "assistant.pick",
        "ctrl+o,f8",
        "Assistant and model",
        help="Choose who answers, edit assistants",
        priority=True,
    ),
    Key(
        "run.parameters",
        "",
        "Run parameters",
        help="Model, instructions, temperature and budgets of this thread's runs",
    ),
    Key(
        "message.again_with",
        "R",
        "Answer again with another",
        place="transcript",
        help="Have a question answered by another assistant or model, once",
    ),
    Key(
        "run.once_off",
        "",
        "Answer the next message as usual",
        help="Take back what was chosen for one message only",
    ),
    Key(
        "queue.send_now",
        "",
        "Send the waiting message now",
        help="Stop the reply; the message that waits first goes at once",
    ),
    Key(
        "queue.edit",
        "",
        "Edit the waiting message",
        help="Have the last message that waits back in the composer",
    ),
    Key("queue.drop", "", "Drop the waiting message", help="Take the last one that waits away"),
)

_key = partial(Key, place="assistants", palette=False, priority=True)

IN_THE_DIALOG: tuple[Key, ...] = (
    _key("assistants.once", "ctrl+o,f8", "For the next message only", "do('once')"),
    _key("assistants.new", "ctrl+n", "New assistant", "do('create')"),
    _key("assistants.edit", "ctrl+e", "Edit the assistant", "do('edit')"),
    _key("assistants.copy", "ctrl+d", "Duplicate the assistant", "do('copy')"),
    _key("assistants.delete", "ctrl+x", "Delete the assistant", "do('delete')"),
    _key("assistants.run", "ctrl+t", "Run parameters", "do('parameters')"),
)
