"""Our models beside the official SDK's types and OpenAI's OpenAPI document."""

from __future__ import annotations

import functools
import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it has no stubs of its own
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openai import types as sdk
from openai.types import beta
from openai.types import vector_stores as sdk_stores
from openai.types.beta import threads as sdk_threads
from openai.types.beta.threads import runs as sdk_runs
from pydantic import BaseModel

from tests.api.loopback import RECORDINGS
from tests.wire.strategies import values
from tui_threads.wire import assistants, deltas, files, messages, models, runs, step_deltas, steps, threads
from tui_threads.wire import vector_stores as stores

PAIRS: list[tuple[type[BaseModel], type[BaseModel], str]] = [
    (assistants.Assistant, beta.Assistant, "AssistantObject"),
    (assistants.AssistantDeleted, beta.AssistantDeleted, "DeleteAssistantResponse"),
    (threads.Thread, beta.Thread, "ThreadObject"),
    (threads.ThreadDeleted, beta.ThreadDeleted, "DeleteThreadResponse"),
    (messages.Message, sdk_threads.Message, "MessageObject"),
    (messages.MessageDeleted, sdk_threads.MessageDeleted, "DeleteMessageResponse"),
    (runs.Run, sdk_threads.Run, "RunObject"),
    (steps.RunStep, sdk_runs.RunStep, "RunStepObject"),
    (deltas.MessageDeltaEvent, sdk_threads.MessageDeltaEvent, "MessageDeltaObject"),
    (step_deltas.RunStepDeltaEvent, sdk_runs.RunStepDeltaEvent, "RunStepDeltaObject"),
    (files.FileObject, sdk.FileObject, "OpenAIFile"),
    (files.FileDeleted, sdk.FileDeleted, "DeleteFileResponse"),
    (models.Model, sdk.Model, "Model"),
    (stores.VectorStore, sdk.VectorStore, "VectorStoreObject"),
    (stores.VectorStoreDeleted, sdk.VectorStoreDeleted, "DeleteVectorStoreResponse"),
    (stores.VectorStoreFile, sdk_stores.VectorStoreFile, "VectorStoreFileObject"),
    (stores.VectorStoreFileBatch, sdk_stores.VectorStoreFileBatch, "VectorStoreFileBatchObject"),
    (stores.VectorStoreFileDeleted, sdk_stores.VectorStoreFileDeleted, "DeleteVectorStoreFileResponse"),
    (stores.VectorStoreSearchResult, sdk.VectorStoreSearchResponse, "VectorStoreSearchResultItem"),
]
IDS = [pair[0].__name__ for pair in PAIRS]


@functools.cache
def document() -> dict[str, Any]:
    """OpenAI's document, its `nullable` (of OpenAPI 3.0) spelt as JSON Schema does."""
    made: dict[str, Any] = _with_null(json.loads((RECORDINGS / "openapi-assistants.json").read_text("utf-8")))
    return made


def _with_null(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_null(item) for item in node]
    if not isinstance(node, dict):
        return node
    nullable = node.get("nullable") is True
    made = {name: value for name, value in node.items() if name != "nullable"}
    if all_of := made.get("allOf"):
        made["allOf"] = [part for part in all_of if part.get("nullable") is not True]
        nullable = nullable or len(made["allOf"]) < len(all_of)
    made = {name: _with_null(value) for name, value in made.items()}
    return {"anyOf": [made, {"type": "null"}]} if nullable else made


@functools.cache
def validator(schema: str) -> jsonschema.Draft202012Validator:
    components = {"components": document()["components"], "$ref": f"#/components/schemas/{schema}"}
    return jsonschema.Draft202012Validator(components)


@pytest.mark.parametrize(("ours", "theirs", "schema"), PAIRS, ids=IDS)
@settings(max_examples=15, phases=[Phase.generate])
@given(data=st.data())
def test_what_we_write_is_what_the_documents_say(
    ours: type[BaseModel], theirs: type[BaseModel], schema: str, data: st.DataObject
) -> None:
    value = data.draw(values(ours))
    text = value.model_dump_json()
    assert [error.json_path for error in validator(schema).iter_errors(json.loads(text))] == []
    read = theirs.model_validate_json(text)
    assert json.loads(read.model_dump_json(exclude_unset=True, by_alias=True)) == json.loads(text)
    assert ours.model_validate_json(text) == value


@pytest.mark.parametrize(("ours", "theirs", "schema"), PAIRS, ids=IDS)
def test_every_field_of_the_documents_is_ours_too(
    ours: type[BaseModel], theirs: type[BaseModel], schema: str
) -> None:
    described = document()["components"]["schemas"][schema]
    named = set(described.get("properties", {}))
    known = {field.alias or name for name, field in ours.model_fields.items()}
    assert {*named, *(field.alias or name for name, field in theirs.model_fields.items())} - known == (
        {"shutdown_date"} if ours is models.Model else set()
    )


SAME_NAMES = {
    "CodeInterpreterLogsDelta": "CodeInterpreterLogs",
    "CodeInterpreterImageDelta": "CodeInterpreterOutputImage",
    "CodeInterpreterOutputImage": None,  # the SDK's class of this name is the delta
}
WIRE = [assistants, deltas, files, messages, models, runs, step_deltas, steps, stores, threads]


def test_every_part_that_the_sdk_names_has_all_its_fields() -> None:
    compared = 0
    for module in WIRE:
        for name in module.__all__:
            ours = getattr(module, name)
            found = [
                getattr(place, SAME_NAMES.get(name, name) or "", None)
                for place in (beta, sdk_threads, sdk_runs)
            ]
            theirs = next((f for f in found if isinstance(f, type) and issubclass(f, BaseModel)), None)
            if isinstance(ours, type) and issubclass(ours, BaseModel) and theirs is not None:
                compared += 1
                assert set(theirs.model_fields) <= set(ours.model_fields), name
    assert compared > 40
