"""From the model a run asks for to the one that answers it."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from tui_threads.server.model_shelf import ModelShelf
from tui_threads.server.providers.catalogue import Catalogue
from tui_threads.server.providers.completion import (
    ChatRequest,
    JsonObject,
    ModelEntry,
    Piece,
    Provider,
    ProviderError,
    ResolvedModel,
)
from tui_threads.server.providers.discovery import Discovery
from tui_threads.server.providers.embedded import PROVIDER as EMBEDDED
from tui_threads.server.providers.keys import KeySource
from tui_threads.server.providers.local_models import LocalModels
from tui_threads.server.providers.openai_compatible import OpenAICompatible
from tui_threads.settings import EMBEDDED_MODEL, ProviderSettings, ServerSettings


@dataclass(slots=True)
class ModelRouter:
    """All providers behind one door. `NAME/model-id` goes to the provider NAME, a bare id to the only
    provider that lists it, and every other name to the fallback."""

    local: LocalModels
    configured: Mapping[str, OpenAICompatible]
    fallback: str
    discovery: Discovery | None = None
    catalogue: Catalogue = field(default_factory=Catalogue)

    @classmethod
    def from_settings(
        cls,
        server: ServerSettings,
        providers: Mapping[str, ProviderSettings],
        models_dir: Path,
        environ: Mapping[str, str] = os.environ,
    ) -> Self:
        """The providers of the configuration. Nothing connects or loads yet."""
        return cls(
            local=LocalModels(ModelShelf.of(models_dir, server), server),
            configured={
                name: OpenAICompatible(
                    name,
                    settings.base_url,
                    find_key=KeySource(name, settings.api_key_env, environ).find,
                    key_env=settings.api_key_env,
                )
                for name, settings in providers.items()
            },
            fallback=server.fallback_model,
            discovery=Discovery() if server.discover else None,
        )

    async def resolve(self, requested: str) -> ResolvedModel:
        """The model that will answer a run that asks for `requested`.

        Raises:
            ProviderError: neither it nor the fallback can be used.
        """
        found = await self._find(requested) or await self._find(self._fallback())
        if found is None:
            raise ProviderError(
                f"No provider has the model `{requested}`, nor the fallback_model `{self.fallback}`. Set "
                f"fallback_model in config.toml to `{self.local.default_name}` or to a model of a provider."
            )
        return found

    async def list(self) -> list[ModelEntry]:
        """Every model a run may ask for by its full name."""
        providers = await self._remote()
        return [*await self.local.list(), *await self.catalogue.entries(providers.values())]

    async def entry(self, name: str) -> ModelEntry | None:
        """The listed model that a run asking for `name` is answered by; None where the fallback would."""
        entries = await self.list()
        exact = [entry for entry in entries if entry.id == name]
        found = exact or _bearing(name, entries)
        return found[0] if len(found) == 1 else None

    async def stream(self, resolved: ResolvedModel, request: ChatRequest) -> AsyncGenerator[Piece, None]:
        """Answer one turn; closing the generator stops generation. Raises `ProviderError`."""
        provider = self._provider(resolved)
        answer = provider.stream(replace(request, model=resolved.model_id))
        try:
            async for piece in answer:
                yield piece
        finally:
            await answer.aclose()

    async def count_tokens(
        self, resolved: ResolvedModel, messages: Sequence[JsonObject], tools: Sequence[JsonObject] = ()
    ) -> int:
        """Tokens of a prompt: exact for the models of this machine, else an estimate on the high side."""
        request = ChatRequest(model=resolved.model_id, messages=messages, tools=tools)
        return await self._provider(resolved).count_tokens(request)

    async def aclose(self) -> None:
        """Unload the models of this machine and close every connection."""
        await self.local.aclose()
        for provider in self.configured.values():
            await provider.aclose()
        if self.discovery:
            await self.discovery.aclose()

    async def _find(self, name: str) -> ResolvedModel | None:
        """The model of that name, None when nobody has it."""
        prefix, _, model_id = name.partition("/")
        if prefix == EMBEDDED:
            return self.local.resolve(name)
        remote = self.configured if prefix in self.configured else await self._remote()
        if prefix in remote and model_id:
            return await self._resolve_remote(remote[prefix], model_id)
        bearing = _bearing(name, [*await self.local.list(), *await self.catalogue.entries(remote.values())])
        if len(bearing) == 1:
            owner, _, model_id = bearing[0].id.partition("/")
            if owner == EMBEDDED:
                return self.local.resolve(bearing[0].id)
            return await self._resolve_remote(remote[owner], model_id)
        return None

    def _fallback(self) -> str:
        # The usual fallback is the model the server runs itself, whichever that is.
        return self.local.default_name if self.fallback == EMBEDDED_MODEL else self.fallback

    async def _resolve_remote(self, provider: OpenAICompatible, model_id: str) -> ResolvedModel:
        name = f"{provider.name}/{model_id}"
        entries = await self.catalogue.entries((provider,))
        entry = next((entry for entry in entries if entry.id == name), None)
        return ResolvedModel(
            name=name,
            provider=provider.name,
            model_id=model_id,
            context_size=entry.context_size if entry else None,
            sees_images=entry is None or entry.sees_images is not False,
        )

    def _provider(self, resolved: ResolvedModel) -> Provider:
        if resolved.provider == EMBEDDED:
            return self.local
        found = self.discovery.known if self.discovery else {}
        return {**found, **self.configured}[resolved.provider]

    async def _remote(self) -> Mapping[str, OpenAICompatible]:
        """The configured providers, and those found whose names are not taken."""
        found = await self.discovery.find() if self.discovery else {}
        return {**found, **self.configured}


def _bearing(name: str, entries: Iterable[ModelEntry]) -> list[ModelEntry]:
    """The models of that bare name; Ollama's `:latest` may be left out."""
    return [entry for entry in entries if entry.id.partition("/")[2] in (name, f"{name}:latest")]
