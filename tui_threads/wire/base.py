"""Ground of all wire models: how an answer is read and written.

Answers are read tolerantly, because servers of this protocol differ: fields may be absent, null or
unknown, timestamps may be floats. They are written strictly: a model dumps exactly the documented
shape, every nullable field as null, and fields that may be absent only when they are set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, JsonValue
from pydantic_core import CoreSchema, core_schema

__all__ = ["Metadata", "NullAs", "StringOrEmpty", "Timestamp", "WireModel", "WireParams", "is_none"]


class WireModel(BaseModel):
    """An object or part of one as a server answers it: frozen, unknown fields kept in `model_extra`."""

    model_config = ConfigDict(
        frozen=True, extra="allow", defer_build=True, protected_namespaces=(), serialize_by_alias=True
    )


class WireParams(BaseModel):
    """A request's body or query: frozen, unknown fields refused, limits checked.

    The client checks its own requests with it before sending, the server every request it gets.
    Null means "not given"; `model_fields_set` tells what was sent.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        protected_namespaces=(),
        serialize_by_alias=True,
        validate_by_name=True,
        validate_by_alias=True,
    )


def is_none(value: object) -> bool:
    """For `Field(exclude_if=is_none)`: a field that may be absent is not written as null."""
    return value is None


@dataclass(frozen=True, slots=True)
class NullAs:
    """Annotation: null is read as `make()`, for servers that send null for what is never null."""

    make: Callable[[], object]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        make = self.make
        null = core_schema.no_info_after_validator_function(lambda _: make(), core_schema.none_schema())
        return core_schema.union_schema([handler(source), null], mode="left_to_right")


@dataclass(frozen=True, slots=True)
class _WholeSeconds:
    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        fraction = core_schema.no_info_after_validator_function(
            int, core_schema.float_schema(allow_inf_nan=False)
        )
        null = core_schema.no_info_after_validator_function(lambda _: 0, core_schema.none_schema())
        return core_schema.union_schema([core_schema.int_schema(), fraction, null], mode="left_to_right")


@dataclass(frozen=True, slots=True)
class _MetadataOfAnyKind:
    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        pairs = core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())
        null = core_schema.no_info_after_validator_function(lambda _: {}, core_schema.none_schema())
        other = core_schema.no_info_after_validator_function(
            lambda value: {"metadata": value}, core_schema.any_schema()
        )
        return core_schema.union_schema([pairs, null, other], mode="left_to_right")


Timestamp = Annotated[int, _WholeSeconds()]
"""Unix time in whole seconds. A float is cut to its second, null is read as 0."""

StringOrEmpty = Annotated[str, NullAs(str)]
"""A string that is never null by the documentation; null is read as empty."""

Metadata = Annotated[dict[str, JsonValue], _MetadataOfAnyKind()]
"""Pairs attached to an object. Version 2 of the API has string values only (at most 16 pairs, keys of
64 and values of 512 characters); version 1 said only "object", so that any JSON value is read. What is
no object at all is kept under the key `metadata`; null is read as no pairs."""
