"""Fields of requests as a person writes them into a form, and back; what is wrong is said at its field."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

    from tui_threads.wire.base import WireParams

FORMATS = ("auto", "text", "json_object", "json_schema")
EFFORTS = ("as the model does", "none", "minimal", "low", "medium", "high", "xhigh", "max")
UNSET_EFFORT = EFFORTS[0]


class FormError(Exception):
    """Something cannot be as it was written: a sentence for each field, under "" for the whole."""

    def __init__(self, complaints: Mapping[str, str]) -> None:
        super().__init__(" ".join(complaints.values()))
        self.complaints = dict(complaints)


class Reader:
    """Reads written values and gathers what is wrong with them."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.complaints: dict[str, str] = {}

    def text(self, name: str) -> str | None:
        """What was written, None for nothing."""
        return self._values.get(name, "").strip() or None

    def number(self, name: str) -> float | None:
        """A number; a comma may stand for the point."""
        written = self.text(name)
        if written is None:
            return None
        try:
            return float(written.replace(",", "."))
        except ValueError:
            self.complaints[name] = f"{written!r} is no number; write one such as 0.7."
            return None

    def whole(self, name: str) -> int | None:
        """A whole number."""
        written = self.text(name)
        if written is None:
            return None
        if not written.isascii() or not written.isdigit():
            self.complaints[name] = f"{written!r} is no whole number."
            return None
        return int(written)

    def json_object(self, name: str) -> dict[str, object] | None:
        value = self._json(name)
        if value is None or isinstance(value, dict):
            return value
        self.complaints[name] = "This must be a JSON object: {…}."
        return None

    def json_list(self, name: str) -> list[object]:
        """A JSON array; a single object stands for an array of one."""
        value = self._json(name)
        if value is None:
            return []
        if isinstance(value, list | dict):
            return value if isinstance(value, list) else [value]
        self.complaints[name] = "This must be a JSON array: […]."
        return []

    def _json(self, name: str) -> object:
        written = self.text(name)
        if written is None:
            return None
        try:
            value: object = json.loads(written)
        except json.JSONDecodeError as error:
            self.complaints[name] = (
                f"This is no JSON: {error.msg} in line {error.lineno}, column {error.colno}."
            )
            return None
        except RecursionError:
            self.complaints[name] = "This JSON is nested too deeply."
            return None
        return value

    def words(self, name: str) -> list[str]:
        """What stands between commas or in lines of its own."""
        written = self.text(name) or ""
        return [word.strip() for word in written.replace("\n", ",").split(",") if word.strip()]

    def pairs(self, name: str) -> dict[str, str]:
        """`key: value`, a line each."""
        pairs: dict[str, str] = {}
        for line in (self.text(name) or "").splitlines():
            key, colon, value = line.partition(":")
            if not line.strip():
                continue
            if not colon or not key.strip():
                self.complaints[name] = f"{line.strip()!r} has no key; write `key: value`."
            elif key.strip() in pairs:
                self.complaints[name] = f"{key.strip()!r} is there twice."
            else:
                pairs[key.strip()] = value.strip()
        return pairs

    def response_format(self, kind: str, schema: str) -> str | dict[str, object] | None:
        """`auto`, or an object; for `json_schema` from what is written in the field `schema`."""
        written = self.text(kind)
        if written in (None, "auto"):
            return written
        if written != "json_schema":
            return {"type": written}
        given = self.json_object(schema)
        if given is None:
            self.complaints.setdefault(schema, "Write the JSON Schema that the answer must fit.")
            return None
        named = given if "schema" in given and "name" in given else {"name": "answer", "schema": given}
        return {"type": "json_schema", "json_schema": named}

    def effort(self, name: str) -> str | None:
        written = self.text(name)
        return None if written == UNSET_EFFORT else written

    def check(
        self, params: type[WireParams], fields: Mapping[str, object], places: Sequence[tuple[str, str]]
    ) -> None:
        """Hold the fields against the protocol's limits.

        Args:
            places: Beginnings of the protocol's names with the field of the form that each is written in.

        Raises:
            FormError: with all that is wrong, what was found before included.
        """
        from pydantic import ValidationError

        from tui_threads.wire.fields import field_path

        given = {name: value for name, value in fields.items() if value is not None}
        try:
            params.model_validate(given)
        except ValidationError as error:
            for one in error.errors(include_url=False, include_input=False):
                path = field_path(one, given)
                place = next((field for start, field in places if path.startswith(start)), path.split(".")[0])
                said = _said(one["type"], one.get("ctx", {})) or str(one["msg"]).removeprefix("Value error, ")
                within = path.removeprefix(
                    next((start for start, _ in places if path.startswith(start)), path)
                )
                self.complaints.setdefault(place, f"{within.lstrip('.')}: {said}." if within else f"{said}.")
        if self.complaints:
            raise FormError(self.complaints)


def _said(kind: str, limits: Mapping[str, object]) -> str:
    """What is wrong with a value that is out of its limits; empty where it is something else."""
    match kind:
        case "less_than_equal":
            return f"At most {limits['le']:g} is taken"
        case "greater_than_equal":
            return f"At least {limits['ge']:g} is wanted"
        case "string_too_long":
            return f"At most {limits['max_length']:,} characters are taken"
    return ""


def written_number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def written_format(response_format: BaseModel | str | None) -> tuple[str, str]:
    """The kind of a response format and its schema as JSON."""
    if response_format is None or isinstance(response_format, str):
        return response_format or "auto", ""
    shape = response_format.model_dump(mode="json", by_alias=True)
    kind = str(shape.get("type", "auto"))
    schema = shape.get("json_schema")
    return kind, json.dumps(schema, indent=2, ensure_ascii=False) if schema else ""
