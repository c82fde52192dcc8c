"""Writes the tool calls of one model turn: one step that holds them all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from tui_threads.server.ids import new_id
from tui_threads.server.providers.completion import ToolCallPiece
from tui_threads.server.running.code_text import CodeText
from tui_threads.server.running.growth import CallsGrowth
from tui_threads.server.running.journal import Fact, RunJournal
from tui_threads.server.running.reply import new_step
from tui_threads.wire.steps import (
    CodeInterpreter,
    CodeInterpreterOutputLogs,
    CodeInterpreterToolCall,
    FunctionCall,
    FunctionToolCall,
    RunStep,
    ToolCallsStepDetails,
)


@dataclass(slots=True)
class _Call:
    id: str
    name: str
    code: CodeText | None
    """Reads the arguments, where they are code that the server runs."""
    text: list[str] = field(default_factory=list)
    """The arguments, or the code in them."""
    logs: str = ""

    @property
    def told(self) -> FunctionToolCall | CodeInterpreterToolCall:
        text = "".join(self.text)
        if self.code is None:
            return FunctionToolCall(id=self.id, function=FunctionCall(name=self.name, arguments=text))
        outputs = (CodeInterpreterOutputLogs(logs=self.logs),) if self.logs else ()
        return CodeInterpreterToolCall(
            id=self.id, code_interpreter=CodeInterpreter(input=text, outputs=outputs)
        )


class CallsWriter:
    """The calls a model asks for, as they come.

    Args:
        code_names: functions whose calls are code that the server runs.
    """

    def __init__(self, journal: RunJournal, code_names: Collection[str] = ()) -> None:
        self._journal = journal
        self._code_names = code_names
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
    def functions(self) -> list[str]:
        """Names of those that the caller is to carry out."""
        return [call.name for call in self._calls if call.code is None]

    @property
    def code(self) -> dict[int, str]:
        """What the server is to run, by the index of the call."""
        return {index: "".join(call.text) for index, call in enumerate(self._calls) if call.code is not None}

    @property
    def step(self) -> RunStep | None:
        """The step with all calls as far as they have come, None while there are none."""
        if self._step is None:
            return None
        details = ToolCallsStepDetails(tool_calls=tuple(call.told for call in self._calls))
        return self._step.model_copy(update={"step_details": details})

    async def add(self, piece: ToolCallPiece) -> None:
        """More of a call."""
        growth = self._growth or await self._open()
        while piece.index >= len(self._calls):
            self.finish()
            name = piece.name or ""
            call = _Call(piece.id or new_id("call_"), name, CodeText() if name in self._code_names else None)
            self._calls.append(call)
            start = growth.units
            told = growth.add_call(call.id, name) if call.code is None else growth.add_code_call(call.id)
            self._journal.feed.grow(growth, start, told)
        code = self._calls[piece.index].code
        self._grow(growth, piece.index, code.add(piece.arguments) if code else piece.arguments)

    def finish(self) -> None:
        """The model has said all of the calls so far."""
        for index, call in enumerate(self._calls):
            if self._growth is not None and call.code is not None:
                self._grow(self._growth, index, call.code.finish())

    async def keep(self) -> None:
        """Store what has come so far."""
        if step := self.step:
            await self._journal.note(Fact(step))

    async def add_logs(self, index: int, logs: str) -> None:
        """What came of a piece of code; in order of the calls, after all of them. Nothing is no output."""
        growth = self._growth
        if growth is None or not logs:
            return
        self._calls[index].logs = logs
        await self.keep()
        start = growth.units
        self._journal.feed.grow(growth, start, growth.add_logs(index, logs))

    def _grow(self, growth: CallsGrowth, index: int, text: str) -> None:
        if text:
            self._calls[index].text.append(text)
            start = growth.units
            self._journal.feed.grow(growth, start, growth.add_arguments(index, text))

    async def _open(self) -> CallsGrowth:
        self._step = step = new_step(self._journal, ToolCallsStepDetails())
        await self._journal.note(Fact(step, ("thread.run.step.created", "thread.run.step.in_progress")))
        self._growth = growth = CallsGrowth(step.id)
        self._journal.feed.begin(growth)
        return growth
