"""Chat completion chunks as servers really send them, read into pieces, without any I/O.

The servers differ: Ollama gives every call of a turn the index 0, others leave index, id or the finish
reason out, send whole arguments in one chunk or repeat a call's name in each, and put what the model
thinks under one of two keys. What is missing is made up for here, so that nobody above has to know.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, ValidationError

from tui_threads.server.providers.completion import (
    FinishPiece,
    FinishReason,
    Piece,
    ProgressPiece,
    ReasoningPiece,
    TextPiece,
    ToolCallPiece,
    UsagePiece,
)

_REASONS: dict[str, FinishReason] = {
    "length": "length",
    "max_tokens": "length",
    "content_filter": "content_filter",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
}


class ChunkError(Exception):
    """The server sent an error in the middle of its answer, or something that is no chunk."""

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        """The server's own words."""
        self.code = code


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Function(_Lenient):
    name: str | None = None
    arguments: str | dict[str, object] | None = None


class _Call(_Lenient):
    index: int | None = None
    id: str | None = None
    function: _Function | None = None


class _Part(_Lenient):
    type: str = ""
    text: str | None = None


class _Delta(_Lenient):
    content: str | list[_Part] | None = None
    refusal: str | None = None
    reasoning_content: object = None
    reasoning: object = None
    tool_calls: list[_Call] | None = None


class _Choice(_Lenient):
    index: int | None = 0
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Usage(_Lenient):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _PromptProgress(_Lenient):
    total: int
    processed: int


class _Error(_Lenient):
    message: str | None = None
    code: int | str | None = None
    type: str | None = None


class _Chunk(_Lenient):
    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: _Error | str | None = None
    prompt_progress: _PromptProgress | None = None


class ChunkReader:
    """One turn's chunks, in order; `end` after the last one."""

    def __init__(self) -> None:
        self._calls = _Calls()
        self._reason: str | None = None
        self._usage: _Usage | None = None
        self._has_answered = False

    @property
    def is_finished(self) -> bool:
        """Whether the server has said why it stopped."""
        return self._reason is not None

    def read(self, data: str) -> Iterator[Piece]:
        """The pieces of one chunk.

        Raises:
            ChunkError: the chunk is an error or not readable.
        """
        try:
            chunk = _Chunk.model_validate_json(data)
        except ValidationError as error:
            raise ChunkError(f"unreadable chunk: {data[:120]}") from error
        if chunk.error:
            raise _as_error(chunk.error)
        self._usage = chunk.usage or self._usage
        if chunk.prompt_progress and not self._has_answered:
            yield _as_progress(chunk.prompt_progress)
        for choice in chunk.choices or ():
            if choice.index in (0, None):
                yield from self._read_choice(choice)

    def end(self) -> Iterator[Piece]:
        """What can be said only after the last chunk: the cost, and why the model stopped."""
        if self._usage and self._usage.prompt_tokens is not None:
            yield UsagePiece(self._usage.prompt_tokens, self._usage.completion_tokens or 0)
        reason = _REASONS.get(self._reason or "", "stop")
        if reason == "stop" and self._calls:
            reason = "tool_calls"
        yield FinishPiece(reason)

    def _read_choice(self, choice: _Choice) -> Iterator[Piece]:
        delta = choice.delta or _Delta()
        for thought in (delta.reasoning_content, delta.reasoning):
            if isinstance(thought, str) and thought:
                yield ReasoningPiece(thought)
                break  # some servers send the same text under both names
        for piece in (TextPiece(text) for text in _texts(delta) if text):
            self._has_answered = True
            yield piece
        for call in delta.tool_calls or ():
            self._has_answered = True
            yield from self._calls.read(call)
        if choice.finish_reason:
            if choice.finish_reason == "error":
                raise ChunkError("the model stopped with an error")
            self._reason = choice.finish_reason


class _Calls:
    """The calls of one turn, numbered from 0 in the order they begin."""

    def __init__(self) -> None:
        self._keys: list[tuple[int | None, str | None]] = []
        """What the server called each call: its index and id, either may be missing."""

    def __len__(self) -> int:
        return len(self._keys)

    def read(self, call: _Call) -> Iterator[ToolCallPiece]:
        function = call.function or _Function()
        arguments = function.arguments or ""
        if not isinstance(arguments, str):
            arguments = json.dumps(arguments, ensure_ascii=False)
        index = self._find(call)
        if index is None:
            self._keys.append((call.index, call.id))
            call_id = call.id or f"call_{secrets.token_hex(12)}"
            yield ToolCallPiece(len(self._keys) - 1, call_id, function.name or "", arguments)
        elif arguments:
            yield ToolCallPiece(index, None, None, arguments)

    def _find(self, call: _Call) -> int | None:
        """The call this is more of; None for one that begins."""
        names_function = bool(call.function and call.function.name)
        for index in range(len(self._keys) - 1, -1, -1):
            known_index, known_id = self._keys[index]
            if call.id and known_id:
                if call.id == known_id:
                    return index
                if call.index is None or call.index != known_index or names_function:
                    continue
            if call.index is None and (call.id or names_function):
                continue
            if call.index is None or call.index == known_index:
                return index
        return None


def _texts(delta: _Delta) -> Iterator[str]:
    if isinstance(delta.content, str):
        yield delta.content
    for part in delta.content if isinstance(delta.content, list) else ():
        if part.type == "text" and part.text:
            yield part.text
    if delta.refusal:
        yield delta.refusal


def _as_progress(progress: _PromptProgress) -> ProgressPiece:
    fraction = progress.processed / progress.total if progress.total > 0 else None
    return ProgressPiece("reading_prompt", fraction)


def _as_error(error: _Error | str) -> ChunkError:
    if isinstance(error, str):
        return ChunkError(error)
    code = error.code if error.code is not None else error.type
    return ChunkError(error.message or "error without a message", None if code is None else str(code))
