"""`/threads/{thread_id}/runs/{run_id}/steps`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tui_threads.server.answers import answer
from tui_threads.server.state import State
from tui_threads.server.store.runs import in_thread, runs, steps
from tui_threads.server.store.threads import threads
from tui_threads.server.validation import include, list_query, path_id
from tui_threads.wire.steps import FileSearchToolCall, RunStep, ToolCallsStepDetails

_WITH_RESULTS = "step_details.tool_calls[*].file_search.results[*].content"
_table = steps.table


async def list_all(request: Request[State]) -> Response:
    thread_id, run_id = path_id(request, "thread_id"), path_id(request, "run_id")
    async with request.state["database"].read() as connection:
        await threads.require(connection, thread_id)
        await runs.get(connection, run_id, in_thread(thread_id))
        page = await steps.page(connection, list_query(request), _table.c.run_id == run_id)
    shown = tuple(_shown(step, request) for step in page.data)
    return answer(page.model_copy(update={"data": shown}))


async def retrieve(request: Request[State]) -> Response:
    thread_id, run_id = path_id(request, "thread_id"), path_id(request, "run_id")
    async with request.state["database"].read() as connection:
        await threads.require(connection, thread_id)
        await runs.get(connection, run_id, in_thread(thread_id))
        step = await steps.get(connection, path_id(request, "step_id"), _table.c.run_id == run_id)
    return answer(_shown(step, request))


def _shown(step: RunStep, request: Request[State]) -> RunStep:
    """The words of search results are sent only to those who ask for them by `include[]`."""
    details = step.step_details
    if _WITH_RESULTS in include(request) or not isinstance(details, ToolCallsStepDetails):
        return step
    calls = tuple(
        _without_content(call) if isinstance(call, FileSearchToolCall) else call
        for call in details.tool_calls
    )
    return step.model_copy(update={"step_details": ToolCallsStepDetails(tool_calls=calls)})


def _without_content(call: FileSearchToolCall) -> FileSearchToolCall:
    results = tuple(result.model_copy(update={"content": None}) for result in call.file_search.results or ())
    search = call.file_search.model_copy(update={"results": results})
    return call.model_copy(update={"file_search": search})


_STEPS = "/threads/{thread_id}/runs/{run_id}/steps"

routes = [
    Route(_STEPS, list_all),
    Route(f"{_STEPS}/{{step_id}}", retrieve),
]
