"""Any server of the Chat Completions API: a provider of the configuration, Ollama, or our own llama.cpp."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from tui_threads.server.providers.chunks import ChunkError, ChunkReader
from tui_threads.server.providers.completion import ChatRequest, JsonObject, JsonValue, ModelEntry, Piece
from tui_threads.server.providers.failures import Failures
from tui_threads.server.providers.tokens import estimate_prompt
from tui_threads.wire.sse import SSEDecoder

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI

_CONNECT_SECONDS = 5.0
_SILENCE_SECONDS = 300.0
"""Longest wait for the next bytes: a big model on a slow machine reads a long prompt for minutes."""
_DONE = "[DONE]"


class _Architecture(BaseModel):
    input_modalities: list[str] | None = None


class _Model(BaseModel):
    """One listed model, with what some servers tell beside the protocol: vLLM, OpenRouter, llama-server."""

    id: str
    created: int | None = None
    owned_by: str | None = None
    max_model_len: int | None = None
    context_length: int | None = None
    architecture: _Architecture | None = None

    def as_entry(self, provider: str) -> ModelEntry:
        inputs = self.architecture.input_modalities if self.architecture else None
        return ModelEntry(
            id=f"{provider}/{self.id}",
            created=self.created or 0,
            owned_by=self.owned_by or provider,
            context_size=self.max_model_len or self.context_length,
            sees_images="image" in inputs if inputs else None,
        )


class _Models(BaseModel):
    data: list[_Model] | None  # Ollama without models says null


class OpenAICompatible:
    """One endpoint, asked through the openai SDK."""

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        find_key: Callable[[], str | None] = lambda: None,
        key_env: str | None = None,
        extra: JsonObject | None = None,
        retries: int = 2,
        silence: float = _SILENCE_SECONDS,
    ) -> None:
        """Nothing connects before the first question.

        Args:
            name: as models are named after it, `NAME/model-id`.
            base_url: up to where `/chat/completions` begins.
            find_key: gives the key, which is sent as bearer token; called once, in a thread, and may raise
                `ProviderError`.
            key_env: where the key should stand, for error texts.
            extra: sent with every request beside the protocol's own parameters.
            retries: of requests that were refused before the answer began.
            silence: seconds to wait for the next bytes of an answer.
        """
        self.name = name
        self._base_url = base_url
        self._extra = dict(extra or {})
        self._find_key = find_key
        self._retries = retries
        self._silence = silence
        self._client: AsyncOpenAI | None = None
        self._opening = asyncio.Lock()
        self._failures = Failures(name, base_url, None, key_env)

    async def open(self) -> AsyncOpenAI:
        """Get ready to ask, which the first question would do otherwise; connects to nobody."""
        async with self._opening:
            if self._client is None:
                # Imports for half a second and reads certificates: not on the loop of a server.
                self._client = await asyncio.to_thread(self._make_client)
            return self._client

    async def list(self) -> list[ModelEntry]:
        """The models the endpoint lists. Raises `ProviderError` when it does not answer."""
        client = await self.open()
        async with self._translated(model=None):
            answer = await client.models.with_raw_response.list()
            try:
                models = _Models.model_validate_json(answer.text)
            except ValidationError as error:
                raise self._failures.unreadable(answer.text[:120]) from error
        return [model.as_entry(self.name) for model in models.data or ()]

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Piece, None]:
        """Answer one turn; closing the generator closes the connection, which stops generation."""
        client = await self.open()
        reader = ChunkReader()
        async with self._translated(request.model), aclosing(self._events(client, request)) as events:
            async for data in events:
                if data == _DONE:
                    break
                for piece in reader.read(data):
                    yield piece
            else:
                if not reader.is_finished:
                    raise self._failures.cut("the connection was closed")
        for piece in reader.end():
            yield piece

    async def count_tokens(self, request: ChatRequest) -> int:
        """An estimate: the API cannot be asked."""
        return estimate_prompt(request.messages, request.tools)

    async def aclose(self) -> None:
        """Close all connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _make_client(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

        key = self._find_key()
        self._failures = replace(self._failures, key=key)
        client = AsyncOpenAI(
            api_key=key or "none",
            base_url=self._base_url,
            max_retries=self._retries,
            timeout=Timeout(self._silence, connect=_CONNECT_SECONDS),
            # A proxy of the environment cannot reach this machine's own loopback.
            http_client=DefaultAsyncHttpxClient(trust_env=not _is_loopback(self._base_url)),
        )
        if not _is_openai(self._base_url):
            # The SDK takes both from the environment: who is at OpenAI is nobody else's business.
            client.organization = client.project = None
        _ = client.chat.completions  # imports more
        return client

    async def _events(self, client: AsyncOpenAI, request: ChatRequest) -> AsyncGenerator[str, None]:
        decoder = SSEDecoder()
        is_empty = True
        async with self._answer(client, request) as received:
            async for part in received:
                for event in decoder.feed(part):
                    is_empty = False
                    yield event.data.strip()
            for event in decoder.end():
                is_empty = False
                yield event.data.strip()
        if is_empty:
            raise self._failures.unreadable("no events in it")

    @asynccontextmanager
    async def _answer(self, client: AsyncOpenAI, request: ChatRequest) -> AsyncIterator[AsyncIterator[bytes]]:
        from openai import BadRequestError, UnprocessableEntityError

        create = client.chat.completions.with_streaming_response.create
        async with AsyncExitStack() as stack:
            body = self._body(request)
            try:
                # The SDK looks into each part of `messages`; what is in `extra_body` it takes as it is.
                response = await stack.enter_async_context(
                    create(model=request.model, messages=(), stream=True, extra_body=body)
                )
            except (BadRequestError, UnprocessableEntityError) as error:
                if "stream_options" not in error.message:
                    raise
                del body["stream_options"]  # older servers know no such thing; then nobody knows the cost
                response = await stack.enter_async_context(
                    create(model=request.model, messages=(), stream=True, extra_body=body)
                )
            yield response.iter_bytes()

    def _body(self, request: ChatRequest) -> dict[str, JsonValue]:
        """All parameters but model and stream."""
        # OpenAI's newer models refuse the old name of the limit, many other servers do not know the new one.
        limit = "max_completion_tokens" if _is_openai(self._base_url) else "max_tokens"
        asked: dict[str, JsonValue] = {
            "messages": request.messages,
            "temperature": request.temperature,
            "top_p": request.top_p,
            limit: request.max_completion_tokens,
            "response_format": request.response_format,
            "reasoning_effort": request.reasoning_effort,
        }
        if request.tools:
            asked["tools"] = request.tools
            asked["tool_choice"] = request.tool_choice
            asked["parallel_tool_calls"] = request.parallel_tool_calls
        body = {name: value for name, value in asked.items() if value is not None}
        return {"stream_options": {"include_usage": True}, **self._extra, **body}

    @asynccontextmanager
    async def _translated(self, model: str | None) -> AsyncIterator[None]:
        """Turns what the SDK and its transport raise into `ProviderError`."""
        import httpx2
        from openai import APIConnectionError, APIStatusError, APITimeoutError

        try:
            yield
        except ChunkError as error:
            raise self._failures.in_stream(error.message, error.code, model) from error
        except APIStatusError as error:
            raise self._failures.status(error.status_code, _said(error), model, error.code) from error
        except (APITimeoutError, httpx2.TimeoutException) as error:
            if isinstance(error.__cause__, httpx2.ConnectTimeout):
                raise self._failures.refused("no connection in time") from error
            raise self._failures.timeout(self._silence) from error
        except APIConnectionError as error:
            raise self._failures.refused(str(error.__cause__ or error)) from error
        except httpx2.DecodingError as error:
            raise self._failures.cut("its compression cannot be read") from error
        except httpx2.TransportError as error:
            raise self._failures.cut("the connection was closed") from error


def _said(error: APIStatusError) -> str:
    """The provider's own words, without what the SDK puts around them."""
    body = error.body
    if isinstance(body, Mapping):
        message = body.get("message") or body.get("detail")
        return message if isinstance(message, str) else error.message
    return body if isinstance(body, str) else error.message


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _is_openai(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host.endswith((".openai.com", ".openai.azure.com"))
