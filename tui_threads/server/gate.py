"""What every request passes: who may come in, and what every answer says.

The server listens on loopback, which keeps other machines out but not other users or web pages. Hence the
token, and hence the checks of `Host` and `Origin`: a page whose name was rebound to 127.0.0.1 sends its own.
"""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tui_threads.server.activity import Activity
from tui_threads.server.ids import new_id
from tui_threads.server.problems import ApiProblem

_log = logging.getLogger(__name__)
_OPEN_PATHS = frozenset({"/health", "/v1/health"})
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class Gate:
    """Middleware: checks a request, counts it as activity, and marks its answer."""

    def __init__(self, app: ASGIApp, token: str, activity: Activity, hosts: Iterable[str] | None) -> None:
        self._app = app
        self._token = token.encode()
        self._activity = activity
        self._hosts = None if hosts is None else _LOOPBACK_NAMES | set(hosts)
        """Names the server may be called by; None when it listens to the whole network."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        marked = _marked(scope, send)
        if problem := self._refusal(Headers(scope=scope), scope["path"]):
            refusal = Response(problem.body(), problem.status, problem.headers, "application/json")
            await refusal(scope, receive, marked)
            return
        with self._activity.request():
            await self._app(scope, receive, marked)

    def _refusal(self, headers: Headers, path: str) -> ApiProblem | None:
        if not self._knows_host(headers.get("host", "")) or not self._allows_origin(headers):
            return ApiProblem(403, "This server answers programs on its own machine only, no web pages.")
        if path in _OPEN_PATHS:
            return None
        given = _key(headers)
        if not given:
            return ApiProblem(
                401,
                "You didn't provide an API key. Send this server's token in an Authorization header using "
                "Bearer auth (i.e. Authorization: Bearer TOKEN).",
            )
        if not hmac.compare_digest(given.encode(), self._token):
            return ApiProblem(
                401,
                f"Incorrect API key provided: {given[:4]}****. Use the token of this server: "
                "THREADS_TUI_TOKEN, or the one in its server.json.",
                code="invalid_api_key",
            )
        return None

    def _knows_host(self, host: str) -> bool:
        return self._hosts is None or (urlsplit(f"//{host}").hostname or "") in self._hosts

    def _allows_origin(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        return origin is None or urlsplit(origin).netloc == headers.get("host")


def _key(headers: Headers) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return headers.get("api-key", "")


def _marked(scope: Scope, send: Send) -> Send:
    begun = time.perf_counter()
    request = f"{scope['method']} {scope['path']}" if _log.isEnabledFor(logging.DEBUG) else ""

    async def marking(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["x-request-id"] = new_id("req_")
            headers["openai-version"] = "2020-10-01"
            taken = round((time.perf_counter() - begun) * 1000)
            headers["openai-processing-ms"] = str(taken)
            if request:
                said = (request, message["status"], taken, headers["x-request-id"])
                _log.debug("%s: %d after %d ms, %s", *said)
        await send(message)

    return marking
