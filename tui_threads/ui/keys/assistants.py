"""Keys of who answers, and how; and of what waits to be sent."""

from __future__ import annotations

from tui_threads.ui.keys.table import Key

KEYS: tuple[Key, ...] = (
    Key(
        "assistant.pick",
        "ctrl+o,f8",
        "Assistant and model",
        "pick_assistant",
        help="Choose who answers, edit assistants",
        priority=True,
    ),
    Key(
        "run.parameters",
        "",
        "Run parameters",
        "run_parameters",
        help="Model, instructions, temperature and budgets of this thread's runs",
    ),
    Key(
        "message.again_with",
        "R",
        "Answer again with another",
        "screen.answer_again_with",
        "transcript",
        help="Have a question answered by another assistant or model, once",
    ),
    Key(
        "run.once_off",
        "",
        "Answer the next message as usual",
        "drop_once",
        help="Take back what was chosen for one message only",
    ),
    Key(
        "queue.send_now",
        "",
        "Send the waiting message now",
        "send_waiting_now",
        help="Stop the reply; the message that waits first goes at once",
    ),
    Key(
        "queue.edit",
        "",
        "Edit the waiting message",
        "edit_waiting",
        help="Have the last message that waits back in the composer",
    ),
    Key(
        "queue.drop", "", "Drop the waiting message", "drop_waiting", help="Take the last one that waits away"
    ),
)
