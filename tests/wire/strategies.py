"""Values of any answer's model, made from its fields, so that no field is forgotten."""

from __future__ import annotations

import types
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

ModelT = TypeVar("ModelT", bound=BaseModel)

DETAIL = ("auto", "low", "high")
STORE_FILE = ("in_progress", "completed", "cancelled", "failed")
WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("Assistant", "reasoning_effort"): ("low", "high"),
    ("AssistantToolChoice", "type"): ("code_interpreter", "file_search"),
    ("ExpiresAfter", "anchor"): ("last_active_at",),
    ("FileObject", "purpose"): ("assistants", "assistants_output", "vision", "user_data"),
    ("FileObject", "status"): ("uploaded", "processed", "error"),
    ("FileSearchCallRankingOptions", "ranker"): ("auto", "default_2024_08_21"),
    ("FileSearchRankingOptions", "ranker"): ("auto", "default_2024_08_21"),
    ("FileSearchResultContent", "type"): ("text",),
    ("FunctionDefinition", "name"): ("get_weather",),
    ("ImageFile", "detail"): DETAIL,
    ("ImageFileDelta", "detail"): DETAIL,
    ("ImageURL", "detail"): DETAIL,
    ("ImageURLDelta", "detail"): DETAIL,
    ("IncompleteDetails", "reason"): ("content_filter", "max_tokens", "run_cancelled", "run_expired",
                                      "run_failed"),
    ("LastError", "code"): ("server_error",),
    ("Message", "role"): ("user", "assistant"),
    ("Message", "status"): ("in_progress", "incomplete", "completed"),
    ("MessageDelta", "role"): ("user", "assistant"),
    ("RequiredAction", "type"): ("submit_tool_outputs",),
    ("RequiredActionFunctionToolCall", "type"): ("function",),
    ("Run", "reasoning_effort"): ("low",),
    ("Run", "status"): ("queued", "in_progress", "requires_action", "cancelling", "cancelled", "failed",
                        "completed", "incomplete", "expired"),
    ("RunIncompleteDetails", "reason"): ("max_completion_tokens", "max_prompt_tokens"),
    ("RunStep", "status"): ("in_progress", "cancelled", "failed", "completed", "expired"),
    ("RunStep", "type"): ("message_creation", "tool_calls"),
    ("TruncationStrategy", "type"): ("auto", "last_messages"),
    ("VectorStore", "status"): ("expired", "in_progress", "completed"),
    ("VectorStoreFile", "status"): STORE_FILE,
    ("VectorStoreFileBatch", "status"): STORE_FILE,
    ("VectorStoreFileContent", "type"): ("text",),
    ("VectorStoreSearchContent", "type"): ("text",),
}  # fmt: skip
"""What the documents allow where our models take any word."""

NUMBERS = {
    "chunk_overlap_tokens": (0, 50),
    "days": (1, 365),
    "last_messages": (1, 10),
    "max_chunk_size_tokens": (100, 4096),
    "max_completion_tokens": (256, 4096),
    "max_num_results": (1, 50),
    "max_prompt_tokens": (256, 4096),
}
SHAPES = {"response_format": "auto", "tool_choice": "required"}
OF_VERSION_1 = {"RetrievalTool", "RetrievalToolCall"}


def values(model: type[ModelT]) -> st.SearchStrategy[ModelT]:
    """Values of a model as version 2 of the API documents them: no `Unknown...` parts."""
    return cast(st.SearchStrategy[ModelT], st.deferred(lambda: _model(model)))


def _model(model: type[BaseModel]) -> st.SearchStrategy[BaseModel]:
    fields = {}
    for name, field in model.model_fields.items():
        if name == "object":
            continue
        if words := WORDS.get((model.__name__, name)):
            optional = field.exclude_if is not None or "None" in str(field.annotation)
            chosen: st.SearchStrategy[Any] = st.sampled_from(words)
            absent = optional and (model.__name__, name) != ("Message", "status")
            fields[name] = st.none() | chosen if absent else chosen
        elif (model.__name__, name) == ("Attachment", "tools"):
            fields[name] = st.lists(st.sampled_from([{"type": "code_interpreter"}, {"type": "file_search"}]))
        elif name == "file_ids" and model.__name__ in {"Message", "Run", "Assistant"}:
            continue
        else:
            fields[name] = _of(field.annotation, name)
    return st.fixed_dictionaries(fields).map(model.model_validate)


def _of(annotation: Any, name: str) -> st.SearchStrategy[Any]:  # noqa: PLR0911  # one line for each kind of type
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _of(args[0], name)
    if origin is Literal:
        return st.sampled_from(args)
    if origin in {Union, types.UnionType}:
        known = [arg for arg in args if not _left_out(arg)]
        return st.one_of([_of(arg, name) for arg in known])
    if origin is tuple:
        return st.lists(_of(args[0], name), max_size=1 if name == "vector_store_ids" else 2)
    if origin is dict:
        return st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=2)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return values(annotation)
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: st.just(SHAPES[name]) if name in SHAPES else st.text(max_size=8),
        int: st.integers(*NUMBERS.get(name, (0, 2**31))),
        float: st.floats(0, 1),
        bool: st.just(True) if name == "deleted" else st.booleans(),
        types.NoneType: st.none(),
    }
    return simple[annotation]


def _left_out(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    name = getattr(annotation, "__name__", "")
    return name.startswith("Unknown") or name in OF_VERSION_1
