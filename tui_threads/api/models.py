"""Models the server can answer with: `client.models`."""

from __future__ import annotations

from typing import Unpack

from tui_threads.api.calls import Call, RequestOptions, path
from tui_threads.api.connection import Connection
from tui_threads.api.pages import Listing
from tui_threads.wire.lists import Page
from tui_threads.wire.models import Model

__all__ = ["Models"]


class Models:
    """Models by their names."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, **options: Unpack[RequestOptions]) -> Listing[Model]:
        """List all models; there is one page only."""
        return Listing(self._connection, Page[Model], Call("GET", "/models", options=options))

    async def retrieve(self, model: str, **options: Unpack[RequestOptions]) -> Model:
        """Get a model by its name."""
        return await self._connection.call(
            Model, Call("GET", path("models", "{model}", model=model), options=options)
        )
