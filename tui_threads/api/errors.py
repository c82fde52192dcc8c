"""Everything that can go wrong with a call, as one tree.

ApiError
├── InvalidRequestError         refused here, before anything was sent; also a ValueError
├── CredentialsError            no key or token could be had
├── ApiConnectionError          the server was not reached, or the connection broke
│   └── ApiTimeoutError         it took too long
├── ApiStatusError              the server refused or failed
│   ├── BadRequestError             400
│   ├── AuthenticationError         401
│   ├── PermissionDeniedError       403
│   ├── NotFoundError               404
│   ├── ConflictError               409
│   ├── UnprocessableEntityError    422
│   ├── RateLimitError              429
│   └── InternalServerError         500 and above
├── ProtocolError               the answer is not what the protocol says
│   └── StreamEndedError            a run's stream ended before the run did, and it could not be followed
├── StreamFailedError           the server sent an `error` event
└── RunError                    a run ended otherwise than completed
    ├── RunFailedError
    ├── RunExpiredError
    ├── RunCancelledError
    └── RunIncompleteError
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_threads.wire.errors import ErrorObject
    from tui_threads.wire.runs import Run

__all__ = [
    "ApiConnectionError",
    "ApiError",
    "ApiStatusError",
    "ApiTimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "CredentialsError",
    "InternalServerError",
    "InvalidRequestError",
    "NotFoundError",
    "PermissionDeniedError",
    "ProtocolError",
    "RateLimitError",
    "RunCancelledError",
    "RunError",
    "RunExpiredError",
    "RunFailedError",
    "RunIncompleteError",
    "StreamEndedError",
    "StreamFailedError",
    "UnprocessableEntityError",
    "broken_connection",
    "retry_after",
    "run_error",
    "status_error",
]


class ApiError(Exception):
    """A call failed; `str()` is a sentence for people."""

    def __init__(
        self,
        message: str,
        *,
        status_code: int | None = None,
        type: str | None = None,
        code: str | None = None,
        param: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        """The server's sentence, or ours where it said nothing."""
        self.status_code = status_code
        """HTTP status, when the server answered."""
        self.type = type
        """The kind of error in the server's words, such as `invalid_request_error`."""
        self.code = code
        """The error's name, such as `rate_limit_exceeded`."""
        self.param = param
        """The field that is wrong, such as `metadata.title`."""
        self.request_id = request_id
        """The server's `x-request-id`."""


class InvalidRequestError(ApiError, ValueError):
    """The request breaks the protocol's limits; nothing was sent. `param` names the field."""


class CredentialsError(ApiError):
    """No key or token could be had; the sentence says which source failed and what to do."""


class ApiConnectionError(ApiError):
    """The server was not reached, or the connection broke."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent
        """Whether the request may have reached the server, and so may have been carried out."""


class ApiTimeoutError(ApiConnectionError):
    """The server took too long to connect, to take the request or to answer."""


class ApiStatusError(ApiError):
    """The server answered with an error status."""

    retry_after: float | None = None
    """Seconds the server asks to wait, from `retry-after-ms` or `Retry-After`."""


class BadRequestError(ApiStatusError):
    """400: the request is wrong, or the thread is locked by an active run."""


class AuthenticationError(ApiStatusError):
    """401: no key, or a wrong one."""


class PermissionDeniedError(ApiStatusError):
    """403: the key may not do this."""


class NotFoundError(ApiStatusError):
    """404, or 200 with `null` from servers that answer so for an unknown id."""


class ConflictError(ApiStatusError):
    """409: something else was changing the same object."""


class UnprocessableEntityError(ApiStatusError):
    """422: a field does not validate."""


class RateLimitError(ApiStatusError):
    """429: too many requests or tokens, or the quota is used up."""

    reset_requests: float | None = None
    """Seconds until the budget of requests is full again (`x-ratelimit-reset-requests`)."""
    reset_tokens: float | None = None
    """Seconds until the budget of tokens is full again (`x-ratelimit-reset-tokens`)."""
    remaining_requests: int | None = None
    """Requests left (`x-ratelimit-remaining-requests`)."""
    remaining_tokens: int | None = None
    """Tokens left (`x-ratelimit-remaining-tokens`)."""


class InternalServerError(ApiStatusError):
    """500 and above: the server failed."""


class ProtocolError(ApiError):
    """The server answered something else than the protocol says."""


class StreamEndedError(ProtocolError):
    """A run's stream ended before the run did, and its state could not be had otherwise."""


class StreamFailedError(ApiError):
    """The server sent an `error` event in mid-stream."""


class RunError(ApiError):
    """A run ended otherwise than completed."""

    def __init__(self, message: str, run: Run) -> None:
        super().__init__(message, code=run.last_error.code if run.last_error else None)
        self.run = run


class RunFailedError(RunError):
    """The run's status is `failed`; `code` and the sentence are its `last_error`."""


class RunExpiredError(RunError):
    """The run's status is `expired`: it, or the outputs of its tools, took too long."""


class RunCancelledError(RunError):
    """The run's status is `cancelled`."""


class RunIncompleteError(RunError):
    """The run's status is `incomplete`: it used up its tokens."""


_BY_STATUS: Mapping[int, type[ApiStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(status: int, headers: Mapping[str, str], error: ErrorObject) -> ApiStatusError:
    """The error for an answer with this status. `headers` are looked up in lower case."""
    kind = _BY_STATUS.get(status, InternalServerError if status >= 500 else ApiStatusError)
    made = kind(
        error.message or f"The server answered with status {status} and no explanation.",
        status_code=status,
        type=error.type,
        code=error.code,
        param=error.param,
        request_id=headers.get("x-request-id"),
    )
    made.retry_after = retry_after(headers)
    if isinstance(made, RateLimitError):
        made.reset_requests = _duration(headers.get("x-ratelimit-reset-requests"))
        made.reset_tokens = _duration(headers.get("x-ratelimit-reset-tokens"))
        made.remaining_requests = _count(headers.get("x-ratelimit-remaining-requests"))
        made.remaining_tokens = _count(headers.get("x-ratelimit-remaining-tokens"))
    return made


def run_error(run: Run) -> RunError | None:
    """The error that a run's final state means, or None for a run that is completed or goes on."""
    kinds: dict[str, tuple[type[RunError], str]] = {
        "failed": (RunFailedError, "The run failed."),
        "expired": (RunExpiredError, "The run expired."),
        "cancelled": (RunCancelledError, "The run was cancelled."),
        "incomplete": (RunIncompleteError, "The run used up its tokens."),
    }
    if run.status not in kinds:
        return None
    kind, sentence = kinds[run.status]
    return kind((run.last_error.message if run.last_error else "") or sentence, run)


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Seconds that `retry-after-ms` or `Retry-After` (seconds or a date) asks to wait."""
    if (ms := _number(headers.get("retry-after-ms"))) is not None:
        return ms / 1000
    words = headers.get("retry-after")
    if words is None or (seconds := _number(words)) is not None:
        return None if words is None else seconds

    import email.utils

    date = email.utils.parsedate_tz(words)
    if date is None:
        return None
    return max(email.utils.mktime_tz(date) - (time.time() if now is None else now), 0.0)


def _number(words: str | None) -> float | None:
    return float(words) if words and re.fullmatch(r"\s*\d+(\.\d*)?\s*", words) else None


def _count(words: str | None) -> int | None:
    return int(words) if words and words.strip().isdecimal() else None


def _duration(words: str | None) -> float | None:
    """Seconds in a duration such as `12ms`, `1s` or `6m0s`."""
    if not words or not re.fullmatch(r"(\d+(\.\d+)?(ms|s|m|h))+", words.strip()):
        return None
    units = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
    return sum(float(n) * units[u] for n, _, u in re.findall(r"(\d+(\.\d+)?)(ms|s|m|h)", words))


def broken_connection(error: Exception) -> ApiConnectionError:
    """A connection that broke while an answer was under way; libraries' words for it tell people nothing."""
    words = str(error)
    if isinstance(error, OSError) or _HUNG_UP.search(words):
        return ApiConnectionError("The server closed the connection before its answer was whole.", sent=True)
    return ApiConnectionError(
        f"The connection to the server broke: {words or type(error).__name__}.", sent=True
    )


_HUNG_UP = re.compile("peer|disconnected|closed|reset|chunked read|end of stream|EOF", re.I)
