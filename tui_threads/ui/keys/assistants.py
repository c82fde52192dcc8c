"""Keys of who answers, and how."""

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
        "run.again_with",
        "",
        "Answer again with…",
        "answer_again_with",
        help="Have the last message answered by another assistant or model, once",
    ),
    Key(
        "run.once_off",
        "",
        "Answer the next message as usual",
        "drop_once",
        help="Take back what was chosen for one message only",
    ),
)
