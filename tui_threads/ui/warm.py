"""What is imported after the first frame, in a thread, so that it is there before the first Enter."""

from __future__ import annotations

from importlib import import_module

_WORKING_HALF = ("tui_threads.api.client", "tui_threads.chat.desk", "tui_threads.chat.library_sync")
"""The client, and what of the chat floor works with it."""


def warm() -> None:
    """Import the working half, and what renders messages; make their first use quick."""
    for name in _WORKING_HALF:
        import_module(name)
    from tui_threads.api import preload
    from tui_threads.ui.render.warm import warm as warm_rendering

    preload()
    warm_rendering()
