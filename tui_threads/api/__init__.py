"""HTTP in, typed values out: the client of the protocol.

    from tui_threads.api import Profile, ThreadsClient

    async with ThreadsClient(Profile("http://127.0.0.1:8080/v1", api_key="...")) as client:
        thread = await client.threads.create()

Names are imported when they are first used, so that a program that starts does not wait for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_threads.api.client import ThreadsClient
    from tui_threads.api.errors import (
        ApiConnectionError,
        ApiError,
        ApiStatusError,
        ApiTimeoutError,
        AuthenticationError,
        BadRequestError,
        ConflictError,
        CredentialsError,
        InternalServerError,
        InvalidRequestError,
        NotFoundError,
        PermissionDeniedError,
        ProtocolError,
        RateLimitError,
        RunCancelledError,
        RunError,
        RunExpiredError,
        RunFailedError,
        RunIncompleteError,
        StreamEndedError,
        StreamFailedError,
        UnprocessableEntityError,
        run_error,
    )
    from tui_threads.api.event_handler import AssistantEventHandler
    from tui_threads.api.pages import Listing, ListPage
    from tui_threads.api.profile import Profile
    from tui_threads.api.readiness import preload
    from tui_threads.api.streams import RunStream

__all__ = [
    "ApiConnectionError",
    "ApiError",
    "ApiStatusError",
    "ApiTimeoutError",
    "AssistantEventHandler",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "CredentialsError",
    "InternalServerError",
    "InvalidRequestError",
    "ListPage",
    "Listing",
    "NotFoundError",
    "PermissionDeniedError",
    "Profile",
    "ProtocolError",
    "RateLimitError",
    "RunCancelledError",
    "RunError",
    "RunExpiredError",
    "RunFailedError",
    "RunIncompleteError",
    "RunStream",
    "StreamEndedError",
    "StreamFailedError",
    "ThreadsClient",
    "UnprocessableEntityError",
    "preload",
    "run_error",
]

_ELSEWHERE = {
    "AssistantEventHandler": "event_handler",
    "ListPage": "pages",
    "Listing": "pages",
    "Profile": "profile",
    "RunStream": "streams",
    "ThreadsClient": "client",
    "preload": "readiness",
}
"""Modules of the names that are no errors."""


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_ELSEWHERE.get(name, 'errors')}")
    value: object = getattr(module, name)
    return value
