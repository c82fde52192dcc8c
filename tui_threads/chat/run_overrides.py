"""What a run has otherwise than its assistant, and where that is kept: by thread, and by waiting message."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from tui_threads.chat.outbox import Draft, Queued, enqueue
from tui_threads.chat.thread_rows import ThreadRow, keep_row

if TYPE_CHECKING:
    from tui_threads.api.run_calls import RunOverrides, ThreadRunOverrides
    from tui_threads.wire.assistants import Assistant

JsonValue = str | int | float | bool | None | dict[str, object]


@dataclass(frozen=True, slots=True)
class Overrides:
    """Fields of a run in the API's own words; what is None is as the assistant has it."""

    assistant_id: str | None = None
    """Who answers; kept only for one run, a thread's own assistant stands in its row."""
    model: str | None = None
    instructions: str | None = None
    """In the place of the assistant's."""
    additional_instructions: str | None = None
    """Below the assistant's."""
    temperature: float | None = None
    top_p: float | None = None
    max_prompt_tokens: int | None = None
    max_completion_tokens: int | None = None
    last_messages: int | None = None
    """How many of the newest messages the model reads (`truncation_strategy`)."""
    tool_choice: str | dict[str, object] | None = None
    parallel_tool_calls: bool | None = None
    response_format: str | dict[str, object] | None = None
    reasoning_effort: str | None = None

    def over(self, other: Overrides) -> Overrides:
        """These, and where they say nothing the other ones."""
        return Overrides(**{**asdict(other), **self.given})

    @property
    def given(self) -> dict[str, JsonValue]:
        """What is not None, by its name."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def to_json(self) -> str:
        return json.dumps(self.given)

    @classmethod
    def from_json(cls, text: str) -> Overrides:
        """As kept; names that this version does not know are left out."""
        known = {field.name for field in fields(cls)}
        kept = json.loads(text)
        if not isinstance(kept, dict):
            return cls()
        return cls(**{name: value for name, value in kept.items() if name in known})

    def for_run(self, tools: Sequence[dict[str, object]] | None = None) -> RunOverrides:
        """Arguments of `runs.stream`; `tools` in the place of the assistant's."""
        arguments: RunOverrides = {
            "additional_instructions": self.additional_instructions,
            "tools": tools,
        }
        arguments.update(self._shared())  # type: ignore[typeddict-item]  # all of them are fields of both
        return arguments

    def for_new_thread(
        self, assistant: Assistant, tools: Sequence[dict[str, object]] | None = None
    ) -> ThreadRunOverrides:
        """Arguments of `threads.create_and_run_stream`, which knows no additional instructions: they are
        put below those of the run or the assistant, as the server would do."""
        arguments = self._shared()
        arguments["tools"] = tools
        if self.additional_instructions:
            above = self.instructions or assistant.instructions or ""
            arguments["instructions"] = "\n".join(filter(None, [above, self.additional_instructions]))
        return arguments

    def _shared(self) -> ThreadRunOverrides:
        arguments: ThreadRunOverrides = {
            "model": self.model,
            "instructions": self.instructions,
            "temperature": self.temperature,
            "top_p": self.top_p,
            "max_prompt_tokens": self.max_prompt_tokens,
            "max_completion_tokens": self.max_completion_tokens,
            "tool_choice": self.tool_choice,
            "parallel_tool_calls": self.parallel_tool_calls,
            "response_format": self.response_format,
        }
        if self.last_messages is not None:
            arguments["truncation_strategy"] = {"type": "last_messages", "last_messages": self.last_messages}
        if self.reasoning_effort is not None:
            arguments["reasoning_effort"] = self.reasoning_effort  # type: ignore[typeddict-item]  # checked when sent
        return arguments


def read_overrides(connection: sqlite3.Connection, profile: str, thread: int) -> Overrides | None:
    """What was chosen for a thread, or under `NEW_THREAD` for those to come; None where nothing was."""
    row = connection.execute(
        "SELECT overrides FROM run_overrides WHERE profile = ? AND thread = ?", (profile, thread)
    ).fetchone()
    return Overrides.from_json(row[0]) if row else None


def write_overrides(connection: sqlite3.Connection, profile: str, thread: int, overrides: Overrides) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO run_overrides VALUES (?, ?, ?)", (profile, thread, overrides.to_json())
    )


def enqueue_with(
    connection: sqlite3.Connection,
    profile: str,
    queued: Queued,
    draft: Draft,
    *,
    row: ThreadRow,
    once: Overrides | None,
) -> None:
    """As `enqueue`, together with its thread, which may begin with it, and with how its own run is to be."""
    keep_row(connection, profile, row)
    enqueue(connection, profile, queued, draft)
    if once is not None:
        plan_run(connection, queued.key, once)


def plan_run(connection: sqlite3.Connection, key: str, once: Overrides) -> None:
    """How the one run that answers a waiting message is to be."""
    connection.execute(
        "INSERT INTO planned_runs (key, overrides) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET overrides = excluded.overrides",
        (key, once.to_json()),
    )


def planned_run(connection: sqlite3.Connection, keys: list[str]) -> Overrides | None:
    """What was planned for the newest of these messages that anything was planned for."""
    for key in reversed(keys):
        row = connection.execute("SELECT overrides FROM planned_runs WHERE key = ?", (key,)).fetchone()
        if row is not None and row[0] != "{}":
            return Overrides.from_json(row[0])
    return None


def mark_begun(connection: sqlite3.Connection, key: str) -> bool:
    """Note that a thread and a run are asked for with this message; whether that was so before."""
    before = connection.execute("SELECT begun FROM planned_runs WHERE key = ?", (key,)).fetchone()
    connection.execute(
        "INSERT INTO planned_runs (key, begun) VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET begun = 1",
        (key,),
    )
    return bool(before and before[0])


def words_of(overrides: Overrides) -> str:
    """Overrides in a few words for one line: `temperature 0.2 · reply at most 400 tokens`."""
    given = overrides.given
    words = {
        "model": str(given.get("model")),
        "instructions": "own instructions",
        "additional_instructions": "more instructions",
        "temperature": f"temperature {given.get('temperature')}",
        "top_p": f"top_p {given.get('top_p')}",
        "max_prompt_tokens": f"prompt at most {given.get('max_prompt_tokens')} tokens",
        "max_completion_tokens": f"reply at most {given.get('max_completion_tokens')} tokens",
        "last_messages": f"last {given.get('last_messages')} messages",
        "tool_choice": "tool choice",
        "parallel_tool_calls": "parallel calls" if given.get("parallel_tool_calls") else "one call at a time",
        "response_format": "response format",
        "reasoning_effort": f"effort {given.get('reasoning_effort')}",
    }
    return " · ".join(said for name, said in words.items() if name in given)
