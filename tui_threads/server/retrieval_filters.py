"""Filters of a search: which files' attributes fit."""

from __future__ import annotations

from collections.abc import Mapping

from tui_threads.server.problems import bad_request
from tui_threads.wire.params_vector_stores import ComparisonFilter, CompoundFilter

Attribute = str | float | bool


def fits(attributes: Mapping[str, Attribute], asked: ComparisonFilter | CompoundFilter) -> bool:
    """Whether a file with these attributes is to be searched.

    Raises:
        ApiProblem: 400, the filter compares what cannot be compared.
    """
    if isinstance(asked, CompoundFilter):
        found = [fits(attributes, part) for part in asked.filters]
        return all(found) if asked.type == "and" else any(found)
    return _compare(attributes.get(asked.key), asked)


def _compare(have: Attribute | None, asked: ComparisonFilter) -> bool:
    wanted = asked.value
    if asked.type in ("in", "nin"):
        if not isinstance(wanted, list):
            raise _bad_value(asked, "an array")
        return (have is not None and have in wanted) == (asked.type == "in")
    if isinstance(wanted, list):
        raise _bad_value(asked, "a string, number, or boolean")
    if asked.type in ("eq", "ne"):
        return _same(have, wanted) == (asked.type == "eq")
    order = _order(have, wanted)
    return order is not None and order in _ORDERS[asked.type]


_ORDERS = {"gt": (1,), "gte": (0, 1), "lt": (-1,), "lte": (-1, 0)}


def _order(have: Attribute | None, wanted: Attribute) -> int | None:
    """-1, 0 or 1; None where the two have no order."""
    if isinstance(have, str) and isinstance(wanted, str):
        return (have > wanted) - (have < wanted)
    if isinstance(have, int | float) and isinstance(wanted, int | float):
        return (have > wanted) - (have < wanted)
    return None


def _same(have: Attribute | None, wanted: Attribute) -> bool:
    return isinstance(have, bool) == isinstance(wanted, bool) and have == wanted


def _bad_value(asked: ComparisonFilter, expected: str) -> Exception:
    return bad_request(
        f"Invalid type for 'filters.value': expected {expected} for a filter of type '{asked.type}'.",
        param="filters.value",
        code="invalid_type",
    )
