"""`/threads/{thread_id}/messages`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tui_threads.server.answers import answer, versioned
from tui_threads.server.creation import new_message
from tui_threads.server.resources import attach, require_files
from tui_threads.server.state import State
from tui_threads.server.store.messages import messages
from tui_threads.server.store.runs import runs
from tui_threads.server.store.threads import threads
from tui_threads.server.validation import list_query, parse_body, path_id
from tui_threads.wire.messages import MessageDeleted
from tui_threads.wire.params_messages import CreateMessage, ModifyMessage

_table = messages.table


async def create(request: Request[State]) -> Response:
    thread_id = path_id(request, "thread_id")
    params = await parse_body(request, CreateMessage)
    await require_files(request.state, [params])
    message = new_message(thread_id, params)
    async with request.state["database"].write() as connection:
        await threads.lock(connection, thread_id)
        await runs.refuse_messages_if_locked(connection, thread_id)
        await threads.touch(connection, thread_id)
        await messages.insert(connection, message)
    await attach(request.state, thread_id, [params])
    return versioned(request, message)


async def list_all(request: Request[State]) -> Response:
    thread_id = path_id(request, "thread_id")
    where = [_table.c.thread_id == thread_id]
    if run_id := request.query_params.get("run_id"):
        where.append(_table.c.run_id == run_id)
    async with request.state["database"].read() as connection:
        await threads.require(connection, thread_id)
        return versioned(request, await messages.page(connection, list_query(request), *where))


async def retrieve(request: Request[State]) -> Response:
    thread_id, message_id = path_id(request, "thread_id"), path_id(request, "message_id")
    async with request.state["database"].read() as connection:
        await threads.require(connection, thread_id)
        return versioned(request, await messages.get(connection, message_id, _table.c.thread_id == thread_id))


async def modify(request: Request[State]) -> Response:
    thread_id, message_id = path_id(request, "thread_id"), path_id(request, "message_id")
    params = await parse_body(request, ModifyMessage)
    async with request.state["database"].write() as connection:
        await threads.require(connection, thread_id)
        message = await messages.get(connection, message_id, _table.c.thread_id == thread_id)
        if params.metadata is not None:
            message = message.model_copy(update={"metadata": dict(params.metadata)})
            await messages.update(connection, message_id, {"metadata": params.metadata})
    return versioned(request, message)


async def delete(request: Request[State]) -> Response:
    thread_id, message_id = path_id(request, "thread_id"), path_id(request, "message_id")
    async with request.state["database"].write() as connection:
        await threads.require(connection, thread_id)
        await threads.touch(connection, thread_id)
        await messages.delete(connection, message_id, _table.c.thread_id == thread_id)
    return answer(MessageDeleted(id=message_id))


routes = [
    Route("/threads/{thread_id}/messages", create, methods=["POST"]),
    Route("/threads/{thread_id}/messages", list_all),
    Route("/threads/{thread_id}/messages/{message_id}", retrieve),
    Route("/threads/{thread_id}/messages/{message_id}", modify, methods=["POST"]),
    Route("/threads/{thread_id}/messages/{message_id}", delete, methods=["DELETE"]),
]
