"""`/threads/{thread_id}/runs`, and runs on new threads."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tui_threads.server.answers import answer, stream, versioned
from tui_threads.server.running.broadcast import Place
from tui_threads.server.running.cancelling import cancel as cancel_run
from tui_threads.server.running.following import follow
from tui_threads.server.running.journal import RunJournal
from tui_threads.server.running.starting import start_run, start_thread_and_run
from tui_threads.server.running.tool_outputs import submit
from tui_threads.server.state import State
from tui_threads.server.store.runs import in_thread, runs
from tui_threads.server.store.threads import threads
from tui_threads.server.validation import list_query, parse_body, path_id
from tui_threads.wire.extensions import REQUESTED_MODEL_HEADER
from tui_threads.wire.params_runs import CreateRun, CreateThreadAndRun, ModifyRun, SubmitToolOutputs
from tui_threads.wire.runs import ACTIVE_RUN_STATUSES

_PROGRESS_HEADER = "threads-tui-progress"
_LONGEST_HEADER = 256
_POLL_MILLISECONDS = "250"
"""How soon the official SDK's poll helpers ask again: nobody else waits for this machine."""


async def create(request: Request[State]) -> Response:
    thread_id = path_id(request, "thread_id")
    params = await parse_body(request, CreateRun)
    journal = await start_run(request.state, thread_id, params)
    return _begun(request, journal, Place(), bool(params.stream))


async def create_with_thread(request: Request[State]) -> Response:
    params = await parse_body(request, CreateThreadAndRun)
    journal = await start_thread_and_run(request.state, params)
    return _begun(request, journal, Place(), bool(params.stream))


async def submit_tool_outputs(request: Request[State]) -> Response:
    thread_id, run_id = path_id(request, "thread_id"), path_id(request, "run_id")
    params = await parse_body(request, SubmitToolOutputs)
    journal, place = await submit(request.state, thread_id, run_id, params)
    return _begun(request, journal, place, bool(params.stream))


async def list_all(request: Request[State]) -> Response:
    thread_id = path_id(request, "thread_id")
    async with request.state["database"].read() as connection:
        await threads.require(connection, thread_id)
        return versioned(request, await runs.page(connection, list_query(request), in_thread(thread_id)))


async def retrieve(request: Request[State]) -> Response:
    thread_id, run_id = path_id(request, "thread_id"), path_id(request, "run_id")
    async with request.state["database"].read() as connection:
        await threads.require(connection, thread_id)
        run = await runs.get(connection, run_id, in_thread(thread_id))
        asked = await runs.requested_model(connection, run_id)
    headers = {REQUESTED_MODEL_HEADER: _header_safe(asked)}
    if run.status in ACTIVE_RUN_STATUSES:
        headers["openai-poll-after-ms"] = _POLL_MILLISECONDS
    return versioned(request, run, headers)


async def modify(request: Request[State]) -> Response:
    thread_id, run_id = path_id(request, "thread_id"), path_id(request, "run_id")
    params = await parse_body(request, ModifyRun)
    async with request.state["database"].write() as connection:
        await threads.require(connection, thread_id)
        run = await runs.get(connection, run_id, in_thread(thread_id))
        if params.metadata is not None:
            run = run.model_copy(update={"metadata": dict(params.metadata)})
            await runs.update(connection, run_id, {"metadata": params.metadata})
    return versioned(request, run)


async def cancel(request: Request[State]) -> Response:
    thread_id, run_id = path_id(request, "thread_id"), path_id(request, "run_id")
    return versioned(request, await cancel_run(request.state, thread_id, run_id))


async def events(request: Request[State]) -> Response:
    """An extension: replay a run's events after `Last-Event-ID`, and follow it."""
    thread_id, run_id = path_id(request, "thread_id"), path_id(request, "run_id")
    place = Place.parse(request.headers.get("last-event-id", "")) or Place()
    feed = await follow(request.state, thread_id, run_id, place, _wants_progress(request))
    return stream(feed)


async def context(request: Request[State]) -> Response:
    """An extension: what the run's model could read of the thread."""
    thread_id, run_id = path_id(request, "thread_id"), path_id(request, "run_id")
    async with request.state["database"].read() as connection:
        await threads.require(connection, thread_id)
        await runs.get(connection, run_id, in_thread(thread_id))
        return answer(await runs.context(connection, run_id))


def _begun(request: Request[State], journal: RunJournal, place: Place, streamed: bool) -> Response:
    headers = {REQUESTED_MODEL_HEADER: _header_safe(journal.asked_model)}
    if not streamed:
        return versioned(request, journal.run, headers)
    return stream(journal.feed.follow(place, progress=_wants_progress(request)), headers)


def _wants_progress(request: Request[State]) -> bool:
    return request.headers.get(_PROGRESS_HEADER) == "1"


def _header_safe(name: str) -> str:
    """A caller's text, which may be anything, as a header may hold it."""
    return name[:_LONGEST_HEADER].encode("unicode_escape").decode("ascii").strip()


_RUN = "/threads/{thread_id}/runs/{run_id}"

routes = [
    Route("/threads/runs", create_with_thread, methods=["POST"]),
    Route("/threads/{thread_id}/runs", create, methods=["POST"]),
    Route("/threads/{thread_id}/runs", list_all),
    Route(_RUN, retrieve),
    Route(_RUN, modify, methods=["POST"]),
    Route(f"{_RUN}/cancel", cancel, methods=["POST"]),
    Route(f"{_RUN}/submit_tool_outputs", submit_tool_outputs, methods=["POST"]),
    Route(f"{_RUN}/events", events),
    Route(f"{_RUN}/context", context),
]
