"""What one model turn asks and gives, whoever answers it.

The runner speaks these words alone; each provider translates them from and to its own protocol.
Messages and tools have the form of the Chat Completions API, which every provider understands.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

JsonValue: TypeAlias = "str | int | float | bool | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
JsonObject: TypeAlias = Mapping[str, JsonValue]

FinishReason: TypeAlias = Literal["stop", "length", "tool_calls", "content_filter"]
"""Why a model stopped. A provider that gives no reason is taken to have said `stop`."""

ErrorCode: TypeAlias = Literal["server_error", "rate_limit_exceeded", "invalid_prompt"]
"""Codes a run's `last_error` may have."""

ProgressPhase: TypeAlias = Literal["queued", "loading_model", "reading_prompt", "generating"]


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One model turn. None means that the caller did not say, so the provider's default holds."""

    model: str
    """The provider's own model id; `ModelRouter.stream` puts it in."""
    messages: Sequence[JsonObject]
    tools: Sequence[JsonObject] = ()
    tool_choice: JsonValue = None
    temperature: float | None = None
    top_p: float | None = None
    max_completion_tokens: int | None = None
    response_format: JsonObject | None = None
    parallel_tool_calls: bool | None = None
    reasoning_effort: str | None = None


@dataclass(frozen=True, slots=True)
class TextPiece:
    """More of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningPiece:
    """More of what a model thinks before it answers; never part of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCallPiece:
    """More of one function call.

    The first piece of a call carries id and name, later ones None; `arguments` are to be joined.
    """

    index: int
    """0 for the first call of the turn, and so on, without gaps."""
    id: str | None
    name: str | None
    arguments: str


@dataclass(frozen=True, slots=True)
class UsagePiece:
    """What the turn cost in tokens; comes at most once."""

    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class FinishPiece:
    """The end of the answer; comes exactly once in a turn that did not fail."""

    reason: FinishReason


@dataclass(frozen=True, slots=True)
class ProgressPiece:
    """What the provider is busy with while there is no text yet."""

    phase: ProgressPhase
    fraction: float | None = None
    """0 to 1, None where it cannot be known."""


Piece: TypeAlias = TextPiece | ReasoningPiece | ToolCallPiece | UsagePiece | FinishPiece | ProgressPiece


class ProviderError(Exception):
    """No answer, or not all of it; `code` and `message` become the run's `last_error`."""

    def __init__(self, message: str, code: ErrorCode = "server_error") -> None:
        super().__init__(message)
        self.message = message
        """A sentence that names the provider and says what to do. Never holds a key."""
        self.code = code


class TooLong(ProviderError):
    """The model cannot read a prompt of this length; a shorter one may do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "invalid_prompt")
        self.tokens = 0
        """How long it was, as whoever asked has counted it; 0 where a shorter one will not do."""


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One line of `GET /v1/models`."""

    id: str
    """As runs name it: `local/smollm2-135m` or `NAME/model-id`."""
    created: int
    """Unix seconds; 0 where the provider does not say."""
    owned_by: str
    context_size: int | None = None
    """Tokens of prompt and answer together, where the provider says."""
    sees_images: bool | None = None
    """Whether it takes pictures, None where the provider does not say."""


@dataclass(frozen=True, slots=True)
class ResolvedModel:
    """The model that will really answer a run."""

    name: str
    """As the run tells it: `local/smollm2-135m` or `NAME/model-id`."""
    provider: str
    """Name of the provider: `local`, a name of `[providers.*]`, or a discovered one."""
    model_id: str
    """The provider's own id for it."""
    context_size: int | None = None
    """Tokens of prompt and answer together, None where unknown."""
    sees_images: bool = True
    """Whether `image_url` parts may be sent to it."""
    slots: int = 8
    """Runs it answers at the same time; more are to wait in order."""


class Provider(Protocol):
    """Where tokens come from."""

    async def list(self) -> list[ModelEntry]:
        """The models it has. Raises `ProviderError` when it does not answer."""
        ...

    def stream(self, request: ChatRequest) -> AsyncGenerator[Piece, None]:
        """Answer one turn. Closing the generator stops generation. Raises `ProviderError`."""
        ...

    async def count_tokens(self, request: ChatRequest) -> int:
        """Tokens of its messages and tools: exact where the provider can count, else an estimate."""
        ...

    async def aclose(self) -> None:
        """Let go of connections, threads and memory."""
        ...
