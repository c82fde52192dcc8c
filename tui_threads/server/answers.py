"""Answers as the API gives them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping

from starlette.requests import Request, StateT
from starlette.responses import Response, StreamingResponse

from tui_threads.server import version_one
from tui_threads.wire.base import WireModel


def answer(item: WireModel, headers: Mapping[str, str] | None = None) -> Response:
    """An object as JSON; success is always 200."""
    return Response(item.model_dump_json(), media_type="application/json", headers=headers)


def versioned(
    request: Request[StateT], item: WireModel, headers: Mapping[str, str] | None = None
) -> Response:
    """As `answer`, in the version of the API that the client speaks."""
    return answer(version_one.shown(item) if version_one.asked_for(request) else item, headers)


def plain_answer(value: Mapping[str, object]) -> Response:
    """JSON that is no object of the API."""
    return Response(json.dumps(value), media_type="application/json")


def stream(events: AsyncIterator[bytes], headers: Mapping[str, str] | None = None) -> Response:
    """Events as they come; nothing between may keep them back."""
    quick = {"cache-control": "no-cache", "x-accel-buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers={**quick, **(headers or {})})
