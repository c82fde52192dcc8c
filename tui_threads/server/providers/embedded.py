"""The model the server runs itself: loaded at the first question, then one more such endpoint as others."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from tui_threads.server.providers import llama, prompted_tools
from tui_threads.server.providers.completion import (
    ChatRequest,
    Piece,
    ProgressPiece,
    ProviderError,
)
from tui_threads.server.providers.llama import Llama, LlamaSettings
from tui_threads.server.providers.openai_compatible import OpenAICompatible

PROVIDER = "local"
_LOOK_SECONDS = 0.2
"""Between two looks at how far loading is."""
_COUNTS_KEPT = 512


class BrokenDown(ProviderError):
    """The model's process ended while it was asked."""


@dataclass(slots=True)
class _Loading:
    """A load that is under way; those who wait for it share it."""

    task: asyncio.Task[_Loaded]
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A model that can be asked."""

    engine: Llama
    endpoint: OpenAICompatible
    http: httpx.AsyncClient
    calls_functions: bool
    """Whether its chat template knows function calls."""

    def answer(self, request: ChatRequest) -> AsyncGenerator[Piece, None]:
        """Answer one turn; functions are told in words to a model that knows none."""
        if self.calls_functions or not prompted_tools.has_tools(request):
            return self.endpoint.stream(request)
        return prompted_tools.find_calls(request, self.endpoint.stream(prompted_tools.rewrite(request)))

    @asynccontextmanager
    async def explained(self) -> AsyncIterator[None]:
        """Within it, errors that come of a broken down process say so, as `BrokenDown`."""
        try:
            yield
        except ProviderError as error:
            cause = await self.engine.why_it_ended() if error.code == "server_error" else None
            if cause is None:
                raise
            raise BrokenDown(
                f"The embedded model broke down ({cause}). What came is kept; ask again, it is loaded anew."
            ) from error

    async def aclose(self) -> None:
        await self.http.aclose()
        await self.endpoint.aclose()
        await self.engine.close()


class EmbeddedModel:
    """One GGUF file, run by llama.cpp in a child process; loaded anew where that broke down."""

    def __init__(
        self, find: Callable[[], Path | None], name: str, settings: LlamaSettings, how_to_get: str
    ) -> None:
        """Nothing is loaded before the first question.

        Args:
            find: where the model file is at the moment; None while it is not on this disk.
            name: of the model, `local/…`.
            how_to_get: a sentence for the person whose disk has no such file.
        """
        self.name = name
        self._find = find
        self._settings = settings
        self._how_to_get = how_to_get
        self._loading: _Loading | None = None
        self._counts: OrderedDict[bytes, int] = OrderedDict()

    @property
    def slots(self) -> int:
        """Answers it gives at the same time."""
        return self._settings.slots

    @property
    def is_loaded(self) -> bool:
        """Whether it takes memory, or is about to."""
        return self._loading is not None

    def context_size(self) -> int:
        """Tokens of prompt and answer. Raises `ProviderError` when there is no file, or it is no model."""
        return llama.context_size(llama.check(self._file()), self._settings)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Piece, None]:
        """Answer one turn, loading the model before if need be; anew where it had broken down unnoticed."""
        limit = request.max_completion_tokens or self._settings.reply_tokens
        request = replace(request, max_completion_tokens=limit)
        while True:
            loading = self._begin()
            may_be_stale = loading.task.done()
            while not loading.task.done():
                yield ProgressPiece("loading_model", loading.fraction)
                await asyncio.wait((loading.task,), timeout=_LOOK_SECONDS)
            loaded = await self._finish(loading)
            try:
                async with loaded.explained(), aclosing(loaded.answer(request)) as answer:
                    async for piece in answer:
                        may_be_stale = False
                        yield piece
                return
            except BrokenDown:
                if not may_be_stale:
                    raise

    async def count_tokens(self, request: ChatRequest) -> int:
        """Tokens of the prompt, exactly; loads the model if need be."""
        loading = self._begin()
        may_be_stale = loading.task.done()
        try:
            return await self._count(await self._finish(loading), request)
        except BrokenDown:
            if not may_be_stale:
                raise
            return await self._count(await self._finish(self._begin()), request)

    async def aclose(self) -> None:
        """Unload the model."""
        loading, self._loading = self._loading, None
        if loading is None:
            return
        if not loading.task.done():
            loading.task.cancel()
        (result,) = await asyncio.gather(loading.task, return_exceptions=True)
        if isinstance(result, _Loaded):
            await result.aclose()

    async def _count(self, loaded: _Loaded, request: ChatRequest) -> int:
        if not loaded.calls_functions and prompted_tools.has_tools(request):
            request = prompted_tools.rewrite(request)
        body = {"messages": request.messages, "tools": request.tools}
        told = json.dumps({name: value for name, value in body.items() if value}).encode()
        digest = hashlib.blake2b(told, digest_size=16).digest()
        if digest not in self._counts:
            async with loaded.explained():
                self._counts[digest] = await _count(loaded.http, told)
            if len(self._counts) > _COUNTS_KEPT:
                self._counts.popitem(last=False)
        return self._counts[digest]

    def _file(self) -> Path:
        file = self._find()
        if file is None:
            raise ProviderError(f"The model {self.name} is not on this disk. {self._how_to_get}")
        return file

    def _begin(self) -> _Loading:
        former = self._loading.task if self._loading else None
        if self._loading is None or _is_gone(self._loading.task):
            load = _load(self._file(), self._settings, self._take_fraction, former)
            self._loading = _Loading(asyncio.ensure_future(load))
        return self._loading

    def _take_fraction(self, fraction: float) -> None:
        if self._loading is not None:
            self._loading.fraction = fraction

    async def _finish(self, loading: _Loading) -> _Loaded:
        # Whoever hangs up while the model loads must not stop it for those who wait beside.
        return await asyncio.shield(loading.task)


def _is_gone(task: asyncio.Task[_Loaded]) -> bool:
    return task.done() and (
        task.cancelled() or task.exception() is not None or task.result().engine.has_ended
    )


async def _load(
    file: Path,
    settings: LlamaSettings,
    on_read: Callable[[float], None],
    former: asyncio.Task[_Loaded] | None,
) -> _Loaded:
    if former and not former.cancelled() and not former.exception():
        await former.result().aclose()
    async with AsyncExitStack() as if_it_fails:
        engine = await Llama.load(file, settings, on_read)
        if_it_fails.push_async_callback(engine.close)
        endpoint = OpenAICompatible(
            PROVIDER,
            f"{engine.address}/v1",
            find_key=lambda: engine.key,
            extra={"return_progress": True},
            retries=0,
        )
        http, _ = await asyncio.gather(asyncio.to_thread(_connect, engine), endpoint.open())
        try:
            properties: object = (await http.get("/props")).json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderError("The embedded model was loaded but does not answer. Ask again.") from error
        if_it_fails.pop_all()
        return _Loaded(engine, endpoint, http, _calls_functions(properties))


def _connect(engine: Llama) -> httpx.AsyncClient:
    key = {"authorization": f"Bearer {engine.key}"}
    return httpx.AsyncClient(base_url=engine.address, headers=key, timeout=60, trust_env=False)


def _calls_functions(properties: object) -> bool:
    abilities = properties.get("chat_template_caps") if isinstance(properties, Mapping) else None
    return isinstance(abilities, Mapping) and abilities.get("supports_tools") is True


async def _count(http: httpx.AsyncClient, told: bytes) -> int:
    headers = {"content-type": "application/json"}
    try:
        rendered = await http.post("/apply-template", content=told, headers=headers)
        rendered.raise_for_status()
        prompt: object = rendered.json()["prompt"]
        # As the model will see it: the template's own markers count as the one token they are.
        question = {"content": prompt, "add_special": True, "parse_special": True}
        tokens = await http.post("/tokenize", json=question)
        tokens.raise_for_status()
        return len(tokens.json()["tokens"])
    except (httpx.HTTPError, KeyError, ValueError) as error:
        raise ProviderError(
            "The embedded model did not answer when the length of the prompt was measured. Ask again."
        ) from error
