"""Model servers on this machine that nobody configured: there as long as they answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from tui_threads.server.providers.openai_compatible import OpenAICompatible

USUAL_PORTS: Mapping[str, int] = {"ollama": 11434, "lmstudio": 1234, "llama-server": 8080}
"""Where each listens unless told otherwise; the names are those of its models, `ollama/llama3.2`."""

_PATIENCE = 0.5
"""Seconds; loopback answers at once or not at all."""
_FRESH_SECONDS = 30.0


@dataclass(slots=True)
class Discovery:
    """Looks at most every 30 seconds, and only when somebody asks for models."""

    ports: Mapping[str, int] = field(default_factory=lambda: USUAL_PORTS)
    host: str = "127.0.0.1"
    clock: Callable[[], float] = time.monotonic
    known: dict[str, OpenAICompatible] = field(default_factory=dict)
    """All that ever answered, by name: one that is too busy to say so may still be answering a run."""
    _answering: dict[str, OpenAICompatible] = field(default_factory=dict)
    _looked_at: float | None = None
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def find(self) -> Mapping[str, OpenAICompatible]:
        """Those that answer, by name; takes half a second at most."""
        async with self._looking:
            if self._looked_at is None or self.clock() - self._looked_at > _FRESH_SECONDS:
                await self._look()
                self._looked_at = self.clock()
        return self._answering

    async def aclose(self) -> None:
        """Close the connections to all that were found."""
        for provider in self.known.values():
            await provider.aclose()

    async def _look(self) -> None:
        ports = list(self.ports.values())
        listening = await asyncio.gather(*(self._listens(port) for port in ports))
        if any(listening):
            # Made only when needed, and in a thread: it reads the certificates.
            async with await asyncio.to_thread(
                lambda: httpx.AsyncClient(timeout=_PATIENCE, trust_env=False)
            ) as http:
                listening = await asyncio.gather(*(self._answers(http, port) for port in ports))
        there = [name for name, answers in zip(self.ports, listening, strict=True) if answers]
        for name in there:
            if name not in self.known:
                self.known[name] = OpenAICompatible(name, self._url(self.ports[name]))
        self._answering = {name: self.known[name] for name in there}

    async def _listens(self, port: int) -> bool:
        try:
            _, writer = await asyncio.wait_for(asyncio.open_connection(self.host, port), _PATIENCE)
        except (OSError, TimeoutError):
            return False
        writer.close()
        return True

    async def _answers(self, http: httpx.AsyncClient, port: int) -> bool:
        """Whether a model server listens there: these ports are popular with other programs too."""
        try:
            answer = await http.get(f"{self._url(port)}/models")
            listed: object = answer.json() if answer.is_success else None
        except (httpx.HTTPError, ValueError):
            return False
        return isinstance(listed, Mapping) and isinstance(listed.get("data", "none"), list | None)

    def _url(self, port: int) -> str:
        return f"http://{self.host}:{port}/v1"
