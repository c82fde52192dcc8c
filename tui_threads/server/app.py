"""The web application: routes, shared objects, and errors in the API's envelope."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DataError, DBAPIError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp

from tui_threads.server.activity import Activity
from tui_threads.server.database import database_trouble
from tui_threads.server.gate import Gate
from tui_threads.server.problems import SERVER_ERROR, ApiProblem, bad_request, server_error
from tui_threads.server.routes import assistants, files, messages, models, runs, steps, threads, vector_stores
from tui_threads.server.state import State

_log = logging.getLogger(__name__)
_PREFIXES = ("/v1", "/openai/v1", "/openai")
"""Where the API begins: as at OpenAI, and twice as code for Azure asks for it."""


def create_app(state: State, *, token: str, activity: Activity, hosts: list[str] | None) -> ASGIApp:
    """The application over shared objects that whoever calls this opens before and closes after it.

    Args:
        hosts: names the server may be called by beside loopback's own; None when it serves a network.
    """

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[State]:
        yield state

    api = [
        *assistants.routes,
        *runs.routes,
        *threads.routes,
        *messages.routes,
        *steps.routes,
        *files.routes,
        *vector_stores.routes,
        *models.routes,
        *models.health_routes,
    ]
    app = Starlette(
        routes=[*(Mount(prefix, routes=api) for prefix in _PREFIXES), *models.health_routes],
        exception_handlers={
            ApiProblem: _answer_problem,
            HTTPException: _answer_http_error,
            DBAPIError: _answer_database_error,
            ClientDisconnect: _answer_nobody,
            Exception: _answer_surprise,
        },
        lifespan=lifespan,
    )
    # Around all of it, not Starlette's middleware: the answer to a surprise is marked too.
    return Gate(app, token=token, activity=activity, hosts=hosts)


def _answer_problem(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, ApiProblem)
    return Response(problem.body(), problem.status, problem.headers, "application/json")


def _answer_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    where = f"{request.method} {request.url.path}"
    message = f"Invalid URL ({where})" if error.status_code in (404, 405) else error.detail
    return _answer_problem(request, ApiProblem(error.status_code, message))


def _answer_nobody(request: Request, _error: Exception) -> Response:
    """The client hung up while it was sending: nobody reads this."""
    return _answer_problem(request, bad_request("The request ended before it was whole."))


def _answer_database_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)
    if isinstance(error, DataError):  # PostgreSQL stores no NUL characters
        return _answer_problem(request, bad_request("The request holds characters that cannot be stored."))
    _log.error("Database: %s", error.orig)
    message = f"The server cannot use its database: {database_trouble(error)}"
    return _answer_problem(request, server_error(f"{message} Nothing of this request was stored."))


def _answer_surprise(request: Request, _error: Exception) -> Response:
    message = "The server had an error while processing your request. Sorry about that!"
    return _answer_problem(request, ApiProblem(500, message, type=SERVER_ERROR))
