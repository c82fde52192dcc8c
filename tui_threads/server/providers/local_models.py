"""The models the server runs itself: one in memory, or as many as are being asked at the same time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import replace
from pathlib import Path

from tui_threads.server.model_shelf import ModelShelf
from tui_threads.server.providers.completion import ChatRequest, ModelEntry, Piece, ResolvedModel
from tui_threads.server.providers.embedded import PROVIDER, EmbeddedModel
from tui_threads.server.providers.llama import LlamaSettings
from tui_threads.settings import ServerSettings


class LocalModels:
    """The model files of this machine as one provider, `local`.

    A model is loaded at its first question and stays until another one is asked; one that is still
    answering then goes when it has answered.
    """

    def __init__(self, shelf: ModelShelf, settings: ServerSettings) -> None:
        """Nothing is loaded yet."""
        self._shelf = shelf
        self._settings = settings
        self._models: dict[str, EmbeddedModel] = {}
        self._asked: Counter[str] = Counter()
        self._latest = ""
        self._unloading: set[asyncio.Task[None]] = set()

    @property
    def default_name(self) -> str:
        """The model that answers where no other is wanted; it may be missing."""
        return self._shelf.default_name()

    async def list(self) -> list[ModelEntry]:
        """Every model whose file is there, the one that answers by default first."""
        return [
            ModelEntry(name, int(file.stat().st_mtime), PROVIDER)
            for name, file in self._shelf.files().items()
        ]

    def resolve(self, name: str) -> ResolvedModel | None:
        """The model of that name; None when it is not the default one and has no file.

        Raises:
            ProviderError: its file is missing, or is no model.
        """
        if name != self.default_name and name not in self._shelf.files():
            return None
        model = self._model(name)
        return ResolvedModel(
            name=name,
            provider=PROVIDER,
            model_id=name,
            context_size=model.context_size(),
            sees_images=False,
            slots=model.slots,
        )

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Piece, None]:
        """Answer one turn with the model `request.model`. Raises `ProviderError`."""
        with self._asking(request.model) as model:
            async with aclosing(model.stream(request)) as answer:
                async for piece in answer:
                    yield piece

    async def count_tokens(self, request: ChatRequest) -> int:
        """Tokens of a prompt for `request.model`, exactly; loads it if need be. Raises `ProviderError`."""
        with self._asking(request.model) as model:
            return await model.count_tokens(request)

    async def aclose(self) -> None:
        """Unload all."""
        await asyncio.gather(*self._unloading, *(model.aclose() for model in self._models.values()))

    def _model(self, name: str) -> EmbeddedModel:
        if name not in self._models:
            self._models[name] = EmbeddedModel(
                find=lambda: self._shelf.files().get(name),
                name=name,
                settings=_settings_of(self._shelf, name, self._settings),
                how_to_get=_HOW_TO_GET if self._shelf.named is None else _name_other(self._shelf.named),
            )
        return self._models[name]

    @contextmanager
    def _asking(self, name: str) -> Iterator[EmbeddedModel]:
        self._latest = name
        self._asked[name] += 1
        self._make_room()
        try:
            yield self._model(name)
        finally:
            self._asked[name] -= 1
            self._make_room()

    def _make_room(self) -> None:
        """Unload what was asked before and answers no more."""
        for name, model in self._models.items():
            if name != self._latest and not self._asked[name] and model.is_loaded:
                # Whoever hangs up must not leave a model half unloaded.
                task = asyncio.ensure_future(model.aclose())
                self._unloading.add(task)
                task.add_done_callback(self._unloading.discard)


_HOW_TO_GET = (
    "Run `threads-tui models pull` to fetch it, or set fallback_model in config.toml to a model of one of "
    "your providers."
)
_SMALL_SAMPLING = {
    "temp": 0.2,  # this and top_p its makers advise; at 1.0 it babbles
    "top_p": 0.9,
    # Without these 7 of 26 answers were cut at 2,048 tokens, mostly repetitions; with them 1.
    "penalty_repeat": 1.1,
    "penalty_last_n": 256,
    "dry_multiplier": 0.8,
    "dry_allowed_length": 4,
    "dry_penalty_last_n": 1024,
}
"""What SmolLM2 needs."""
_SMALL_REPLY_TOKENS = 1024
"""More than it has to say; it can repeat itself up to the end of its context."""


def _settings_of(shelf: ModelShelf, name: str, server: ServerSettings) -> LlamaSettings:
    settings = LlamaSettings(server.context_size, server.slots, reply_tokens=server.reply_tokens)
    if not shelf.is_small(name):
        return settings
    limit = server.reply_tokens or _SMALL_REPLY_TOKENS
    return replace(settings, sampling=_SMALL_SAMPLING, reply_tokens=limit)


def _name_other(missing: Path) -> str:
    return f"There is no file {missing}: mend model_path in config.toml."
