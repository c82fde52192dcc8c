"""Who may see the page: programs and pages of this machine that know the token.

The token is the first part of every path, not a cookie: a cookie of one port of a machine is sent to all
of its ports. The page may be called by the names of loopback alone, not by a name that was rebound to it.
"""

from __future__ import annotations

import hmac
import re

from aiohttp import web
from aiohttp.typedefs import Handler

_LOOPBACK = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?")
_REFUSAL = "Forbidden. Open the whole address that `threads-tui web` printed: it holds the token.\n"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src "
)


class Gate:
    """Refuses with 403, before anything is looked at but host, origin and token."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    @web.middleware
    async def __call__(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._lets_in(request):
            return _careful(web.Response(status=403, text=_REFUSAL), "'none'")
        pages_own = f"ws://{request.host}"
        try:
            return _careful(await handler(request), pages_own)
        except web.HTTPException as answer:
            _careful(answer, pages_own)
            raise

    def _lets_in(self, request: web.Request) -> bool:
        host = request.headers.get("Host", "")
        origin = request.headers.get("Origin")
        if not _LOOPBACK.fullmatch(host) or (origin is not None and origin != f"http://{host}"):
            return False
        given = request.rel_url.raw_path.removeprefix("/").partition("/")[0]
        return hmac.compare_digest(given.encode(), self._token)


def _careful(answer: web.StreamResponse, connects_to: str) -> web.StreamResponse:
    """Let the page load nothing from elsewhere, be framed by nobody, and tell nobody its address."""
    if not answer.prepared:
        answer.headers.update(
            {
                "Content-Security-Policy": _POLICY + connects_to,
                "Cache-Control": "no-store",
                "Cross-Origin-Opener-Policy": "same-origin",
                "Cross-Origin-Resource-Policy": "same-origin",
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
            }
        )
    return answer
