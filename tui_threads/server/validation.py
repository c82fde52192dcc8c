"""Requests in, checked values out; what is wrong with them in the API's own words.

The request models live in `tui_threads.wire`; here pydantic's findings become the texts of the hosted API's
validator, as its users quoted them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from starlette.requests import Request, StateT

from tui_threads.server import version_one
from tui_threads.server.findings import problem_of
from tui_threads.server.problems import ApiProblem, bad_request
from tui_threads.server.store.paging import ListQuery

__all__ = ["ListQuery", "check_id", "include", "list_query", "parse", "parse_body", "path_id"]

Body = TypeVar("Body", bound=BaseModel)

_MAX_BODY_BYTES = 64 * 1024 * 1024

_UNPARSABLE = (
    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP "
    "library correctly. The server expects a JSON payload, but what was sent was not valid JSON.)"
)


async def parse_body(request: Request[StateT], model: type[Body]) -> Body:
    """Read and check a JSON body; an empty one counts as `{}`.

    Raises:
        ApiProblem: 400 with the parameter at fault, or 413 when the body is far beyond every limit.
    """
    content = await _read(request)
    if version_one.asked_for(request):
        content = version_one.upgraded(content)
    return parse(content or b"{}", model)


def parse(content: bytes, model: type[Body]) -> Body:
    """Check JSON text against a request model; errors as `parse_body`."""
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise _explain(error.errors(include_url=False), content) from error


async def _read(request: Request[StateT]) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > _MAX_BODY_BYTES:
            raise ApiProblem(413, f"The request body is larger than {_MAX_BODY_BYTES} bytes.")
        parts.append(part)
    return b"".join(parts).strip()


def _explain(errors: Sequence[ErrorDetails], content: bytes) -> ApiProblem:
    try:
        sent = json.loads(content)
    except (ValueError, RecursionError):
        return bad_request(_UNPARSABLE)
    return problem_of(errors, sent)


_PREFIXES = {
    "assistant_id": "asst",
    "thread_id": "thread",
    "message_id": "msg",
    "run_id": "run",
    "step_id": "step",
    "file_id": "file",
    "vector_store_id": "vs",
    "batch_id": "vsfb",
}


def path_id(request: Request[StateT], name: str) -> str:
    """An id out of the path, checked for its form: `name` is the path parameter, such as `thread_id`."""
    return check_id(request.path_params[name], name)


def check_id(id: str, name: str) -> str:
    """Refuse an id that cannot be one of this kind.

    Raises:
        ApiProblem: 400 with the text that callers who sent `undefined` know.
    """
    prefix = _PREFIXES[name]
    if not id.startswith(prefix):
        raise bad_request(
            f"Invalid '{name}': '{id}'. Expected an ID that begins with '{prefix}'.",
            param=name,
            code="invalid_value",
        )
    return id


def list_query(request: Request[StateT], *, default: int = 20, maximum: int = 100) -> ListQuery:
    """Read `limit`, `order`, `after` and `before`; other query parameters are ignored.

    Raises:
        ApiProblem: 400 for a limit out of range or an unknown order.
    """
    query = request.query_params
    return ListQuery(
        limit=_limit(query, default, maximum),
        order=_order(query),
        after=query.get("after") or None,
        before=query.get("before") or None,
    )


def by_activity(request: Request[StateT]) -> bool:
    """Read `order_by` of the list of threads.

    Raises:
        ApiProblem: 400 for an order that is unknown.
    """
    wanted = request.query_params.get("order_by") or "created"
    if wanted not in ("created", "activity"):
        raise bad_request(
            f"Invalid value: '{wanted}'. Supported values are: 'created' and 'activity'.",
            param="order_by",
            code="invalid_value",
        )
    return wanted == "activity"


def include(request: Request[StateT]) -> frozenset[str]:
    """The values of `include[]`, in whichever form a client writes arrays."""
    query = request.query_params
    values = [*query.getlist("include[]"), *query.getlist("include")]
    return frozenset(part for value in values for part in value.split(","))


def _limit(query: Mapping[str, str], default: int, maximum: int) -> int:
    text = query.get("limit")
    if not text:
        return default
    try:
        limit = int(text)
    except ValueError:
        raise bad_request(
            "Invalid type for 'limit': expected an integer, but got a string instead.",
            param="limit",
            code="invalid_type",
        ) from None
    for refused, side, sign, bound, code in (
        (limit > maximum, "above maximum", "<=", maximum, "integer_above_max_value"),
        (limit < 1, "below minimum", ">=", 1, "integer_below_min_value"),
    ):
        if refused:
            expected = f"Expected a value {sign} {bound}, but got {limit} instead."
            raise bad_request(f"Invalid 'limit': integer {side} value. {expected}", param="limit", code=code)
    return limit


def _order(query: Mapping[str, str]) -> Literal["asc", "desc"]:
    match query.get("order") or "desc":
        case "asc":
            return "asc"
        case "desc":
            return "desc"
        case other:
            raise bad_request(
                f"Invalid value: '{other}'. Supported values are: 'asc' and 'desc'.",
                param="order",
                code="invalid_value",
            )
