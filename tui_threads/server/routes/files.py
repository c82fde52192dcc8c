"""`/files`."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Awaitable, Callable

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import Message

from tui_threads.server.answers import answer
from tui_threads.server.files import too_large
from tui_threads.server.problems import bad_request, not_found
from tui_threads.server.state import State
from tui_threads.server.validation import list_query, parse, path_id
from tui_threads.wire.files import FileDeleted
from tui_threads.wire.params_files import CreateFile

_FORM_BYTES = 64 * 1024
"""What a form may need beside the file itself."""
_MOST_LISTED = 10_000


async def create(request: Request[State]) -> Response:
    store = request.state["filing"].files
    limit = store.max_bytes + _FORM_BYTES
    if int(request.headers.get("content-length") or 0) > limit:
        raise too_large(store.max_bytes)
    limited: Request[State] = Request(request.scope, _limited(request.receive, limit, store.max_bytes))
    async with limited.form(max_files=1, max_fields=16) as form:
        params = parse(json.dumps(_fields(form)).encode(), CreateFile)
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise bad_request(
                "Missing required parameter: 'file'.", param="file", code="missing_required_parameter"
            )
        lifetime = params.expires_after.seconds if params.expires_after else None
        return answer(await store.create(upload.file, upload.filename or "", params.purpose, lifetime))


async def list_all(request: Request[State]) -> Response:
    query = list_query(request, default=_MOST_LISTED, maximum=_MOST_LISTED)
    return answer(await request.state["filing"].files.page(query, request.query_params.get("purpose")))


async def retrieve(request: Request[State]) -> Response:
    return answer(await request.state["filing"].files.get(path_id(request, "file_id")))


async def delete(request: Request[State]) -> Response:
    file_id = path_id(request, "file_id")
    await request.state["filing"].files.delete(file_id)
    return answer(FileDeleted(id=file_id))


async def content(request: Request[State]) -> Response:
    store = request.state["filing"].files
    file = await store.get(path_id(request, "file_id"))
    path = store.path(file.id)
    if not path.is_file():
        raise not_found("file", file.id)
    kind = mimetypes.guess_type(file.filename)[0] or "application/octet-stream"
    headers = {"x-content-type-options": "nosniff"}
    return FileResponse(path, media_type=kind, filename=file.filename, headers=headers)


def _fields(form: FormData) -> dict[str, object]:
    """The form without its file; `expires_after[seconds]` is a field of `expires_after`."""
    fields: dict[str, object] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            continue
        outer, bracket, inner = name.partition("[")
        if not bracket:
            fields[name] = value
            continue
        nested = fields.setdefault(outer, {})
        if isinstance(nested, dict):
            nested[inner.removesuffix("]")] = value
    return fields


def _limited(
    receive: Callable[[], Awaitable[Message]], limit: int, shown: int
) -> Callable[[], Awaitable[Message]]:
    """Stop reading a body that is too large, also one that did not say so beforehand."""
    received = 0

    async def receive_limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise too_large(shown)
        return message

    return receive_limited


routes = [
    Route("/files", create, methods=["POST"]),
    Route("/files", list_all),
    Route("/files/{file_id}", retrieve),
    Route("/files/{file_id}", delete, methods=["DELETE"]),
    Route("/files/{file_id}/content", content),
]
