"""The ways servers stray from the form of a chunk, each seen in the wild."""

from __future__ import annotations

import json

import pytest

from tui_threads.server.providers.chunks import ChunkError, ChunkReader
from tui_threads.server.providers.completion import FinishPiece, Piece, TextPiece, ToolCallPiece, UsagePiece


def read(*deltas: dict[str, object], finish_reason: str | None = None) -> list[Piece]:
    reader = ChunkReader()
    pieces: list[Piece] = []
    for delta in deltas:
        pieces += reader.read(json.dumps({"choices": [{"index": 0, "delta": delta}]}))
    if finish_reason:
        pieces += reader.read(json.dumps({"choices": [{"delta": {}, "finish_reason": finish_reason}]}))
    return [*pieces, *reader.end()]


def call(name: str | None = None, arguments: object = "", **fields: object) -> dict[str, object]:
    return {"tool_calls": [{**fields, "function": {"name": name, "arguments": arguments}}]}


def test_two_whole_calls_that_both_claim_index_0_stay_two() -> None:
    pieces = read(call("a", "{}", index=0, id="x"), call("b", "{}", index=0, id="y"), finish_reason="stop")
    assert pieces == [
        ToolCallPiece(0, "x", "a", "{}"),
        ToolCallPiece(1, "y", "b", "{}"),
        FinishPiece("tool_calls"),
    ]


def test_calls_without_an_index_are_told_apart_by_their_ids() -> None:
    pieces = read(call("a", "{", id="x"), call(None, "}", id="x"), call("b", "{}", id="y"))
    assert pieces[:3] == [
        ToolCallPiece(0, "x", "a", "{"),
        ToolCallPiece(0, None, None, "}"),
        ToolCallPiece(1, "y", "b", "{}"),
    ]


def test_a_continuation_without_index_and_id_belongs_to_the_last_call() -> None:
    pieces = read(call("a", "{", id="x"), call(None, "}"))
    assert pieces[1] == ToolCallPiece(0, None, None, "}")


def test_a_name_repeated_in_every_chunk_begins_no_new_call() -> None:
    pieces = read(call("a", "{", index=0, id="x"), call("a", "}", index=0, id="x"), call("a", " ", index=0))
    assert [piece.index for piece in pieces if isinstance(piece, ToolCallPiece)] == [0, 0, 0]


def test_indices_that_do_not_begin_at_0_are_renumbered() -> None:
    pieces = read(call("a", "{}", index=1, id="x"), call("b", "{}", index=3, id="y"))
    assert [piece.index for piece in pieces if isinstance(piece, ToolCallPiece)] == [0, 1]


def test_a_call_without_id_gets_one() -> None:
    piece = read(call("a", "{}", index=0))[0]
    assert isinstance(piece, ToolCallPiece)
    assert piece.id is not None
    assert piece.id.startswith("call_")


def test_arguments_sent_as_an_object_become_text() -> None:
    assert read(call("a", {"x": "ü"}, index=0, id="x"))[0] == ToolCallPiece(0, "x", "a", '{"x": "ü"}')


def test_content_sent_as_parts_is_joined() -> None:
    parts = [{"type": "text", "text": "Hel"}, {"type": "thinking"}, {"type": "text", "text": "lo"}]
    assert read({"content": parts})[:2] == [TextPiece("Hel"), TextPiece("lo")]


@pytest.mark.parametrize(("said", "reason"), [("length", "length"), ("eos", "stop"), (None, "stop")])
def test_reasons_outside_the_protocol_count_as_a_stop(said: str | None, reason: str) -> None:
    assert read({"content": "x"}, finish_reason=said)[-1] == FinishPiece(reason)  # type: ignore[arg-type]  # reasons as text


def test_usage_told_again_and_again_counts_once() -> None:
    reader = ChunkReader()
    for completion_tokens in (1, 2, 3):
        usage = {"prompt_tokens": 5, "completion_tokens": completion_tokens}
        list(reader.read(json.dumps({"choices": [], "usage": usage})))
    assert list(reader.end()) == [UsagePiece(5, 3), FinishPiece("stop")]


@pytest.mark.parametrize("data", ["{", "[]", '{"choices": 3}', '{"error": "out of memory"}'])
def test_what_is_no_chunk_is_an_error(data: str) -> None:
    with pytest.raises(ChunkError):
        list(ChunkReader().read(data))
