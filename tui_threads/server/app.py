"""The web application: routes, shared objects, and errors in the API's envelope."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount

from tui_threads.server.activity import Activity
from tui_threads.server.gate import Gate
from tui_threads.server.problems import SERVER_ERROR, ApiProblem, server_error
from tui_threads.server.routes import assistants, messages, models, runs, steps, threads
from tui_threads.server.state import State

_log = logging.getLogger(__name__)


def create_app(
    state: Callable[[], AbstractAsyncContextManager[State]],
    *,
    token: str,
    activity: Activity,
    hosts: list[str] | None,
) -> Starlette:
    """The application; `state` opens the shared objects when it starts and closes them when it ends."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[State]:
        async with state() as opened:
            yield opened

    api = [
        *assistants.routes,
        *runs.routes,
        *threads.routes,
        *messages.routes,
        *steps.routes,
        *models.routes,
        *models.health_routes,
    ]
    return Starlette(
        routes=[Mount("/v1", routes=api), *models.health_routes],
        middleware=[Middleware(Gate, token=token, activity=activity, hosts=hosts)],
        exception_handlers={
            ApiProblem: _answer_problem,
            HTTPException: _answer_http_error,
            DBAPIError: _answer_database_error,
            Exception: _answer_surprise,
        },
        lifespan=lifespan,
    )


def _answer_problem(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, ApiProblem)
    return Response(problem.body(), problem.status, problem.headers, "application/json")


def _answer_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    where = f"{request.method} {request.url.path}"
    message = f"Invalid URL ({where})" if error.status_code in (404, 405) else error.detail
    return _answer_problem(request, ApiProblem(error.status_code, message))


def _answer_database_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)
    _log.error("Database: %s", error.orig)
    return _answer_problem(request, server_error(f"The server cannot use its database: {_reason(error)}"))


def _reason(error: DBAPIError) -> str:
    words = str(error.orig)
    if "full" in words:
        return "the disk is full. Free some space and try again; nothing of this request was stored."
    if "readonly" in words or "read-only" in words:
        return "it is read-only. Check the permissions of its file and directory."
    return f"{words}. Nothing of this request was stored."


def _answer_surprise(request: Request, _error: Exception) -> Response:
    message = "The server had an error while processing your request. Sorry about that!"
    return _answer_problem(request, ApiProblem(500, message, type=SERVER_ERROR))
