"""How a server says that it refuses or fails.

Envelope: OpenAI's OpenAPI document (ErrorResponse). Other servers answer `{"detail": ...}`, a bare
object, text or nothing; `read_error` makes the best of all of them.
"""

from __future__ import annotations

from pydantic import JsonValue, ValidationError
from pydantic_core import from_json

from tui_threads.wire.base import WireModel

__all__ = ["ErrorObject", "ErrorResponse", "error_from_json", "read_error"]

_LONGEST = 2000


class ErrorObject(WireModel):
    """What went wrong."""

    message: str = ""
    """A sentence for people."""
    type: str | None = None
    """The kind of error, such as `invalid_request_error`."""
    param: str | None = None
    """The field that is wrong, such as `metadata.title`."""
    code: str | None = None
    """The error's name, such as `rate_limit_exceeded`."""


class ErrorResponse(WireModel):
    """Body of an answer that is an error."""

    error: ErrorObject


def read_error(body: bytes) -> ErrorObject:
    """The error in an answer's body, whatever its form; the message is empty when there is none."""
    try:
        value: JsonValue = from_json(body)
    except ValueError:
        return ErrorObject(message=_plain_text(body))
    return error_from_json(value)


def error_from_json(value: JsonValue) -> ErrorObject:
    """The error in a JSON value: an envelope, the object itself, `{"detail": ...}` or a string."""
    if isinstance(value, dict) and isinstance(value.get("error"), dict | str):
        value = value["error"]
    if isinstance(value, dict):
        known = {name: _word(value.get(name)) for name in ("type", "param", "code")}
        message = next((value[name] for name in ("message", "detail", "error") if value.get(name)), "")
        try:
            return ErrorObject(message=_sentence(message), **known)
        except ValidationError:
            return ErrorObject(message=_sentence(message))
    return ErrorObject(message=_sentence(value))


def _sentence(value: JsonValue) -> str:
    """A message in words; FastAPI's list of `{loc, msg}` becomes `loc: msg; ...`."""
    if isinstance(value, str):
        return value[:_LONGEST]
    if isinstance(value, list):
        return "; ".join(filter(None, map(_sentence, value)))[:_LONGEST]
    if isinstance(value, dict):
        words = value.get("msg") or value.get("message")
        place = value.get("loc")
        where = ".".join(str(part) for part in place) + ": " if isinstance(place, list) and place else ""
        return f"{where}{words}"[:_LONGEST] if isinstance(words, str) else ""
    return ""


def _word(value: JsonValue) -> str | None:
    return None if value is None else str(value)[:_LONGEST]


def _plain_text(body: bytes) -> str:
    """Text of a body that is no JSON; a proxy's page of HTML is no sentence for people."""
    text = body[: 4 * _LONGEST].decode("utf-8", "replace").strip()
    return "" if text.startswith("<") else text[:_LONGEST]
