"""Which models each provider has, asked seldom and never waited for long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tui_threads.server.providers.completion import ModelEntry, ProviderError
from tui_threads.server.providers.openai_compatible import OpenAICompatible

_FRESH_SECONDS = 60.0
_FAILED_SECONDS = 10.0
"""A provider that did not answer is left alone for so long."""
_PATIENCE = 3.0


@dataclass(frozen=True, slots=True)
class _Listing:
    entries: list[ModelEntry]
    until: float


@dataclass(slots=True)
class Catalogue:
    """Lists of models, each kept for a minute; a provider that does not answer has none meanwhile."""

    clock: Callable[[], float] = time.monotonic
    _listings: dict[str, _Listing] = field(default_factory=dict)

    async def entries(self, providers: Iterable[OpenAICompatible]) -> list[ModelEntry]:
        """All models of these providers, in their order."""
        lists = await asyncio.gather(*(self._list(provider) for provider in providers))
        return [entry for entries in lists for entry in entries]

    async def _list(self, provider: OpenAICompatible) -> list[ModelEntry]:
        known = self._listings.get(provider.name)
        if known is None or self.clock() > known.until:
            entries = await _ask(provider)
            fresh = _FAILED_SECONDS if entries is None else _FRESH_SECONDS
            known = _Listing(entries or [], self.clock() + fresh)
            self._listings[provider.name] = known
        return known.entries


async def _ask(provider: OpenAICompatible) -> list[ModelEntry] | None:
    """Its models, None when it does not say."""
    try:
        await provider.open()  # imports the first time, for which the provider must not pay
        return await asyncio.wait_for(provider.list(), _PATIENCE)
    except (ProviderError, TimeoutError):
        # Not an error here: the run that wants one of its models is told what is wrong.
        return None
