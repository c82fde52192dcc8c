"""Requests become objects: what was left out is filled in as the API documents it."""

from __future__ import annotations

from typing import TypeVar

from tui_threads.server.ids import new_id, now
from tui_threads.server.running.retelling import RUN_SECONDS
from tui_threads.wire.assistants import Assistant
from tui_threads.wire.base import WireModel, WireParams
from tui_threads.wire.messages import Message
from tui_threads.wire.params_assistants import CreateAssistant, ModifyAssistant
from tui_threads.wire.params_messages import CreateMessage
from tui_threads.wire.params_runs import CreateRun, CreateThreadAndRun
from tui_threads.wire.params_threads import CreateThread
from tui_threads.wire.runs import Run, TruncationStrategy
from tui_threads.wire.threads import Thread, ToolResources

Model = TypeVar("Model", bound=WireModel)


def as_sent(params: WireParams) -> dict[str, object]:
    """What the caller gave, as JSON values; what is null or absent was not given."""
    return params.model_dump(mode="json", exclude_none=True)


def new_assistant(params: CreateAssistant, resources: ToolResources) -> Assistant:
    """An assistant as asked for."""
    given = as_sent(params) | {"tool_resources": resources}
    defaults = {"temperature": 1.0, "top_p": 1.0, "response_format": "auto"}
    return Assistant.model_validate({**defaults, **given, "id": new_id("asst_"), "created_at": now()})


def changed_assistant(assistant: Assistant, params: ModifyAssistant) -> Assistant:
    """The assistant with the keys that were sent replaced, by null too where a field may be null."""
    sent = params.model_dump(mode="json", exclude_unset=True)
    keep = {name for name, value in sent.items() if value is None and name not in _NULLABLE}
    fields = {name: value for name, value in sent.items() if name not in keep}
    return Assistant.model_validate({**assistant.model_dump(), **fields})


_NULLABLE = frozenset({"name", "description", "instructions", "reasoning_effort"})


def new_thread(params: CreateThread, resources: ToolResources) -> Thread:
    """A thread as asked for, without its messages."""
    return Thread(
        id=new_id("thread_"), created_at=now(), metadata=dict(params.metadata or {}), tool_resources=resources
    )


def new_message(thread_id: str, params: CreateMessage) -> Message:
    """A message that somebody put into the thread: whole from the start."""
    content = params.content
    moment = now()
    return Message.model_validate(
        {
            "id": new_id("msg_"),
            "created_at": moment,
            "thread_id": thread_id,
            "role": params.role,
            "content": content if isinstance(content, str) else [as_sent(part) for part in content],
            "attachments": [as_sent(attachment) for attachment in params.attachments or ()],
            "metadata": params.metadata or {},
            "status": "completed",
            "completed_at": moment,
        }
    )


def new_run(thread_id: str, assistant: Assistant, params: CreateRun | CreateThreadAndRun) -> Run:
    """A run as asked for: the request's own fields over the assistant's."""
    given = as_sent(params)
    moment = now()
    over = {name: given[name] for name in _OVERRIDES if name in given}
    return Run.model_validate(
        {
            **{name: getattr(assistant, name) for name in _INHERITED},
            "truncation_strategy": TruncationStrategy(),
            "tool_choice": "auto",
            **over,
            "id": new_id("run_"),
            "created_at": moment,
            "expires_at": moment + RUN_SECONDS,
            "thread_id": thread_id,
            "assistant_id": assistant.id,
            "status": "queued",
            "instructions": _instructions(assistant, params),
            "metadata": params.metadata or {},
        }
    )


_INHERITED = ("model", "tools", "temperature", "top_p", "response_format", "reasoning_effort")
_OVERRIDES = (
    *_INHERITED,
    "max_prompt_tokens",
    "max_completion_tokens",
    "truncation_strategy",
    "tool_choice",
    "parallel_tool_calls",
    "tool_resources",
)


def _instructions(assistant: Assistant, params: CreateRun | CreateThreadAndRun) -> str:
    given = params.instructions if params.instructions is not None else assistant.instructions
    more = params.additional_instructions if isinstance(params, CreateRun) else None
    return "\n".join(part for part in (given, more) if part)
