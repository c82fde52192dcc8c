"""`/threads`, and the list of threads that the hosted API never had."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tui_threads.server.answers import answer
from tui_threads.server.creation import as_sent, new_message, new_thread
from tui_threads.server.resources import given_resources, require_resources
from tui_threads.server.state import State
from tui_threads.server.store.listed import listed
from tui_threads.server.store.messages import messages
from tui_threads.server.store.runs import runs
from tui_threads.server.store.threads import BY_ACTIVITY, matching, threads
from tui_threads.server.validation import by_activity, list_query, parse_body, path_id
from tui_threads.wire.params_threads import CreateThread, ModifyThread
from tui_threads.wire.threads import ThreadDeleted, ToolResources


async def create(request: Request[State]) -> Response:
    params = await parse_body(request, CreateThread)
    begun_with = params.messages or ()
    resources = await given_resources(request.state, params.tool_resources, begun_with)
    thread = new_thread(params, resources)
    first = [new_message(thread.id, message) for message in begun_with]
    async with request.state["database"].write() as connection:
        await threads.insert(connection, thread)
        await messages.insert(connection, *first)
    return answer(thread)


async def list_all(request: Request[State]) -> Response:
    q = request.query_params.get("q")
    query, lately = list_query(request), by_activity(request)
    async with request.state["database"].read() as connection:
        page = await threads.page(
            connection, query, *([matching(q)] if q else []), by=BY_ACTIVITY if lately else ()
        )
        deleted = await threads.deleted_last(connection, query.limit) if lately else None
        return answer(await listed(connection, page, deleted))


async def retrieve(request: Request[State]) -> Response:
    async with request.state["database"].read() as connection:
        return answer(await threads.get(connection, path_id(request, "thread_id")))


async def modify(request: Request[State]) -> Response:
    thread_id = path_id(request, "thread_id")
    params = await parse_body(request, ModifyThread)
    if params.tool_resources is not None:
        await require_resources(request.state, params.tool_resources)
    async with request.state["database"].write() as connection:
        thread = await threads.lock(connection, thread_id)
        if params.metadata is not None:
            thread = thread.model_copy(update={"metadata": dict(params.metadata)})
        if params.tool_resources is not None:
            resources = ToolResources.model_validate(as_sent(params.tool_resources))
            thread = thread.model_copy(update={"tool_resources": resources})
        await threads.touch(connection, thread_id)
        await threads.update(connection, thread_id, threads.write(thread))
    return answer(thread)


async def delete(request: Request[State]) -> Response:
    thread_id = path_id(request, "thread_id")
    database = request.state["database"]
    async with database.read() as connection:
        active = await runs.active_in(connection, thread_id)
    if active:
        await request.state["runner"].forget(active)
    async with database.write() as connection:
        await threads.delete(connection, thread_id)
    return answer(ThreadDeleted(id=thread_id))


routes = [
    Route("/threads", create, methods=["POST"]),
    Route("/threads", list_all),
    Route("/threads/{thread_id}", retrieve),
    Route("/threads/{thread_id}", modify, methods=["POST"]),
    Route("/threads/{thread_id}", delete, methods=["DELETE"]),
]
