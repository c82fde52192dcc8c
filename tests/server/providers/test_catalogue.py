"""How long a list of models is believed."""

from __future__ import annotations

import json

from tests.server.providers.scripted import ScriptedEndpoint, Status
from tui_threads.server.providers.catalogue import Catalogue
from tui_threads.server.providers.openai_compatible import OpenAICompatible


def listing(*models: str) -> Status:
    return Status(200, json.dumps({"object": "list", "data": [{"id": model} for model in models]}))


async def test_a_list_is_asked_again_after_a_minute_and_a_failure_after_ten_seconds() -> None:
    time = 0.0
    catalogue = Catalogue(clock=lambda: time)
    with ScriptedEndpoint() as endpoint:
        provider = OpenAICompatible("far", endpoint.base_url, retries=0)

        async def listed() -> list[str]:
            return [entry.id for entry in await catalogue.entries([provider])]

        endpoint.listing = Status(503, "{}")
        assert await listed() == []
        endpoint.listing = listing("a")
        assert await listed() == []
        time = 11
        assert await listed() == ["far/a"]
        endpoint.listing = listing("a", "b")
        time = 70
        assert await listed() == ["far/a"]
        time = 72
        assert await listed() == ["far/a", "far/b"]
        await provider.aclose()


async def test_what_servers_tell_beside_the_protocol_is_kept() -> None:
    told = [
        {"id": "vllm", "max_model_len": 4096},
        {"id": "router", "context_length": 8192, "architecture": {"input_modalities": ["text", "image"]}},
        {"id": "blind", "architecture": {"input_modalities": ["text"]}},
    ]
    with ScriptedEndpoint() as endpoint:
        endpoint.listing = Status(200, json.dumps({"object": "list", "data": told}))
        provider = OpenAICompatible("far", endpoint.base_url, retries=0)
        entries = await provider.list()
        await provider.aclose()
    assert [(entry.context_size, entry.sees_images) for entry in entries] == [
        (4096, None),
        (8192, True),
        (None, False),
    ]
