"""The forms of an assistant and of what the runs of a thread have otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui_threads.chat.form_values import EFFORTS, FORMATS
from tui_threads.chat.run_form import AS_ASSISTANT, PARALLEL, TOOL_CHOICES
from tui_threads.ui.dialogs.form import Field, FormDialog, Submit


class LongForm(FormDialog):
    """A form of more fields than a terminal shows: they scroll between the title and the keys."""

    SIZE = "large"
    DEFAULT_CSS = """
    LongForm > #frame { height: 90%; }
    LongForm.-low > #frame { height: 100%; }
    LongForm #fields, LongForm.-low #fields { height: 1fr; max-height: 100%; }
    """


class AssistantEditor(LongForm):
    """Fills in an assistant; `submit` makes or changes it on the server."""

    def __init__(
        self, heading: str, values: Mapping[str, str], models: Sequence[str], submit: Submit
    ) -> None:
        super().__init__(heading, _assistant_fields(values, models), submit)


class ParametersDialog(LongForm):
    """Fills in what runs have otherwise; what is left empty is as the assistant has it."""

    def __init__(
        self, heading: str, values: Mapping[str, str], models: Sequence[str], submit: Submit
    ) -> None:
        super().__init__(heading, _run_fields(values, models), submit)


def _assistant_fields(values: Mapping[str, str], models: Sequence[str]) -> list[Field]:
    def field(name: str, label: str, help: str = "", **more: object) -> Field:
        return Field(name, label, values.get(name, ""), help=help, **more)  # type: ignore[arg-type]  # fields of Field

    return [
        field("name", "Name", "at most 256 characters"),
        field("model", "Model", "→ completes a name the server offers", choices=models),
        field(
            "instructions", "Instructions", "what it is told before every conversation", kind="text", rows=6
        ),
        field("description", "Description", "for people; at most 512 characters"),
        field("temperature", "Temperature", "0 to 2; empty: 1"),
        field("top_p", "Top p", "0 to 1; empty: 1"),
        field("reasoning_effort", "Reasoning effort", kind="choice", choices=EFFORTS),
        field("response_format", "Response format", kind="choice", choices=FORMATS),
        field("schema", "JSON Schema of the answer", "for json_schema", kind="text", rows=4),
        field(
            "code_interpreter",
            "Code interpreter",
            "it may run code, where the server has a sandbox",
            kind="switch",
        ),
        field("file_search", "File search", "it may search its vector store", kind="switch"),
        field("functions", "Functions", "a JSON array: name, description, parameters", kind="text", rows=5),
        field("code_files", "Files for code", "names or ids, commas between; at most 20"),
        field("vector_stores", "Vector store", "name or id; at most one"),
        field("metadata", "Metadata", "a line each: key: value", kind="text", rows=3),
    ]


def _run_fields(values: Mapping[str, str], models: Sequence[str]) -> list[Field]:
    def field(name: str, label: str, help: str = "", **more: object) -> Field:
        return Field(name, label, values.get(name, ""), help=help, **more)  # type: ignore[arg-type]  # fields of Field

    return [
        field("model", "Model", "in the place of the assistant's", choices=models),
        field("additional_instructions", "More instructions", "below the assistant's", kind="text", rows=3),
        field("instructions", "Other instructions", "in the place of the assistant's", kind="text", rows=3),
        field("temperature", "Temperature", "0 to 2"),
        field("top_p", "Top p", "0 to 1"),
        field("max_completion_tokens", "Longest reply", "tokens, at least 256"),
        field("max_prompt_tokens", "Longest prompt", "tokens, at least 256"),
        field("last_messages", "Messages the model reads", "only so many of the newest"),
        field(
            "tool_choice", "Tool choice", "auto, none, required, a tool or a function", choices=TOOL_CHOICES
        ),
        field("parallel_tool_calls", "Function calls", kind="choice", choices=PARALLEL),
        field("response_format", "Response format", kind="choice", choices=(AS_ASSISTANT, *FORMATS)),
        field("schema", "JSON Schema of the answer", "for json_schema", kind="text", rows=4),
        field("reasoning_effort", "Reasoning effort", kind="choice", choices=EFFORTS),
    ]
