"""Every error this server answers with, in the API's own envelope.

`{"error": {"message", "type", "param", "code"}}`; the texts are those of the hosted API as its users quoted
them, so that code that reads them goes on working.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from tui_threads.wire.errors import ErrorObject, ErrorResponse

INVALID_REQUEST = "invalid_request_error"
SERVER_ERROR = "server_error"


class ApiProblem(Exception):
    """An answer that is an error: raised anywhere below a route, written by the app."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        type: str = INVALID_REQUEST,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        """HTTP status, 400 to 599."""
        self.message = message
        self.param = param
        """The request parameter at fault, such as `tools[0].function.name`."""
        self.code = code
        self.type = type
        self.headers = dict(headers or {})

    def event_data(self) -> str:
        """The data of an `error` event: flat as documented, and nested as the official SDK looks for it."""
        error = {"message": self.message, "type": self.type, "param": self.param, "code": self.code}
        return json.dumps({"error": error, **error}, ensure_ascii=False)

    def body(self) -> bytes:
        """The envelope as JSON."""
        error = ErrorObject(message=self.message, type=self.type, param=self.param, code=self.code)
        return ErrorResponse(error=error).model_dump_json().encode()


def bad_request(message: str, *, param: str | None = None, code: str | None = None) -> ApiProblem:
    """400: the request cannot be served as it is."""
    return ApiProblem(400, message, param=param, code=code)


def not_found(kind: str, id: str) -> ApiProblem:
    """404: `kind` is the API's word for the object, such as `thread` or `vector store`."""
    return ApiProblem(404, f"No {kind} found with id '{id}'.")


def server_error(message: str, status: int = 500) -> ApiProblem:
    """5xx that a retry would not cure, so clients are told not to try."""
    return ApiProblem(status, message, type=SERVER_ERROR, headers={"x-should-retry": "false"})
