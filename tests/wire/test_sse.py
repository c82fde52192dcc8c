"""Streams of events as bytes, cut and spelt in every way."""

from __future__ import annotations

import itertools
import json

import httpx
import httpx_sse
from hypothesis import given
from hypothesis import strategies as st

from tests.api.loopback import recorded
from tui_threads.wire.sse import SSEDecoder, encode_comment, encode_event


def decode(*chunks: bytes) -> list[tuple[str, str, str]]:
    decoder = SSEDecoder()
    events = [event for chunk in chunks for event in decoder.feed(chunk)] + decoder.end()
    return [(event.event, event.data, event.id) for event in events]


def by_another_reader(stream: bytes) -> list[tuple[str, str, str]]:
    """The same stream as httpx-sse reads it; it passes on frames without data, which the standard drops."""
    response = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=stream)
    return [(e.event, e.data, e.id) for e in httpx_sse.EventSource(response).iter_sse() if e.data]


SAMPLE = (
    ": comment é\r\n\r\n"
    "id: 7\nevent: thread.message.delta\ndata: "
    + json.dumps({"value": "line\u2028separator\u0085 😀 ü"}, ensure_ascii=False)
    + "\n\n"
    "retry: 100\rdata: one\rdata: two\r\r"
    "event:tight\r\ndata:no space\r\n\r\n"
    "event: done\ndata: [DONE]\n\n"
).encode()

EXPECTED = [
    ("thread.message.delta", '{"value": "line\u2028separator\u0085 😀 ü"}', "7"),
    ("message", "one\ntwo", "7"),
    ("tight", "no space", "7"),
    ("done", "[DONE]", "7"),
]


def test_a_stream_may_be_cut_at_every_byte() -> None:
    assert decode(SAMPLE) == EXPECTED
    for cut in range(len(SAMPLE) + 1):
        assert decode(SAMPLE[:cut], SAMPLE[cut:]) == EXPECTED
    assert decode(*(SAMPLE[place : place + 1] for place in range(len(SAMPLE)))) == EXPECTED


def test_recorded_streams_are_read_as_another_reader_reads_them() -> None:
    for name in ("mltoss_run_stream.txt", "mltoss_tool_stream.txt", "lcbridge_run_stream.txt"):
        stream = recorded(name)
        assert decode(stream) == by_another_reader(stream)
        assert decode(stream.replace(b"\n", b"\r\n")) == decode(stream)
        assert decode(stream.replace(b"\n", b"\r")) == decode(stream)


ENDS = ("\n", "\r", "\r\n")
ODD = ("data:  two\n", "odd: x\n", "data: é\u2028\n", "retry: x\n", "retry: 5\n")


@given(
    st.lists(st.sampled_from(["data: x\n", "data\n", "event: e\n", "id: 1\n", "id\n", ":c\n", *ENDS, *ODD]))
)
def test_any_stream_is_read_as_another_reader_reads_it(pieces: list[str]) -> None:
    stream = "".join([*pieces, "\n\n"]).encode()
    assert [event for event in decode(stream) if event[1]] == by_another_reader(stream)


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_any_bytes_are_read_alike_however_they_are_cut(stream: bytes, cuts: list[int]) -> None:
    places = sorted({0, *cuts, len(stream)})
    chunks = [stream[start:end] for start, end in itertools.pairwise(places)]
    assert decode(*chunks) == decode(stream)


def test_invalid_utf_8_becomes_replacement_characters() -> None:
    assert decode(b"data: a\xff\xc3\n\n") == [("message", "a\ufffd\ufffd", "")]


def test_a_byte_order_mark_is_skipped() -> None:
    assert decode(b"\xef\xbb", b"\xbfdata: x\n\n") == [("message", "x", "")]


def test_a_huge_event_is_read_in_small_pieces() -> None:
    data = "x" * 3_000_000
    frame = f"event: e\ndata: {data}\n\n".encode()
    chunks = [frame[place : place + 1000] for place in range(0, len(frame), 1000)]
    assert decode(*chunks) == [("e", data, "")]


def test_the_last_event_counts_without_its_blank_line_but_not_when_it_is_cut() -> None:
    assert decode(b"data: [DONE]\n") == [("message", "[DONE]", "")]
    assert decode(b'event: e\ndata: {"a"') == []


def test_an_id_with_a_null_character_is_ignored() -> None:
    assert decode(b"id: 1\ndata: x\n\nid: 2\0\ndata: y\n\n") == [("message", "x", "1"), ("message", "y", "1")]


@given(
    st.from_regex(r"[a-z._]{1,30}", fullmatch=True),
    st.text(),
    st.none() | st.from_regex(r"[0-9]+", fullmatch=True),
)
def test_what_is_written_is_read_again(event: str, data: str, event_id: str | None) -> None:
    lines = data.replace("\r\n", "\n").replace("\r", "\n")
    wire_text = lines.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    if wire_text == lines:
        assert decode(encode_event(event, data, event_id)) == [(event, lines, event_id or "")]


def test_a_frame_looks_as_the_protocol_writes_it() -> None:
    assert encode_event("done", "[DONE]") == b"event: done\ndata: [DONE]\n\n"
    assert encode_event("e", "{}", "5") == b"id: 5\nevent: e\ndata: {}\n\n"


def test_a_comment_is_no_event_whatever_it_says() -> None:
    assert decode(encode_comment("hello\n\ndata: trick\n\n")) == []
    assert decode(encode_comment()) == []
