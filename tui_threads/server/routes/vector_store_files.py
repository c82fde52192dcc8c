"""`/vector_stores/{id}/files` and `/vector_stores/{id}/file_batches`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tui_threads.server import vector_store_files
from tui_threads.server.answers import answer
from tui_threads.server.problems import bad_request
from tui_threads.server.state import State
from tui_threads.server.store.rows import Condition
from tui_threads.server.tables_files import vector_store_files as table
from tui_threads.server.validation import list_query, parse_body, path_id
from tui_threads.server.vector_store_files import STATES, NewStoreFile, in_store, store_files
from tui_threads.server.vector_stores import store_rows
from tui_threads.wire.params_vector_stores import (
    CreateVectorStoreFile,
    CreateVectorStoreFileBatch,
    ModifyVectorStoreFile,
)
from tui_threads.wire.vector_stores import VectorStoreFileContentPage, VectorStoreFileDeleted

_SOON = {"openai-poll-after-ms": "200"}
"""For the poll helpers of the official SDK, which otherwise wait a whole second."""


async def create(request: Request[State]) -> Response:
    store_id = path_id(request, "vector_store_id")
    params = await parse_body(request, CreateVectorStoreFile)
    stores = request.state["filing"].vector_stores
    return answer(await stores.add_file(store_id, _wanted(params)), _SOON)


async def list_all(request: Request[State]) -> Response:
    return await _list(request, in_store(path_id(request, "vector_store_id")))


async def retrieve(request: Request[State]) -> Response:
    store_id, file_id = path_id(request, "vector_store_id"), path_id(request, "file_id")
    async with request.state["database"].read() as connection:
        await store_rows.get(connection, store_id)
        return answer(await store_files.get(connection, file_id, in_store(store_id)), _SOON)


async def modify(request: Request[State]) -> Response:
    store_id, file_id = path_id(request, "vector_store_id"), path_id(request, "file_id")
    params = await parse_body(request, ModifyVectorStoreFile)
    async with request.state["database"].write() as connection:
        await store_rows.get(connection, store_id)
        changes = {"attributes": params.attributes or {}}
        await store_files.update(connection, file_id, changes, in_store(store_id))
        return answer(await store_files.get(connection, file_id, in_store(store_id)))


async def delete(request: Request[State]) -> Response:
    store_id, file_id = path_id(request, "vector_store_id"), path_id(request, "file_id")
    async with request.state["database"].write() as connection:
        await store_rows.get(connection, store_id)
        await store_files.delete(connection, file_id, in_store(store_id))
    return answer(VectorStoreFileDeleted(id=file_id))


async def content(request: Request[State]) -> Response:
    store_id, file_id = path_id(request, "vector_store_id"), path_id(request, "file_id")
    async with request.state["database"].read() as connection:
        await store_rows.get(connection, store_id)
        await store_files.get(connection, file_id, in_store(store_id))
        pieces = await vector_store_files.content(connection, store_id, file_id)
    return answer(VectorStoreFileContentPage(data=tuple(pieces)))


async def create_batch(request: Request[State]) -> Response:
    store_id = path_id(request, "vector_store_id")
    params = await parse_body(request, CreateVectorStoreFileBatch)
    files = [_wanted(file) for file in params.files or ()]
    files += [
        NewStoreFile(file_id, params.chunking_strategy, params.attributes)
        for file_id in params.file_ids or ()
    ]
    return answer(await request.state["filing"].vector_stores.add_batch(store_id, files), _SOON)


async def retrieve_batch(request: Request[State]) -> Response:
    store_id, batch_id = path_id(request, "vector_store_id"), path_id(request, "batch_id")
    async with request.state["database"].read() as connection:
        return answer(await vector_store_files.get_batch(connection, store_id, batch_id), _SOON)


async def cancel_batch(request: Request[State]) -> Response:
    store_id, batch_id = path_id(request, "vector_store_id"), path_id(request, "batch_id")
    async with request.state["database"].write() as connection:
        return answer(await vector_store_files.cancel_batch(connection, store_id, batch_id))


async def list_batch(request: Request[State]) -> Response:
    store_id, batch_id = path_id(request, "vector_store_id"), path_id(request, "batch_id")
    async with request.state["database"].read() as connection:
        await vector_store_files.get_batch(connection, store_id, batch_id)
    return await _list(request, in_store(store_id) & (table.c.batch_id == batch_id))


async def _list(request: Request[State], *where: Condition) -> Response:
    query = list_query(request)
    state = request.query_params.get("filter")
    if state and state not in STATES:
        raise bad_request(
            f"Invalid value: '{state}'. Supported values are: 'in_progress', 'completed', 'failed', and "
            "'cancelled'.",
            param="filter",
            code="invalid_value",
        )
    if state:
        where = (*where, table.c.status == state)
    async with request.state["database"].read() as connection:
        await store_rows.get(connection, path_id(request, "vector_store_id"))
        return answer(await store_files.page(connection, query, *where))


def _wanted(params: CreateVectorStoreFile) -> NewStoreFile:
    return NewStoreFile(params.file_id, params.chunking_strategy, params.attributes)


_FILES = "/vector_stores/{vector_store_id}/files"
_BATCHES = "/vector_stores/{vector_store_id}/file_batches"

routes = [
    Route(_FILES, create, methods=["POST"]),
    Route(_FILES, list_all),
    Route(f"{_FILES}/{{file_id}}", retrieve),
    Route(f"{_FILES}/{{file_id}}", modify, methods=["POST"]),
    Route(f"{_FILES}/{{file_id}}", delete, methods=["DELETE"]),
    Route(f"{_FILES}/{{file_id}}/content", content),
    Route(_BATCHES, create_batch, methods=["POST"]),
    Route(f"{_BATCHES}/{{batch_id}}", retrieve_batch),
    Route(f"{_BATCHES}/{{batch_id}}/cancel", cancel_batch, methods=["POST"]),
    Route(f"{_BATCHES}/{{batch_id}}/files", list_batch),
]
