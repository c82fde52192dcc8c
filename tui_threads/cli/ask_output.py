"""How `threads-tui ask` writes a reply: as it comes or whole, as text or as JSON.

A terminal gets text in which nothing is left that it would obey; a pipe or a file gets it as it is.
"""

from __future__ import annotations

from typing import Protocol, TextIO

from pydantic_core import to_json

from tui_threads.chat.asking import Asking
from tui_threads.cli.ask_reply import ReplyText
from tui_threads.wire.events import (
    DoneEvent,
    StreamEvent,
    ThreadMessageCompleted,
    ThreadMessageIncomplete,
    UnknownEvent,
)
from tui_threads.wire.messages import Message


class Printer:
    """Standard output. `BrokenPipeError` says that nobody reads it any more."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream.buffer
        self._is_terminal = stream.isatty()
        self._encoding = stream.encoding if self._is_terminal else "utf-8"
        self._held = ""
        self._line_ended = True

    def write(self, text: str) -> None:
        """Write a piece of text at once."""
        if self._is_terminal:
            from tui_threads.ui.render.clean import clean

            text = self._held + text
            # CR LF is one line's end, also where a piece ends between the two.
            self._held = "\r" if text.endswith("\r") else ""
            text = clean(text.removesuffix("\r") if self._held else text)
        if text:
            self._line_ended = text.endswith("\n")
            left = memoryview(text.encode(self._encoding, "replace"))
            while left:  # an unbuffered stream may take a part only, when a signal comes in between
                left = left[self._stream.write(left) or 0 :]
            self._stream.flush()

    def end_line(self) -> None:
        """End the line that was begun."""
        self._held = ""
        if not self._line_ended:
            self.write("\n")


class Output(Protocol):
    """Takes the events of a run, then its end."""

    def take(self, event: StreamEvent) -> None:
        """Write what this event brings."""

    def end(self, asking: Asking) -> None:
        """Write what is left, also after the run was stopped or lost."""


class StreamedText:
    """The reply as it comes."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self._reply = ReplyText()

    def take(self, event: StreamEvent) -> None:
        self._printer.write(self._reply.take(event))

    def end(self, asking: Asking) -> None:
        self._printer.end_line()


class WholeText:
    """The reply when it is over."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self._reply = ReplyText()
        self._pieces: list[str] = []

    def take(self, event: StreamEvent) -> None:
        self._pieces.append(self._reply.take(event))

    def end(self, asking: Asking) -> None:
        self._printer.write("".join(self._pieces))
        self._printer.end_line()


class EventLines:
    """Every event as it comes, a line of JSON each: its name and its object, as the API has them."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    def take(self, event: StreamEvent) -> None:
        if isinstance(event, DoneEvent):
            return
        name = event.name if isinstance(event, UnknownEvent) else event.event
        self._printer.write(to_json({"event": name, "data": event.data}).decode() + "\n")

    def end(self, asking: Asking) -> None:
        self._printer.end_line()


class WholeJson:
    """One object when the run is over: the reply, and who gave it."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self._reply = ReplyText()
        self._pieces: list[str] = []
        self._messages: list[Message] = []

    def take(self, event: StreamEvent) -> None:
        self._pieces.append(self._reply.take(event))
        if isinstance(event, ThreadMessageCompleted | ThreadMessageIncomplete):
            self._messages.append(event.data)

    def end(self, asking: Asking) -> None:
        run = asking.run
        if run is None:
            return
        whole = {
            "thread_id": run.thread_id,
            "run_id": run.id,
            "assistant_id": run.assistant_id,
            "model": run.model,
            "status": run.status,
            "text": "".join(self._pieces),
            "usage": run.usage,
            "last_error": run.last_error,
            "required_action": run.required_action,
            "messages": self._messages,
        }
        self._printer.write(to_json(whole).decode() + "\n")


def output_for(printer: Printer, *, as_json: bool, stream: bool) -> Output:
    """The way to write that the options ask for."""
    if as_json:
        return EventLines(printer) if stream else WholeJson(printer)
    return StreamedText(printer) if stream else WholeText(printer)
