"""What grows between two events of a run: the text of a message, or the calls of a step.

A place in it is counted in units: one for each character, each annotation, each call, and one for the logs of
a call. The same places come out whether the text grows before our eyes or is read back from the database. So
a reader goes on after a lost connection or a dead server, and a slow one catches up with one large delta.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from tui_threads.wire.content import Annotation, TextContentBlock
from tui_threads.wire.messages import Message
from tui_threads.wire.steps import (
    CodeInterpreterOutputLogs,
    CodeInterpreterToolCall,
    FileSearchToolCall,
    FunctionToolCall,
    RunStep,
    ToolCallsStepDetails,
)


class Growth(ABC):
    """Something that grows, and can tell the rest of itself from any place on."""

    event: str
    """Name of its delta events."""

    @property
    @abstractmethod
    def units(self) -> int:
        """How far it has grown."""

    @abstractmethod
    def since(self, start: int) -> str:
        """One delta with all that came after `start`, as the JSON of an event."""


class TextGrowth(Growth):
    """The one text block of a message that a model writes."""

    event = "thread.message.delta"

    def __init__(self, message_id: str) -> None:
        self._head = f'{{"id":"{message_id}","object":"{self.event}",'
        self._head += '"delta":{"content":[{"index":0,"type":"text","text":'
        self._parts: list[str] = []
        self._length = 0
        self._marks: list[tuple[int, Annotation]] = []

    @classmethod
    def of(cls, message: Message) -> TextGrowth:
        """How a stored message must have grown: each annotation came right after its marker."""
        growth = cls(message.id)
        block = next((part for part in message.content if isinstance(part, TextContentBlock)), None)
        if block is None:
            return growth
        value, done = block.text.value, 0
        for annotation in block.text.annotations:
            end = getattr(annotation, "end_index", done)
            growth.add_text(value[done:end])
            growth.add_annotation(annotation)
            done = max(done, end)
        growth.add_text(value[done:])
        return growth

    @property
    def units(self) -> int:
        return self._length + len(self._marks)

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    @property
    def text(self) -> str:
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        return tuple(annotation for _, annotation in self._marks)

    def add_text(self, text: str) -> str:
        """Grow by text; the delta that tells it."""
        if not text:
            return ""
        first = not self.units
        self._parts.append(text)
        self._length += len(text)
        value = json.dumps(text, ensure_ascii=False)
        body = f'{{"value":{value},"annotations":[]}}' if first else f'{{"value":{value}}}'
        return self._close(body)

    def add_annotation(self, annotation: Annotation) -> str:
        """Mark what was written just before; the delta that tells it."""
        self._marks.append((self.units, annotation))
        return self._close(f'{{"annotations":[{self._mark(len(self._marks) - 1)}]}}')

    def since(self, start: int) -> str:
        earlier = sum(place < start for place, _ in self._marks)
        body = f'{{"value":{json.dumps(self.text[start - earlier :], ensure_ascii=False)}'
        if start == 0 or earlier < len(self._marks):
            body += f',"annotations":[{",".join(map(self._mark, range(earlier, len(self._marks))))}]'
        return self._close(body + "}")

    def _mark(self, index: int) -> str:
        return json.dumps(
            {"index": index, **self._marks[index][1].model_dump(mode="json")}, ensure_ascii=False
        )

    def _close(self, body: str) -> str:
        return f"{self._head}{body}}}]}}}}"


@dataclass(slots=True)
class _Call:
    id: str
    kind: Literal["function", "file_search", "code_interpreter"]
    name: str = ""
    """Of a function."""
    text: list[str] = field(default_factory=list)
    """Arguments of a function, or code."""
    logs: str | None = None
    """What the code printed, None when nothing, or not yet."""


class CallsGrowth(Growth):
    """The calls of one step, and after all of them the logs of those that are code, in the same order."""

    event = "thread.run.step.delta"

    def __init__(self, step_id: str) -> None:
        self._step_id = step_id
        self._calls: list[_Call] = []
        self._units = 0

    @classmethod
    def of(cls, step: RunStep) -> CallsGrowth:
        """How the calls of a stored step must have grown."""
        growth = cls(step.id)
        details = step.step_details
        logs: dict[int, str] = {}
        for index, call in enumerate(details.tool_calls if isinstance(details, ToolCallsStepDetails) else ()):
            if isinstance(call, FunctionToolCall):
                growth.add_call(call.id, call.function.name)
                growth.add_arguments(index, call.function.arguments)
            elif isinstance(call, CodeInterpreterToolCall):
                growth.add_code_call(call.id)
                growth.add_arguments(index, call.code_interpreter.input)
                for output in call.code_interpreter.outputs:
                    if isinstance(output, CodeInterpreterOutputLogs):
                        logs[index] = output.logs
            elif isinstance(call, FileSearchToolCall):
                growth.add_call(call.id, None)
        for index, printed in logs.items():
            growth.add_logs(index, printed)
        return growth

    @property
    def units(self) -> int:
        return self._units

    def add_call(self, id: str, name: str | None) -> str:
        """Begin the next call, of a function or, without a name, a file search; the delta that tells it."""
        return self._begin(_Call(id, "file_search" if name is None else "function", name or ""))

    def add_code_call(self, id: str) -> str:
        """Begin the next call, of the code interpreter; the delta that tells it."""
        return self._begin(_Call(id, "code_interpreter"))

    def add_arguments(self, index: int, text: str) -> str:
        """Grow the arguments, or the code, of a call; the delta that tells it."""
        self._calls[index].text.append(text)
        self._units += len(text)
        return self._tell([self._more(index, text)])

    def add_logs(self, index: int, logs: str) -> str:
        """What came of a piece of code, whole; the delta that tells it."""
        self._calls[index].logs = logs
        self._units += 1
        return self._tell([self._printed(index, {})])

    def since(self, start: int) -> str:
        told: dict[int, dict[str, object]] = {}
        place = 0
        for index, call in enumerate(self._calls):
            text = "".join(call.text)
            begin, place = place, place + 1 + len(text)
            if place > start:
                is_new = begin >= start
                told[index] = (
                    self._start(index, text) if is_new else self._more(index, text[start - begin - 1 :])
                )
        for index, call in enumerate(self._calls):
            if call.logs is not None:
                if place >= start:
                    told[index] = self._printed(index, told.get(index, {}))
                place += 1
        return self._tell(list(told.values()))

    def _begin(self, call: _Call) -> str:
        self._calls.append(call)
        self._units += 1
        return self._tell([self._start(len(self._calls) - 1, "")])

    def _start(self, index: int, text: str) -> dict[str, object]:
        call = self._calls[index]
        fields: dict[str, object] = {}
        if call.kind == "function":
            fields = {"name": call.name, "arguments": text, "output": None}
        elif call.kind == "code_interpreter":
            fields = {"input": text}
        return {"index": index, "id": call.id, "type": call.kind, call.kind: fields}

    def _more(self, index: int, text: str) -> dict[str, object]:
        kind = self._calls[index].kind
        return {"index": index, "type": kind, kind: {"arguments" if kind == "function" else "input": text}}

    def _printed(self, index: int, told: dict[str, object]) -> dict[str, object]:
        """The logs of a call, with what else is told of it."""
        code = told.get("code_interpreter")
        outputs = [{"index": 0, "type": "logs", "logs": self._calls[index].logs}]
        fields = {**(code if isinstance(code, dict) else {}), "outputs": outputs}
        return {"index": index, "type": "code_interpreter", **told, "code_interpreter": fields}

    def _tell(self, calls: Sequence[dict[str, object]]) -> str:
        event = {
            "id": self._step_id,
            "object": "thread.run.step.delta",
            "delta": {"step_details": {"type": "tool_calls", "tool_calls": calls}},
        }
        return json.dumps(event, ensure_ascii=False, separators=(",", ":"))
