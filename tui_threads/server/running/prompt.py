"""A thread as a model reads it: instructions, passages of files, messages, and the run's own tool calls.

What is too long is cut in the middle, as `truncation_strategy` asks: the first message and the newest stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tui_threads.server.database import dump_json
from tui_threads.server.images import ImageReader
from tui_threads.server.providers.completion import JsonObject, JsonValue, ProviderError, ResolvedModel
from tui_threads.server.providers.router import ModelRouter
from tui_threads.server.running.history import History, text_of
from tui_threads.server.running.interpreting import code_names, shown_calls
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import Run
from tui_threads.wire.steps import (
    CodeInterpreterToolCall,
    FunctionToolCall,
    MessageCreationStepDetails,
    ToolCall,
    ToolCallsStepDetails,
)

_FRAME_TOKENS = 8
"""What a model's template adds around a message, at most."""


class PromptTooLong(Exception):
    """Even the newest message alone is beyond the run's `max_prompt_tokens`."""


@dataclass(frozen=True, slots=True)
class Prompter:
    """Makes the prompts of one run for one model."""

    router: ModelRouter
    model: ResolvedModel
    images: ImageReader
    run: Run
    budget: int | None
    """Tokens the prompt may have, None without a limit."""
    system: str
    """Instructions, and whatever else the model must know beforehand."""
    refusal: ProviderError | None = None
    """What the provider said of a longer prompt."""

    async def prompt(self, history: History) -> tuple[list[JsonObject], str | None]:
        """The messages of a request, cut to what strategy and budget allow.

        Beside them the id of the message from which on all is in it, None when nothing was left out.

        Raises:
            PromptTooLong: the run's own `max_prompt_tokens` is too small.
            ProviderError: the newest message is beyond the model's context, or has an image it cannot see.
        """
        turns = _turns(history, shown_calls(history.steps, next(iter(code_names(self.run)), ""), self.budget))
        kept = await self._fitting(self._wanted(history.before), turns)
        unanswered = _unanswered(kept)
        said = [await self._message(message, is_new=message in unanswered) for message in kept]
        return [*self._head(), *said, *turns], _first_seen(kept, history)

    def _wanted(self, messages: Sequence[Message]) -> Sequence[Message]:
        strategy = self.run.truncation_strategy
        if strategy is not None and strategy.type == "last_messages" and strategy.last_messages:
            return messages[-strategy.last_messages :]
        return messages

    async def _fitting(self, messages: Sequence[Message], turns: Sequence[JsonObject]) -> Sequence[Message]:
        if await self._fits(messages, turns):
            return messages
        shortest, longest = min(1, len(messages)), len(messages)
        if shortest == longest or not await self._fits(self._keep(messages, shortest), turns):
            self._refuse()
        while longest - shortest > 1:
            middle = (shortest + longest) // 2
            if await self._fits(self._keep(messages, middle), turns):
                shortest = middle
            else:
                longest = middle
        return self._keep(messages, shortest)

    def _keep(self, messages: Sequence[Message], newest: int) -> Sequence[Message]:
        kept = messages[len(messages) - newest :]
        if newest > 1 and self.budget is not None and len(text_of(messages[0])) < self.budget:
            return [messages[0], *kept[1:]]
        return kept

    async def _fits(self, messages: Sequence[Message], turns: Sequence[JsonObject]) -> bool:
        if self.budget is None:
            return True
        said: list[JsonObject] = [{"role": item.role, "content": text_of(item)} for item in messages]
        prompt = [*self._head(), *said, *turns]
        # No token is shorter than a byte: what is short enough so needs no counting.
        bound = sum(len(dump_json(message).encode()) + _FRAME_TOKENS for message in prompt)
        return bound <= self.budget or await self.router.count_tokens(self.model, prompt) <= self.budget

    def _head(self) -> list[JsonObject]:
        return [{"role": "system", "content": self.system}] if self.system else []

    async def _message(self, message: Message, *, is_new: bool) -> JsonObject:
        content: JsonValue = text_of(message)
        if message.role == "user":
            content = await self.images.content(message.content, is_new=is_new)
        return {"role": message.role, "content": content}

    def _refuse(self) -> None:
        if self.run.max_prompt_tokens is not None:
            raise PromptTooLong
        raise self.refusal or ProviderError(
            f"The newest message is longer than the {self.model.context_size} tokens {self.model.name} can "
            "read. Shorten it, or choose a model with a larger context.",
            "invalid_prompt",
        )


def _first_seen(kept: Sequence[Message], history: History) -> str | None:
    if not kept or (history.whole and len(kept) == len(history.before)):
        return None
    newest = history.before[len(history.before) - len(kept) :]
    # Ahead of the gap the very first message may stand.
    first = None if history.whole else history.before[0].id
    return next(mine.id for mine, theirs in zip(kept, newest, strict=True) if mine.id == theirs.id != first)


def _unanswered(messages: Sequence[Message]) -> Sequence[Message]:
    """The messages after the last one of an assistant."""
    last = max((place for place, item in enumerate(messages) if item.role != "user"), default=-1)
    return messages[last + 1 :]


def _turns(history: History, code: Mapping[str, tuple[JsonObject, str]]) -> list[JsonObject]:
    turns: list[JsonObject] = []
    for step in history.steps:
        details = step.step_details
        if isinstance(details, MessageCreationStepDetails):
            if message := history.own.get(details.message_creation.message_id):
                turns.append({"role": "assistant", "content": text_of(message)})
        elif isinstance(details, ToolCallsStepDetails):
            calls = _calls(details.tool_calls, code)
            if calls:
                turns.append(_asking(calls))
                turns += [_answer(call_id, output) for call_id, (_, output) in calls.items()]
    return turns


def _calls(
    calls: Sequence[ToolCall], code: Mapping[str, tuple[JsonObject, str]]
) -> dict[str, tuple[JsonObject, str]]:
    """The functions a model has called, and what they gave, by the id of the call."""
    called: dict[str, tuple[JsonObject, str]] = {}
    for call in calls:
        if isinstance(call, FunctionToolCall):
            function: JsonObject = {"name": call.function.name, "arguments": call.function.arguments}
            called[call.id] = (function, call.function.output or "")
        elif isinstance(call, CodeInterpreterToolCall):
            called[call.id] = code[call.id]
    return called


def _asking(calls: Mapping[str, tuple[JsonObject, str]]) -> JsonObject:
    asked: list[JsonValue] = [
        {"id": call_id, "type": "function", "function": function} for call_id, (function, _) in calls.items()
    ]
    return {"role": "assistant", "content": None, "tool_calls": asked}


def _answer(call_id: str, output: str) -> JsonObject:
    return {"role": "tool", "tool_call_id": call_id, "content": output}
