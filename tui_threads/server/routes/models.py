"""`/models`, and `/health`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tui_threads import __version__
from tui_threads.server.answers import answer, plain_answer
from tui_threads.server.problems import ApiProblem
from tui_threads.server.providers.completion import ModelEntry
from tui_threads.server.state import State
from tui_threads.wire.models import Model


async def list_all(request: Request[State]) -> Response:
    entries = await request.state["router"].list()
    return plain_answer({"object": "list", "data": [_model(entry).model_dump() for entry in entries]})


async def retrieve(request: Request[State]) -> Response:
    name = request.path_params["model"]
    entry = await request.state["router"].entry(name)
    if entry is None:
        raise ApiProblem(404, f"The model '{name}' does not exist", param="model", code="model_not_found")
    return answer(_model(entry))


async def health(_request: Request[State]) -> Response:
    return plain_answer({"status": "ok", "version": __version__})


def _model(entry: ModelEntry) -> Model:
    return Model(id=entry.id, created=entry.created, owned_by=entry.owned_by)


routes = [
    Route("/models", list_all),
    Route("/models/{model:path}", retrieve),
]

health_routes = [Route("/health", health)]
