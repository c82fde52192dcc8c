"""One call, ready to be sent, and how the arguments of our methods become it.

Limits are checked here by the models in `tui_threads.wire`, so that a request which the protocol
forbids is refused before anything is sent, with the field named.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypedDict, TypeVar, cast
from urllib.parse import quote

from pydantic_core import ValidationError, from_json, to_json

from tui_threads.api.errors import InvalidRequestError
from tui_threads.wire.fields import field_path

if TYPE_CHECKING:
    from tui_threads.wire.base import WireParams

__all__ = [
    "Call",
    "JsonObject",
    "ListFields",
    "RequestOptions",
    "Upload",
    "check",
    "encode",
    "encode_unchecked",
    "path",
    "query",
    "split",
]

JsonObject = Mapping[str, object]
"""An object of a request, as a dict; it is checked against the protocol before it is sent."""

ParamsT = TypeVar("ParamsT", bound="WireParams")


class RequestOptions(TypedDict, total=False):
    """What every method takes beside its own arguments."""

    extra_headers: Mapping[str, str]
    """Sent beside the usual headers, or in place of them."""
    extra_query: Mapping[str, object]
    """Added to the query."""
    extra_body: Mapping[str, object]
    """Added to the JSON body, unchecked."""
    unchecked: bool
    """Only for calls that start a run: sent without a check against the protocol. A program that has just
    started, as `ask`, would have to import and build the models first, which takes twice as long as to import
    the client. The server checks the same, and says what is wrong."""
    timeout: float
    """Seconds of silence after which this call fails."""
    idempotency_key: str
    """Sent as `Idempotency-Key`. With it a POST is repeated even if it may have been carried out, so
    give one only where the server knows the header."""


class ListFields(RequestOptions, total=False):
    """What every list takes."""

    limit: int | None
    """Items on a page, 1 to 100; 20 by default."""
    after: str | None
    """Only what follows this id in the chosen order."""
    before: str | None
    """Only what precedes this id in the chosen order."""
    order: Literal["asc", "desc"] | None
    """`desc`, newest first, by default."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A body that is streamed: its content type, its size in bytes, and how to read it from the start."""

    content_type: str
    size: int
    chunks: Callable[[], AsyncIterator[bytes]]


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    method: Literal["GET", "POST", "DELETE"]
    path: str
    """Below the base URL, quoted."""
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | Upload | None = None
    """JSON, or a form."""
    headers: Mapping[str, str] = field(default_factory=dict)
    options: RequestOptions = field(default_factory=RequestOptions)
    repeatable: bool | None = None
    """Whether carrying it out twice does no harm; by default GET and DELETE."""
    stream: bool = False
    """Whether the answer is a stream of events."""

    @property
    def may_be_repeated(self) -> bool:
        """Whether it may be sent again even if the server may have carried it out."""
        if "idempotency_key" in self.options:
            return True
        return self.method != "POST" if self.repeatable is None else self.repeatable


def path(*parts: str, **ids: str) -> str:
    """A quoted path; `ids` fill the parts in braces.

    Raises:
        InvalidRequestError: an id is empty, and the path would mean something else.
    """
    for name, value in ids.items():
        if not value or value in {".", ".."}:
            raise InvalidRequestError(f"{name} must be an id, not {value!r}.", param=name)
    return "/" + "/".join(quote(part.format(**ids), safe="") for part in parts)


def check(params: type[ParamsT], fields: Mapping[str, object]) -> ParamsT:
    """The fields that are given, checked; None means "not given".

    Raises:
        InvalidRequestError: a field breaks the protocol's limits.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        return params.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        param = field_path(first, given)
        words = str(first["msg"]).removeprefix("Value error, ")
        raise InvalidRequestError(f"{param or 'The request'}: {words}.", param=param or None) from None


def encode(
    params: type[WireParams], fields: Mapping[str, object], options: RequestOptions | None = None
) -> bytes:
    """The checked fields as a JSON body, with `extra_body` laid over them."""
    return _with_extra(check(params, fields).model_dump_json(exclude_unset=True).encode(), options)


def encode_unchecked(fields: Mapping[str, object], options: RequestOptions) -> bytes:
    """The fields that are given as a JSON body, whatever they are; None means "not given"."""
    given = {name: value for name, value in fields.items() if value is not None}
    return _with_extra(to_json(given), options)


def _with_extra(body: bytes, options: RequestOptions | None) -> bytes:
    extra = (options or {}).get("extra_body")
    if not extra:
        return body
    merged = from_json(body)
    merged.update(extra)
    return to_json(merged)


def query(
    params: type[WireParams], fields: Mapping[str, object], include: Sequence[str] | None = None
) -> tuple[tuple[str, str], ...]:
    """The checked fields as a query; `include` becomes `include[]` as often as needed."""
    given = check(params, fields).model_dump(exclude_unset=True)
    pairs = [(name, str(value)) for name, value in given.items()]
    return (*pairs, *(("include[]", value) for value in include or ()))


def split(arguments: Mapping[str, object]) -> tuple[dict[str, object], RequestOptions]:
    """A method's keyword arguments, apart: fields of the body, and options of the request."""
    of_request = RequestOptions.__annotations__
    fields = {name: value for name, value in arguments.items() if name not in of_request}
    options = {name: value for name, value in arguments.items() if name in of_request}
    return fields, cast(RequestOptions, options)
