"""What is written: the text of a reply once each, harmless on a terminal, untouched in a pipe."""

from __future__ import annotations

import io
import json

from tui_threads.cli.ask_output import EventLines, Printer
from tui_threads.cli.ask_reply import ReplyText
from tui_threads.wire.events import StreamEvent, parse_event


class Screen(io.TextIOWrapper):
    """A terminal as far as a program can tell."""

    def isatty(self) -> bool:
        return True


def written(*pieces: str, terminal: bool) -> str:
    stream = (Screen if terminal else io.TextIOWrapper)(io.BytesIO(), encoding="utf-8")
    printer = Printer(stream)
    for piece in pieces:
        printer.write(piece)
    printer.end_line()
    raw = stream.detach()
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()


def event(name: str, **data: object) -> StreamEvent:
    return parse_event(name, json.dumps(data))


def delta(text: str, message: str = "msg_1", index: int = 0) -> StreamEvent:
    block = {"index": index, "type": "text", "text": {"value": text}}
    return event("thread.message.delta", id=message, delta={"content": [block]})


def completed(*texts: str, message: str = "msg_1") -> StreamEvent:
    content = [{"type": "text", "text": {"value": text, "annotations": []}} for text in texts]
    return event("thread.message.completed", id=message, role="assistant", content=content)


def reply_of(*events: StreamEvent) -> str:
    reply = ReplyText()
    return "".join(reply.take(one) for one in events)


def test_escape_sequences_are_shown_on_a_terminal_not_obeyed() -> None:
    shown = written("\x1b]0;owned\x07", "\x9b2J", "\u202eabc", terminal=True)
    assert not set(shown) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "\u241b]0;owned\u2407" in shown


def test_a_pipe_gets_the_text_as_it_is() -> None:
    assert written("\x1b[31mred\x1b[0m\r\n", terminal=False) == "\x1b[31mred\x1b[0m\r\n"


def test_an_escape_sequence_in_two_pieces_is_not_obeyed_either() -> None:
    assert "\x1b" not in written("\x1b", "[2J", terminal=True)


def test_a_line_end_in_two_pieces_is_one_line_end() -> None:
    assert written("one\r", "\ntwo", terminal=True) == "one\ntwo\n"


def test_the_last_line_is_ended_once() -> None:
    assert written("no end", terminal=False) == "no end\n"
    assert written("an end\n", terminal=False) == "an end\n"
    assert written(terminal=False) == ""


def test_a_lone_surrogate_does_not_stop_the_reply() -> None:
    assert written("a\ud800b", terminal=False) == "a?b\n"


def test_streamed_text_is_written_once() -> None:
    assert reply_of(delta("Hel"), delta("lo."), completed("Hello.")) == "Hello."


def test_the_end_of_a_message_that_was_not_streamed_comes_with_the_whole() -> None:
    assert reply_of(delta("Hel"), completed("Hello.")) == "Hello."


def test_a_server_that_does_not_stream_is_read_all_the_same() -> None:
    assert reply_of(completed("Whole.")) == "Whole."


def test_two_messages_and_two_parts_stand_apart() -> None:
    events = (
        delta("one"),
        delta("two", index=1),
        completed("one", "two"),
        completed("three", message="msg_2"),
    )
    assert reply_of(*events) == "one\n\ntwo\n\nthree"


def test_a_refusal_is_text_and_a_picture_is_named() -> None:
    content = [
        {"type": "refusal", "refusal": "I will not."},
        {"type": "image_file", "image_file": {"file_id": "file_7"}},
    ]
    whole = event("thread.message.completed", id="msg_1", role="assistant", content=content)
    assert reply_of(whole) == "I will not.\n\n[image: file_7]"


def test_events_as_lines_are_whole_json_with_the_names_of_the_api() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    lines = EventLines(Printer(stream))
    lines.take(delta("a\nb\u2028c"))
    lines.take(event("thread.something.new", id="x"))
    raw = stream.detach()
    assert isinstance(raw, io.BytesIO)
    first, second = map(json.loads, raw.getvalue().decode().rstrip("\n").split("\n"))
    assert first["event"] == "thread.message.delta"
    assert first["data"]["delta"]["content"][0]["text"]["value"] == "a\nb\u2028c"
    assert second == {"event": "thread.something.new", "data": {"id": "x"}}
