"""Ctrl+C while a question is answered: the first stops the run, the second leaves."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest

from tui_threads.chat.asking import Asking
from tui_threads.cli.ask import _ctrl_c_stops


@pytest.fixture(autouse=True)
def _as_in_a_shell() -> Iterator[None]:
    """A suite that was started in the background ignores Ctrl+C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_second_ctrl_c_leaves_whatever_python_is_in_the_middle_of() -> None:
    async def answer() -> None:
        asking = cast("Asking", SimpleNamespace(begun=True, stopped=True))
        with _ctrl_c_stops(asking):
            try:
                os.kill(os.getpid(), signal.SIGINT)
            except KeyboardInterrupt as error:  # as the making of a class does, in an import
                raise RuntimeError("Error calling __set_name__") from error
            await asyncio.sleep(60)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(answer())
