"""Writes the tool calls of one model turn: one step that holds them all."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui_threads.server.ids import new_id
from tui_threads.server.providers.completion import ToolCallPiece
from tui_threads.server.running.growth import CallsGrowth
from tui_threads.server.running.journal import Fact, RunJournal
from tui_threads.server.running.reply import new_step
from tui_threads.wire.steps import FunctionCall, FunctionToolCall, RunStep, ToolCallsStepDetails


@dataclass(slots=True)
class _Call:
    id: str
    name: str
    arguments: list[str] = field(default_factory=list)


class CallsWriter:
    """The function calls a model asks for, as they come."""

    def __init__(self, journal: RunJournal) -> None:
        self._journal = journal
        self._calls: list[_Call] = []
        self._step: RunStep | None = None
        self._growth: CallsGrowth | None = None

    def __bool__(self) -> bool:
        return self._step is not None

    @property
    def names(self) -> list[str]:
        """Names of the functions, in order."""
        return [call.name for call in self._calls]

    @property
    def step(self) -> RunStep | None:
        """The step with all calls as far as they have come, None while there are none."""
        if self._step is None:
            return None
        calls = tuple(
            FunctionToolCall(
                id=call.id, function=FunctionCall(name=call.name, arguments="".join(call.arguments))
            )
            for call in self._calls
        )
        return self._step.model_copy(update={"step_details": ToolCallsStepDetails(tool_calls=calls)})

    async def add(self, piece: ToolCallPiece) -> None:
        """More of a call."""
        growth = self._growth or await self._open()
        feed = self._journal.feed
        while piece.index >= len(self._calls):
            call = _Call(piece.id or new_id("call_"), piece.name or "")
            self._calls.append(call)
            start = growth.units
            feed.grow(growth, start, growth.add_call(call.id, call.name))
        if piece.arguments:
            self._calls[piece.index].arguments.append(piece.arguments)
            start = growth.units
            feed.grow(growth, start, growth.add_arguments(piece.index, piece.arguments))

    async def _open(self) -> CallsGrowth:
        self._step = step = new_step(self._journal, ToolCallsStepDetails())
        await self._journal.note(Fact(step, ("thread.run.step.created", "thread.run.step.in_progress")))
        self._growth = growth = CallsGrowth(step.id)
        self._journal.feed.begin(growth)
        return growth
