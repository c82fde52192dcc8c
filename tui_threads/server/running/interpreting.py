"""The tool `code_interpreter`: a function that the model is offered, and whose calls the server carries out.

A model knows it as a function of one argument, `code`. In the run's steps the calls stand as the API has
them, code and its logs; they become calls of the function again in the next prompt.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from tui_threads.server.providers.completion import JsonObject, ProviderError
from tui_threads.server.running.calls import CallsWriter
from tui_threads.server.running.live import LiveRun
from tui_threads.server.sandbox import Sandbox, SandboxError
from tui_threads.wire.assistants import AssistantToolChoice, CodeInterpreterTool, FunctionTool
from tui_threads.wire.runs import Run
from tui_threads.wire.steps import (
    CodeInterpreterOutputLogs,
    CodeInterpreterToolCall,
    RunStep,
    ToolCallsStepDetails,
)

_NAMES = ("python", "code_interpreter", "run_python")
_MOST_ROUNDS = 8
_LEAST_SHOWN = 200
_SHOWN = 32_000
"""Characters of logs a prompt holds where nobody knows how long it may be."""
_SILENCE = "(The code printed nothing; print() whatever you want to see.)"
_NO_SANDBOX = (
    "This run needs the code interpreter, and this server has no sandbox to run code in. "
    "Use function tools instead, run without code_interpreter, or configure `sandbox_command`."
)
_NO_END = f"The model ran code {_MOST_ROUNDS} times and wanted to run more; it found no answer."


def code_names(run: Run) -> tuple[str, ...]:
    """Functions whose calls are code of this run, the one to offer first; none without the tool."""
    if not any(isinstance(tool, CodeInterpreterTool) for tool in run.tools):
        return ()
    taken = {tool.function.name for tool in run.tools if isinstance(tool, FunctionTool)}
    return tuple(name for name in _NAMES if name not in taken)


def is_forced(run: Run) -> bool:
    """Whether the run is made to use it."""
    choice = run.tool_choice
    return isinstance(choice, AssistantToolChoice) and choice.type == "code_interpreter"


def function_tool(name: str) -> JsonObject:
    """What a model is told of it."""
    code = {"type": "string", "description": "Python source; print() whatever you want to see."}
    return {
        "type": "function",
        "function": {
            "name": name,
            "description": "Run Python code and read what it prints. Each call starts anew: variables and "
            "files of earlier calls are gone.",
            "parameters": {"type": "object", "properties": {"code": code}, "required": ["code"]},
        },
    }


class Interpreter:
    """Runs the code of one run."""

    def __init__(self, sandbox: Sandbox | None, live: LiveRun) -> None:
        self._sandbox = sandbox
        self._live = live
        self._names = code_names(live.journal.run)
        self._rounds = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Functions whose calls are code."""
        return self._names if self._sandbox is not None else ()

    def offer(self, steps: Sequence[RunStep]) -> str | None:
        """Name of the function to offer after these steps of the run, None to offer it not or no longer.

        Raises:
            ProviderError: the run is made to use code, and there is no sandbox.
        """
        self._rounds = sum(bool(_code_calls(step)) for step in steps)
        if self._sandbox is None and is_forced(self._live.journal.run):
            raise ProviderError(_NO_SANDBOX, "invalid_prompt")
        return next(iter(self.names), None) if self._rounds < _MOST_ROUNDS else None

    async def run(self, calls: CallsWriter) -> bool:
        """Run what code there is among a turn's calls; whether there was any.

        Raises:
            ProviderError: there is no sandbox, it cannot be started, or the model has used it too often.
            Stopped: the run was told to end meanwhile.
        """
        if self._sandbox is None and not set(self._names).isdisjoint(calls.names):
            raise ProviderError(_NO_SANDBOX, "invalid_prompt")
        pieces = calls.code
        if self._sandbox is None or not pieces:
            return False
        if self._rounds >= _MOST_ROUNDS:
            raise ProviderError(_NO_END)
        await calls.keep()
        for index, code in pieces.items():
            try:
                logs = await self._live.interruptible(self._sandbox.run(code))
            except SandboxError as error:
                raise ProviderError(str(error)) from error
            await calls.add_logs(index, logs)
        return True


def shown_calls(steps: Sequence[RunStep], name: str, budget: int | None) -> dict[str, tuple[JsonObject, str]]:
    """Each piece of code of these steps as the call a model made, and its logs, by the call's id.

    Args:
        budget: tokens of the prompt; the logs together get so many characters, a third of it or less.
    """
    calls = [call for step in steps for call in _code_calls(step)]
    share = max((_SHOWN if budget is None else budget) // max(len(calls), 1), _LEAST_SHOWN)
    return {
        call.id: (
            {"name": name, "arguments": json.dumps({"code": call.code_interpreter.input})},
            _shortened(_logs(call), share) or _SILENCE,
        )
        for call in calls
    }


def _code_calls(step: RunStep) -> list[CodeInterpreterToolCall]:
    details = step.step_details
    calls = details.tool_calls if isinstance(details, ToolCallsStepDetails) else ()
    return [call for call in calls if isinstance(call, CodeInterpreterToolCall)]


def _logs(call: CodeInterpreterToolCall) -> str:
    outputs = call.code_interpreter.outputs
    return "\n".join(output.logs for output in outputs if isinstance(output, CodeInterpreterOutputLogs))


def _shortened(text: str, length: int) -> str:
    """Beginning and end of a long text: a traceback says most in its last line."""
    if len(text) <= length:
        return text
    half = length // 2
    return f"{text[:half]}\n[{len(text) - 2 * half:,} characters left out]\n{text[-half:]}"
