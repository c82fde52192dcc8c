"""What a failed call means for a session: who is to blame, what to say, and whether waiting helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tui_threads.api.errors import (
    ApiConnectionError,
    ApiError,
    AuthenticationError,
    CredentialsError,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    StreamEndedError,
)

Kind = Literal["unreachable", "refused", "gone", "locked", "rejected", "failed"]
"""
`unreachable`: the server does not answer; it is looked for again.
`refused`: the key is wrong; only the user can mend it.
`gone`: the thread or run does not exist there.
`locked`: another run is active in the thread.
`rejected`: this request will never be accepted.
`failed`: the server failed or has no capacity; trying again may help.
"""

OFFLINE_REASON = "as soon as the server answers"
LOCKED_REASON = "until another program's run has ended"
STOPPED_REASON = "stopped while its files were on their way"
HELD_REASON = "as soon as there is a model"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One failure, in words for the user."""

    kind: Kind
    sentence: str
    code: str | None = None


def trouble_of(error: ApiError) -> Trouble:
    """What an error of the client means."""
    return Trouble(_kind(error), error.message, error.code or _status(error))


def _kind(error: ApiError) -> Kind:
    match error:
        case ApiConnectionError() | StreamEndedError():
            return "unreachable"
        case AuthenticationError() | CredentialsError() | PermissionDeniedError():
            return "refused"
        case NotFoundError():
            return "gone"
        case InternalServerError():
            return "failed"
    status = error.status_code
    if status == 400 and _LOCKED in error.message and error.param is None:
        return "locked"
    return "rejected" if status is None or (400 <= status < 500 and status != 429) else "failed"


_LOCKED = "active"
"""Both refusals of a locked thread end in these words: `while a run run_Y is active.` and
`already has an active run run_Y.` (the hosted API's answers as quoted by users)."""


def _status(error: ApiError) -> str | None:
    return str(error.status_code) if error.status_code is not None else None
