"""How deltas add up to run steps: pure functions, as `accumulate` is for messages.

Streamed strings (arguments, code, logs) are joined; ids, names and outputs of functions are set.
"""

from __future__ import annotations

from tui_threads.wire.content import ImageFile
from tui_threads.wire.step_deltas import (
    CodeInterpreterDelta,
    CodeInterpreterImageDelta,
    CodeInterpreterLogsDelta,
    CodeInterpreterOutputDelta,
    CodeInterpreterToolCallDelta,
    FileSearchToolCallDelta,
    FunctionToolCallDelta,
    RunStepDelta,
    RunStepDeltaMessageDelta,
    ToolCallDelta,
    ToolCallDeltaObject,
)
from tui_threads.wire.steps import (
    CodeInterpreter,
    CodeInterpreterOutput,
    CodeInterpreterOutputImage,
    CodeInterpreterOutputLogs,
    CodeInterpreterToolCall,
    FileSearchCall,
    FileSearchToolCall,
    FunctionCall,
    FunctionToolCall,
    MessageCreation,
    MessageCreationStepDetails,
    RunStep,
    StepDetails,
    ToolCall,
    ToolCallsStepDetails,
    UnknownCodeInterpreterOutput,
    UnknownToolCall,
)

__all__ = ["accumulate_step"]


def accumulate_step(step: RunStep, *deltas: RunStepDelta) -> RunStep:
    """The step after these deltas, in their order."""
    details = step.step_details
    for delta in deltas:
        details = _grow_details(details, delta)
    return step if details is step.step_details else step.model_copy(update={"step_details": details})


def _grow_details(details: StepDetails, delta: RunStepDelta) -> StepDetails:
    change = delta.step_details
    if isinstance(change, RunStepDeltaMessageDelta):
        if change.message_creation is None or change.message_creation.message_id is None:
            return details
        created = MessageCreation(message_id=change.message_creation.message_id)
        return MessageCreationStepDetails(message_creation=created)
    if isinstance(change, ToolCallDeltaObject) and change.tool_calls:
        calls = list(details.tool_calls) if isinstance(details, ToolCallsStepDetails) else []
        for call in change.tool_calls:
            if 0 <= call.index < len(calls):
                calls[call.index] = _grow_call(calls[call.index], call)
            else:
                calls.append(_grow_call(None, call))
        return ToolCallsStepDetails(tool_calls=tuple(calls))
    return details


def _grow_call(call: ToolCall | None, delta: ToolCallDelta) -> ToolCall:
    if isinstance(delta, FunctionToolCallDelta):
        return _grow_function(call, delta)
    if isinstance(delta, CodeInterpreterToolCallDelta):
        return _grow_code(call, delta)
    if isinstance(delta, FileSearchToolCallDelta):
        return _set_search(call, delta)
    return UnknownToolCall.model_validate(delta.model_dump(exclude={"index"}, exclude_none=True))


def _set_search(call: ToolCall | None, delta: FileSearchToolCallDelta) -> FileSearchToolCall:
    """Searches are not streamed in pieces: what a delta names is set."""
    found = call if isinstance(call, FileSearchToolCall) else FileSearchToolCall(file_search=FileSearchCall())
    named = {name: getattr(delta.file_search, name) for name in delta.file_search.model_fields_set}
    search = found.file_search.model_copy(update=named)
    return found.model_copy(update={"id": delta.id or found.id, "file_search": search})


def _grow_function(call: ToolCall | None, delta: FunctionToolCallDelta) -> FunctionToolCall:
    if not isinstance(call, FunctionToolCall):
        call = FunctionToolCall(function=FunctionCall())
    function, change = call.function, delta.function
    if change is not None:
        function = function.model_copy(
            update={
                "name": change.name or function.name,
                "arguments": function.arguments + (change.arguments or ""),
                "output": function.output if change.output is None else change.output,
            }
        )
    return call.model_copy(update={"id": delta.id or call.id, "function": function})


def _grow_code(call: ToolCall | None, delta: CodeInterpreterToolCallDelta) -> CodeInterpreterToolCall:
    if not isinstance(call, CodeInterpreterToolCall):
        call = CodeInterpreterToolCall(code_interpreter=CodeInterpreter())
    code = call.code_interpreter
    if delta.code_interpreter is not None:
        code = _grow_interpreter(code, delta.code_interpreter)
    return call.model_copy(update={"id": delta.id or call.id, "code_interpreter": code})


def _grow_interpreter(code: CodeInterpreter, delta: CodeInterpreterDelta) -> CodeInterpreter:
    outputs = list(code.outputs)
    for output in delta.outputs or ():
        if 0 <= output.index < len(outputs):
            outputs[output.index] = _grow_output(outputs[output.index], output)
        else:
            outputs.append(_grow_output(None, output))
    return code.model_copy(update={"input": code.input + (delta.input or ""), "outputs": tuple(outputs)})


def _grow_output(
    output: CodeInterpreterOutput | None, delta: CodeInterpreterOutputDelta
) -> CodeInterpreterOutput:
    if isinstance(delta, CodeInterpreterLogsDelta):
        before = output.logs if isinstance(output, CodeInterpreterOutputLogs) else ""
        return CodeInterpreterOutputLogs(logs=before + (delta.logs or ""))
    if isinstance(delta, CodeInterpreterImageDelta):
        before_image = output.image if isinstance(output, CodeInterpreterOutputImage) else ImageFile()
        return CodeInterpreterOutputImage(image=delta.image or before_image)
    return UnknownCodeInterpreterOutput.model_validate(delta.model_dump(exclude={"index"}))
