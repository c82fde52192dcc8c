"""Doing ahead what the first calls would have to do: imports, and building the models' validators."""

from __future__ import annotations

__all__ = ["preload"]


def preload() -> None:
    """Import what calls need and make the models of a conversation ready.

    Takes some tenths of a second, so call it in a thread once the first frame is drawn. At the end all
    that is in memory is taken out of what Python's collector walks (`gc.freeze`): modules and validators
    stay as long as the program, and walking them would hold the event loop for 40 ms each time.
    """
    import gc

    import tui_threads.api.connection
    import tui_threads.api.lanes
    import tui_threads.api.messages
    import tui_threads.api.runs
    import tui_threads.api.threads  # noqa: F401  # imported for their own sake
    from tui_threads.wire.assistants import Assistant
    from tui_threads.wire.deltas import MessageDeltaEvent
    from tui_threads.wire.lists import Page
    from tui_threads.wire.messages import Message
    from tui_threads.wire.params_lists import ListMessages, ListThreads
    from tui_threads.wire.params_messages import CreateMessage
    from tui_threads.wire.params_runs import CreateRun
    from tui_threads.wire.params_threads import CreateThread
    from tui_threads.wire.runs import Run
    from tui_threads.wire.step_deltas import RunStepDeltaEvent
    from tui_threads.wire.steps import RunStep
    from tui_threads.wire.threads import Thread

    answers = (Thread, Message, MessageDeltaEvent, Run, RunStep, RunStepDeltaEvent, Assistant)
    pages = (Page[Thread], Page[Message], Page[Run], Page[Assistant])
    for model in (*answers, *pages, CreateThread, CreateMessage, CreateRun, ListMessages, ListThreads):
        model.model_rebuild()
    gc.freeze()
