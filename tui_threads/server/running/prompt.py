"""A thread as a model reads it: instructions, messages, and the tool calls of the run so far.

What is too long is cut in the middle, as `truncation_strategy` asks: the first message and the newest stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui_threads.server.database import Database, dump_json
from tui_threads.server.providers.completion import JsonObject, JsonValue, ProviderError, ResolvedModel
from tui_threads.server.providers.router import ModelRouter
from tui_threads.server.store.messages import messages as message_rows
from tui_threads.server.store.runs import steps as step_rows
from tui_threads.wire.content import TextContentBlock
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import Run
from tui_threads.wire.steps import (
    FunctionToolCall,
    MessageCreationStepDetails,
    RunStep,
    ToolCallsStepDetails,
)

_PAGE = 200
_BYTES_A_TOKEN = 8
"""A generous guess: text of this many bytes for each token of budget surely holds all that can fit."""
_FRAME_TOKENS = 8
"""What a model's template adds around a message, at most."""
_MOST_MESSAGES = 10_000


class PromptTooLong(Exception):
    """Even the newest message alone is beyond the run's `max_prompt_tokens`."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What a prompt is made of, oldest first."""

    history: Sequence[Message]
    """Messages from before the run."""
    turns: Sequence[JsonObject]
    """What the run itself has said and called so far."""


async def read_thread(database: Database, run: Run, budget: int | None) -> Thread:
    """The part of the thread that a budget of tokens can hold, and the run's own turns."""
    table = message_rows.table
    before_run = (table.c.thread_id == run.thread_id, table.c.run_id.is_distinct_from(run.id))
    enough = None if budget is None else budget * _BYTES_A_TOKEN
    history: list[Message] = []
    size, place = 0, None
    async with database.read() as connection:
        while len(history) < _MOST_MESSAGES and (enough is None or size <= enough):
            page = await message_rows.newest(connection, _PAGE, *before_run, before=place)
            history += [message for _, message in page]
            size += sum(_size(message) for _, message in page)
            if len(page) < _PAGE:
                break
            place = page[-1][0]
        own = await message_rows.all(connection, table.c.run_id == run.id)
        steps = await step_rows.all(connection, step_rows.table.c.run_id == run.id)
    return Thread(history[::-1], _turns(steps, {message.id: message for message in own}))


async def fit(
    router: ModelRouter, model: ResolvedModel, run: Run, thread: Thread, budget: int | None
) -> list[JsonObject]:
    """The prompt, cut to what the run's truncation strategy and the budget allow.

    Raises:
        PromptTooLong: the run's own `max_prompt_tokens` is too small.
        ProviderError: the newest message alone is beyond the model's context.
    """
    system = run.instructions
    history = list(thread.history)
    strategy = run.truncation_strategy
    if strategy is not None and strategy.type == "last_messages" and strategy.last_messages:
        history = history[-strategy.last_messages :]

    def keep(newest: int) -> list[JsonObject]:
        kept = history[len(history) - newest :]
        if 1 < newest < len(history) and budget is not None and _size(history[0]) < budget:
            kept = [history[0], *kept[1:]]
        head: list[JsonObject] = [{"role": "system", "content": system}] if system else []
        return [*head, *(chat_message(message) for message in kept), *thread.turns]

    async def fits(prompt: list[JsonObject]) -> bool:
        assert budget is not None
        bound = sum(len(dump_json(message).encode()) + _FRAME_TOKENS for message in prompt)
        return bound <= budget or await router.count_tokens(model, prompt) <= budget

    whole = keep(len(history))
    if budget is None or await fits(whole):
        return whole
    shortest, longest = 1, len(history)
    if not await fits(keep(shortest)):
        _refuse(run, model)
    while longest - shortest > 1:
        middle = (shortest + longest) // 2
        if await fits(keep(middle)):
            shortest = middle
        else:
            longest = middle
    return keep(shortest)


def chat_message(message: Message) -> JsonObject:
    """A message in the form of the Chat Completions API."""
    texts = [block.text.value for block in message.content if isinstance(block, TextContentBlock)]
    return {"role": message.role, "content": "\n".join(texts)}


def _refuse(run: Run, model: ResolvedModel) -> None:
    if run.max_prompt_tokens is not None:
        raise PromptTooLong
    raise ProviderError(
        f"The newest message is longer than the {model.context_size} tokens {model.name} can read. "
        "Shorten it, or choose a model with a larger context.",
        "invalid_prompt",
    )


def _turns(steps: Sequence[RunStep], messages: dict[str, Message]) -> list[JsonObject]:
    turns: list[JsonObject] = []
    for step in steps:
        details = step.step_details
        if isinstance(details, MessageCreationStepDetails):
            if message := messages.get(details.message_creation.message_id):
                turns.append(chat_message(message))
        elif isinstance(details, ToolCallsStepDetails):
            calls = [call for call in details.tool_calls if isinstance(call, FunctionToolCall)]
            if calls:
                turns.append(_asking(calls))
                turns += [_answer(call) for call in calls]
    return turns


def _asking(calls: Sequence[FunctionToolCall]) -> JsonObject:
    asked: list[JsonValue] = [
        {
            "id": call.id,
            "type": "function",
            "function": {"name": call.function.name, "arguments": call.function.arguments},
        }
        for call in calls
    ]
    return {"role": "assistant", "content": None, "tool_calls": asked}


def _answer(call: FunctionToolCall) -> JsonObject:
    return {"role": "tool", "tool_call_id": call.id, "content": call.function.output or ""}


def _size(message: Message) -> int:
    return sum(len(block.text.value) for block in message.content if isinstance(block, TextContentBlock))
