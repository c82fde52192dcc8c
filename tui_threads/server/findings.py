"""One finding of pydantic's becomes one sentence of the API's validator."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from pydantic_core import ErrorDetails

from tui_threads.server.problems import ApiProblem, bad_request

Path = tuple[str | int, ...]


def problem_of(errors: Sequence[ErrorDetails], sent: object) -> ApiProblem:
    """The 400 for what is wrong with `sent`, the request's JSON.

    Of the several findings that a union yields, the one that got furthest into the value is told.
    """
    located = [(_path(error["loc"], sent, error["type"]), error) for error in errors]
    first = located[0][0][:1]
    rivals = [(path, error) for path, error in located if path[:1] == first]
    path, error = max(rivals, key=lambda rival: len(rival[0]))
    same_place = [other for where, other in rivals if where == path]
    if len(same_place) > 1 and all(other["type"] in _EXPECTED for other in same_place):
        return _wrong_type(path, [_EXPECTED[other["type"]] for other in same_place], error["input"])
    return _describe(path, error)


def param_name(path: Path) -> str:
    """`("tools", 0, "function")` as `tools[0].function`."""
    name = ""
    for part in path:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def _path(loc: Sequence[str | int], sent: object, kind: str) -> Path:
    """Where in the request a finding lies; pydantic also names branches of unions, unknown to callers."""
    path: list[str | int] = []
    here = sent
    for index, part in enumerate(loc):
        if isinstance(here, Mapping) and part in here:
            here = here[part]
        elif isinstance(here, Sequence) and not isinstance(here, str) and isinstance(part, int):
            here = here[part]
        elif not (index == len(loc) - 1 and kind == "missing"):
            continue
        path.append(part)
    return tuple(path)


_EXPECTED = {
    "string_type": "a string",
    "int_type": "an integer",
    "int_from_float": "an integer",
    "int_parsing": "an integer",
    "float_type": "a decimal",
    "float_parsing": "a decimal",
    "finite_number": "a decimal",
    "bool_type": "a boolean",
    "bool_parsing": "a boolean",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "list_type": "an array",
    "tuple_type": "an array",
}


def _describe(path: Path, error: ErrorDetails) -> ApiProblem:
    kind = error["type"]
    if kind in _EXPECTED:
        return _wrong_type(path, [_EXPECTED[kind]], error["input"])
    if describe := _DESCRIBERS.get(kind):
        return describe(path, error)
    name = param_name(path)
    # What a validator of our own found is a whole sentence already.
    message = error["msg"].removeprefix("Value error, ")
    return bad_request(
        f"Invalid '{name}': {message}" if name else message, param=name or None, code="invalid_value"
    )


def _wrong_type(path: Path, expected: Sequence[str], got: object) -> ApiProblem:
    name = param_name(path)
    wanted = expected[0] if len(expected) == 1 else f"one of {' or '.join(dict.fromkeys(expected))}"
    place = f"Invalid type for '{name}'" if name else "Invalid type for the request body"
    return bad_request(
        f"{place}: expected {wanted}, but got {_type_name(got)} instead.",
        param=name or None,
        code="invalid_type",
    )


def _type_name(value: object) -> str:
    names: Sequence[tuple[type, str]] = (
        (bool, "a boolean"),
        (int, "an integer"),
        (float, "a decimal"),
        (str, "a string"),
        (Mapping, "an object"),
        (Sequence, "an array"),
    )
    return next((name for kind, name in names if isinstance(value, kind)), "null")


def _missing(path: Path, _error: ErrorDetails) -> ApiProblem:
    name = param_name(path)
    return bad_request(
        f"Missing required parameter: '{name}'.", param=name, code="missing_required_parameter"
    )


def _unknown(path: Path, _error: ErrorDetails) -> ApiProblem:
    name = param_name(path)
    return bad_request(f"Unknown parameter: '{name}'.", param=name, code="unknown_parameter")


def _bad_choice(path: Path, error: ErrorDetails) -> ApiProblem:
    context = error.get("ctx", {})
    choices = str(context.get("expected") or context.get("expected_tags", ""))
    names = [
        choice.strip().strip("'") for choice in choices.replace(" or ", ", ").split(",") if choice.strip()
    ]
    given = context.get("tag") if "tag" in context else error["input"]
    if "tag" in context:
        path = (*path, str(context.get("discriminator", "type")).strip("'"))
    message = f"Invalid value: {_quoted(given)}. Supported values are: {_listed(names)}."
    return bad_request(message, param=param_name(path) or None, code="invalid_value")


def _missing_tag(path: Path, error: ErrorDetails) -> ApiProblem:
    tag = str(error.get("ctx", {}).get("discriminator", "type")).strip("'")
    return _missing((*path, tag), error)


def _long_string(path: Path, error: ErrorDetails) -> ApiProblem:
    limit, name, text = error["ctx"]["max_length"], param_name(path), str(error["input"])
    if "[key]" in (str(part) for part in error["loc"]):
        parent = param_name(path[:-1]) or name
        shown = f"{text[:3]}...{text[-3:]}"
        return bad_request(
            f"Invalid property name in '{parent}': '{shown}' is too long. Expected a string with "
            f"maximum length {limit}, but got a string with length {len(text)} instead.",
            param=f"{parent}.{text}",
            code="property_name_above_max_length",
        )
    return bad_request(
        f"Invalid '{name}': string too long. Expected a string with maximum length {limit}, "
        f"but got a string with length {len(text)} instead.",
        param=name,
        code="string_above_max_length",
    )


def _short_string(path: Path, error: ErrorDetails) -> ApiProblem:
    limit, name = error["ctx"]["min_length"], param_name(path)
    length = len(str(error["input"]))
    got = "an empty string" if length == 0 else f"a string with length {length}"
    return bad_request(
        f"Invalid '{name}': {'empty string' if length == 0 else 'string too short'}. "
        f"Expected a string with minimum length {limit}, but got {got} instead.",
        param=name,
        code="empty_string" if length == 0 else "string_below_min_length",
    )


def _bad_pattern(path: Path, error: ErrorDetails) -> ApiProblem:
    name = param_name(path)
    return bad_request(
        f"Invalid '{name}': string does not match pattern. "
        f"Expected a string that matches the pattern '{error['ctx']['pattern']}'.",
        param=name,
        code="invalid_value",
    )


def _too_many(path: Path, error: ErrorDetails) -> ApiProblem:
    name, context = param_name(path), error["ctx"]
    limit = context["max_length"]
    value = error["input"]
    length = len(value) if isinstance(value, Mapping | Sequence) else context.get("actual_length")
    if isinstance(value, Mapping):
        return bad_request(
            f"Invalid '{name}': too many properties. Expected an object with at most {limit} properties, "
            f"but got an object with {length} properties instead.",
            param=name,
            code="object_above_max_properties",
        )
    return bad_request(
        f"Invalid '{name}': array too long. Expected an array with maximum length {limit}, "
        f"but got an array with length {length} instead.",
        param=name,
        code="array_above_max_length",
    )


def _too_few(path: Path, error: ErrorDetails) -> ApiProblem:
    name, limit, length = param_name(path), error["ctx"]["min_length"], error["ctx"].get("actual_length", 0)
    if not length:
        return bad_request(
            f"Invalid '{name}': empty array. Expected an array with minimum length {limit}, "
            "but got an empty array instead.",
            param=name,
            code="empty_array",
        )
    return bad_request(
        f"Invalid '{name}': array too short. Expected an array with minimum length {limit}, "
        f"but got an array with length {length} instead.",
        param=name,
        code="array_below_min_length",
    )


def _out_of_range(path: Path, error: ErrorDetails) -> ApiProblem:
    name, context = param_name(path), error["ctx"]
    limit = next(context[key] for key in ("le", "ge", "lt", "gt") if key in context)
    kind = "decimal" if isinstance(limit, float) else "integer"
    above = "le" in context or "lt" in context
    sign = "<=" if above else ">="
    side = "above maximum" if above else "below minimum"
    shown = int(limit) if float(limit).is_integer() else limit
    return bad_request(
        f"Invalid '{name}': {kind} {side} value. "
        f"Expected a value {sign} {shown}, but got {json.dumps(error['input'])} instead.",
        param=name,
        code=f"{kind}_{'above_max' if above else 'below_min'}_value",
    )


def _quoted(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else json.dumps(value)


def _listed(names: Sequence[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    if len(quoted) < 3:
        return " and ".join(quoted)
    return f"{', '.join(quoted[:-1])}, and {quoted[-1]}"


_DESCRIBERS: Mapping[str, Callable[[Path, ErrorDetails], ApiProblem]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "literal_error": _bad_choice,
    "enum": _bad_choice,
    "union_tag_invalid": _bad_choice,
    "union_tag_not_found": _missing_tag,
    "string_too_long": _long_string,
    "string_too_short": _short_string,
    "string_pattern_mismatch": _bad_pattern,
    "too_long": _too_many,
    "too_short": _too_few,
    "less_than_equal": _out_of_range,
    "less_than": _out_of_range,
    "greater_than_equal": _out_of_range,
    "greater_than": _out_of_range,
}
