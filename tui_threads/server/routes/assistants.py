"""`/assistants`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tui_threads.server.answers import answer, versioned
from tui_threads.server.creation import changed_assistant, new_assistant
from tui_threads.server.resources import given_resources, require_resources
from tui_threads.server.state import State
from tui_threads.server.store.assistants import assistants
from tui_threads.server.validation import list_query, parse_body, path_id
from tui_threads.wire.assistants import AssistantDeleted
from tui_threads.wire.params_assistants import CreateAssistant, ModifyAssistant


async def create(request: Request[State]) -> Response:
    params = await parse_body(request, CreateAssistant)
    assistant = new_assistant(params, await given_resources(request.state, params.tool_resources))
    async with request.state["database"].write() as connection:
        await assistants.insert(connection, assistant)
    return versioned(request, assistant)


async def list_all(request: Request[State]) -> Response:
    async with request.state["database"].read() as connection:
        return versioned(request, await assistants.page(connection, list_query(request)))


async def retrieve(request: Request[State]) -> Response:
    async with request.state["database"].read() as connection:
        return versioned(request, await assistants.get(connection, path_id(request, "assistant_id")))


async def modify(request: Request[State]) -> Response:
    assistant_id = path_id(request, "assistant_id")
    params = await parse_body(request, ModifyAssistant)
    if params.tool_resources is not None:
        await require_resources(request.state, params.tool_resources)
    async with request.state["database"].write() as connection:
        assistant = changed_assistant(await assistants.get(connection, assistant_id), params)
        await assistants.update(connection, assistant_id, assistants.write(assistant))
    return versioned(request, assistant)


async def delete(request: Request[State]) -> Response:
    assistant_id = path_id(request, "assistant_id")
    async with request.state["database"].write() as connection:
        await assistants.delete(connection, assistant_id)
    return answer(AssistantDeleted(id=assistant_id))


routes = [
    Route("/assistants", create, methods=["POST"]),
    Route("/assistants", list_all),
    Route("/assistants/{assistant_id}", retrieve),
    Route("/assistants/{assistant_id}", modify, methods=["POST"]),
    Route("/assistants/{assistant_id}", delete, methods=["DELETE"]),
]
