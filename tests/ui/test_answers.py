"""What the panes tell finds somebody who answers it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from textual.message import Message

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tui_threads.ui import widgets
from tui_threads.ui.answers import answers

WITHIN = {"ThreadList.FilterWanted", "FilterInput.Moved", "TranscriptMessages.EntryAction", "RunPane.Drawn"}
"""What is answered inside of the pane, or by the dialog around it."""


def told_by_widgets() -> Iterator[type[Message]]:
    """Every message that a widget of the chat screen defines."""
    for module in pkgutil.iter_modules(widgets.__path__):
        for owner in vars(importlib.import_module(f"{widgets.__name__}.{module.name}")).values():
            if isinstance(owner, type) and owner.__module__ == f"{widgets.__name__}.{module.name}":
                yield from (one for one in vars(owner).values() if _is_message(one))


def _is_message(one: object) -> bool:
    return isinstance(one, type) and issubclass(one, Message)


async def test_every_message_of_a_pane_is_answered(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        answered = {kind for kind, _ in answers(app.screen.parts)}
        assert {one.__qualname__ for one in set(told_by_widgets()) - answered} == WITHIN
