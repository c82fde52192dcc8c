"""One server as the resources see it: calls go in, answers come out.

Here a call gets its headers, is repeated where that is allowed, follows redirects on the same server,
asks for another token when the old one is refused, and becomes an error of our tree when it fails.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from pydantic_core import ValidationError

from tui_threads import __version__
from tui_threads.api.calls import Call, Upload
from tui_threads.api.clock import Clock
from tui_threads.api.credentials import Credentials
from tui_threads.api.errors import (
    ApiConnectionError,
    InvalidRequestError,
    NotFoundError,
    ProtocolError,
    retry_after,
    status_error,
)
from tui_threads.api.profile import Profile
from tui_threads.api.retries import backoff, connection_may_retry, status_may_retry
from tui_threads.api.transport import Answer, Transport

if TYPE_CHECKING:
    from tui_threads.wire.base import WireModel

__all__ = ["Connection"]

ModelT = TypeVar("ModelT", bound="WireModel")

_REDIRECTS = frozenset({301, 302, 307, 308})
_BETA = ("/assistants", "/threads", "/vector_stores")


class Connection:
    """Sends calls to the server of one profile."""

    def __init__(
        self, profile: Profile, transport: Transport, credentials: Credentials, clock: Clock
    ) -> None:
        base = urlsplit(profile.base_url)
        if base.scheme not in {"http", "https"} or not base.netloc:
            raise InvalidRequestError(
                f"The base URL {profile.base_url!r} must begin with http:// or https:// and a host.",
                param="base_url",
            )
        self.profile = profile
        self.clock = clock
        self._transport = transport
        self._credentials = credentials
        self._base = urlunsplit((base.scheme, base.netloc, base.path.rstrip("/"), "", ""))
        self._origin = (base.scheme, base.netloc)
        self._query = parse_qsl(base.query)
        if profile.api_version is not None:
            self._query.append(("api-version", profile.api_version))

    async def call(self, model: type[ModelT], call: Call) -> ModelT:
        """Send a call and read its answer as `model`.

        Raises:
            ApiError: any branch of the tree.
        """
        return (await self.call_with_headers(model, call))[0]

    async def call_with_headers(self, model: type[ModelT], call: Call) -> tuple[ModelT, Mapping[str, str]]:
        """As `call`, with the answer's headers (names in lower case)."""
        answer = await self.open(call)
        try:
            body = await answer.read()
        finally:
            await answer.aclose()
        return parse(model, body, answer, call), answer.headers

    async def open(self, call: Call) -> Answer:
        """Send a call; the answer is a success, its body unread. The caller closes it.

        Raises:
            ApiError: any branch of the tree.
        """
        attempt = 0
        renewed = False
        while True:
            wait: float | None
            try:
                answer = await self._send(call, attempt)
            except ApiConnectionError as error:
                wait = backoff(attempt, None, random.random())
                if not connection_may_retry(error, repeatable=call.may_be_repeated):
                    raise
                if attempt >= self.profile.max_retries or wait is None:
                    raise
            else:
                if answer.status < 300:
                    return answer
                if answer.status == 401 and self._credentials.renewable and not renewed:
                    await answer.aclose()
                    self._credentials.forget()
                    renewed = True
                    continue
                wait = await self._wait_or_raise(call, answer, attempt)
            attempt += 1
            await self.clock.sleep(wait)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def _wait_or_raise(self, call: Call, answer: Answer, attempt: int) -> float:
        """Seconds to wait before the call is repeated; or its error."""
        try:
            body = await answer.read()
        except ApiConnectionError:
            body = b""  # the status alone tells what happened
        finally:
            await answer.aclose()

        from tui_threads.wire.errors import read_error

        error = status_error(answer.status, answer.headers, read_error(body))
        if attempt >= self.profile.max_retries:
            raise error
        if not status_may_retry(answer.status, answer.headers, repeatable=call.may_be_repeated):
            raise error
        wait = backoff(attempt, retry_after(answer.headers, self.clock.time()), random.random())
        if wait is None:
            raise error
        return wait

    async def _send(self, call: Call, attempt: int) -> Answer:
        """Send once, and follow redirects on the same server with the same method and body."""
        url = self._url(call)
        headers = await self._headers(call, attempt)
        timeout = call.options.get("timeout", self.profile.timeout)
        for _ in range(4):
            answer = await self._transport.send(call.method, url, headers, call.body, timeout)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or target is None:
                return answer
            await answer.aclose()
            url = urljoin(url, target)
            if urlsplit(url)[:2] != self._origin:
                raise ProtocolError(
                    "The server sends this call elsewhere; the key is not shown to another server.",
                    status_code=answer.status,
                )
        raise ProtocolError("The server redirects in a circle.", status_code=answer.status)

    def _url(self, call: Call) -> str:
        extra = call.options.get("extra_query") or {}
        pairs = [*self._query, *call.query, *((name, str(value)) for name, value in extra.items())]
        return f"{self._base}{call.path}" + (f"?{urlencode(pairs)}" if pairs else "")

    async def _headers(self, call: Call, attempt: int) -> dict[str, str]:
        profile = self.profile
        headers = {
            "Accept": "text/event-stream, application/json" if call.stream else "application/json",
            "Accept-Encoding": "gzip, deflate",
            "User-Agent": f"threads-tui/{__version__}",
            **await self._credentials.headers(),
        }
        if isinstance(call.body, Upload):
            headers["Content-Type"] = call.body.content_type
            headers["Content-Length"] = str(call.body.size)
        elif call.method == "POST":
            headers["Content-Type"] = "application/json"
        if profile.beta_header and call.path.startswith(_BETA):
            headers["OpenAI-Beta"] = "assistants=v2"
        if profile.organization:
            headers["OpenAI-Organization"] = profile.organization
        if profile.project:
            headers["OpenAI-Project"] = profile.project
        if attempt:
            headers["X-Stainless-Retry-Count"] = str(attempt)
        if "idempotency_key" in call.options:
            headers["Idempotency-Key"] = call.options["idempotency_key"]
        return _laid_over(headers, profile.headers, call.headers, call.options.get("extra_headers") or {})


def _laid_over(headers: dict[str, str], *more: Mapping[str, str]) -> dict[str, str]:
    """Headers with others laid over them, whatever their case."""
    merged = {name.lower(): value for name, value in headers.items()}
    for layer in more:
        merged |= {name.lower(): value for name, value in layer.items()}
    return merged


@contextmanager
def _no_collection() -> Iterator[None]:
    """Reading an answer makes thousands of objects and no garbage; collecting in its midst, Python would
    walk all of them again and again and take twice as long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def parse(model: type[ModelT], body: bytes, answer: Answer, call: Call) -> ModelT:
    """An answer's body as `model`.

    Raises:
        NotFoundError: the body is `null`, which some servers answer for an unknown id.
        ProtocolError: the body is something else.
    """
    try:
        with _no_collection():
            return model.model_validate_json(body)
    except ValidationError as error:
        request_id = answer.headers.get("x-request-id")
        if body.strip() == b"null" and call.method == "GET":
            raise NotFoundError(
                "The server has nothing under this id.", status_code=answer.status, request_id=request_id
            ) from None
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        wanted = model.__name__.partition("[")[0]
        raise ProtocolError(
            f"The server's answer is no {wanted} ({place or 'body'}: {first['msg']}).",
            status_code=answer.status,
            request_id=request_id,
        ) from None
