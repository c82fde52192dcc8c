"""What an entry says as plain text: for the clipboard and for finding."""

from __future__ import annotations

from tui_threads.chat.entries import Entry, FailureEntry, LocalEntry, MessageEntry, RunEntry, StepEntry
from tui_threads.ui.render.parser import markdown_parser
from tui_threads.wire.messages import (
    ImageFileContentBlock,
    ImageURLContentBlock,
    Message,
    RefusalContentBlock,
    TextContentBlock,
)
from tui_threads.wire.steps import (
    CodeInterpreterOutputLogs,
    CodeInterpreterToolCall,
    FileSearchToolCall,
    FunctionToolCall,
    RunStep,
    ToolCallsStepDetails,
)


def entry_words(entry: Entry) -> str:
    """All that an entry says, messages as the Markdown they are."""
    match entry:
        case MessageEntry():
            return message_words(entry.message)
        case LocalEntry():
            return entry.text
        case StepEntry():
            return step_words(entry.step)
        case RunEntry():
            error = entry.run.last_error
            return f"{entry.run.id}: {entry.run.status}" + (
                f"\n{error.code}: {error.message}" if error else ""
            )
        case FailureEntry():
            return entry.sentence + (f"\n{entry.code}" if entry.code else "")


def message_words(message: Message) -> str:
    """The text of a message, its parts apart by a blank line."""
    parts = []
    for block in message.content:
        match block:
            case TextContentBlock():
                parts.append(block.text.value)
            case RefusalContentBlock():
                parts.append(block.refusal)
            case ImageFileContentBlock():
                parts.append(f"[image {block.image_file.file_id}]")
            case ImageURLContentBlock():
                parts.append(f"[image {block.image_url.url[:200]}]")
    return "\n\n".join(parts)


def step_words(step: RunStep) -> str:
    """What a step's tools were given and what they gave."""
    if not isinstance(step.step_details, ToolCallsStepDetails):
        return ""
    parts = []
    for call in step.step_details.tool_calls:
        match call:
            case FunctionToolCall():
                output = f" = {call.function.output}" if call.function.output is not None else ""
                parts.append(f"{call.function.name}({call.function.arguments}){output}")
            case CodeInterpreterToolCall():
                code = call.code_interpreter
                logs = [one.logs for one in code.outputs if isinstance(one, CodeInterpreterOutputLogs)]
                parts.append("\n".join([code.input, *logs]))
            case FileSearchToolCall():
                found = call.file_search.results or ()
                parts.append("\n".join([call.type, *(one.file_name for one in found)]))
            case _:
                parts.append(call.type)
    return "\n\n".join(parts)


def code_blocks(text: str) -> list[str]:
    """The text of every code block of a Markdown text, in order."""
    tokens = markdown_parser().parse(text)
    return [token.content for token in tokens if token.type in ("fence", "code_block")]
