"""The tables of assistants, threads, messages, runs and run steps.

Columns bear the names of the API's fields, so that a row is validated straight into a wire model.
`seq` is the order of creation, which every list and cursor goes by: seconds would tie.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData()

Sequence_ = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts by itself only for a column of type INTEGER."""


def json_column(name: str) -> Column[object]:
    """A column for a nested object; None is the database's own NULL."""
    return Column(name, JSON(none_as_null=True))


assistants = Table(
    "assistants",
    metadata,
    Column("seq", Sequence_, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("name", Text),
    Column("description", Text),
    Column("model", Text, nullable=False),
    Column("instructions", Text),
    json_column("tools"),
    json_column("tool_resources"),
    json_column("metadata"),
    Column("temperature", Float),
    Column("top_p", Float),
    json_column("response_format"),
    Column("reasoning_effort", Text),
)

threads = Table(
    "threads",
    metadata,
    Column("seq", Sequence_, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    json_column("metadata"),
    Column("title", Text, nullable=False, server_default=""),
    json_column("tool_resources"),
    Column("touched", BigInteger, nullable=False, server_default="0"),
    Index("threads_by_activity", "touched", "seq"),
)
"""`touched` is when something in the thread last changed, in microseconds: the order of activity."""

deleted_threads = Table(
    "deleted_threads",
    metadata,
    Column("seq", Sequence_, primary_key=True),
    Column("id", String(64), nullable=False),
)
"""Ids of the threads that were deleted last, for clients that keep a copy of the list."""

messages = Table(
    "messages",
    metadata,
    Column("seq", Sequence_, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("thread_id", ForeignKey("threads.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("role", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("text", Text, nullable=False),
    json_column("content"),
    Column("assistant_id", String(64)),
    Column("run_id", String(64)),
    json_column("attachments"),
    json_column("metadata"),
    json_column("incomplete_details"),
    Column("completed_at", BigInteger),
    Column("incomplete_at", BigInteger),
    Index("messages_of_thread", "thread_id", "seq"),
    Index("messages_of_run", "run_id", "seq"),
)
"""`text` is what can be read and searched; `content` is NULL where the message is just that one text."""

ACTIVE = ("queued", "in_progress", "requires_action", "cancelling")
"""States of a run in which its thread is locked."""

_IS_ACTIVE = text("status IN ('queued', 'in_progress', 'requires_action', 'cancelling')")

runs = Table(
    "runs",
    metadata,
    Column("seq", Sequence_, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("thread_id", ForeignKey("threads.id", ondelete="CASCADE"), nullable=False),
    Column("assistant_id", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("status", String(16), nullable=False),
    json_column("required_action"),
    json_column("last_error"),
    Column("expires_at", BigInteger),
    Column("started_at", BigInteger),
    Column("cancelled_at", BigInteger),
    Column("failed_at", BigInteger),
    Column("completed_at", BigInteger),
    json_column("incomplete_details"),
    Column("model", Text, nullable=False),
    Column("instructions", Text, nullable=False),
    json_column("tools"),
    json_column("metadata"),
    json_column("usage"),
    Column("temperature", Float),
    Column("top_p", Float),
    Column("max_prompt_tokens", BigInteger),
    Column("max_completion_tokens", BigInteger),
    json_column("truncation_strategy"),
    json_column("tool_choice"),
    Column("parallel_tool_calls", Boolean, nullable=False),
    json_column("response_format"),
    Column("reasoning_effort", Text),
    json_column("tool_resources"),
    Column("requested_model", Text, nullable=False),
    Column("deadline", BigInteger, nullable=False),
    Column("owner", String(64)),
    json_column("log"),
    json_column("context"),
    Index("runs_of_thread", "thread_id", "seq"),
    Index(
        "one_active_run",
        "thread_id",
        unique=True,
        sqlite_where=_IS_ACTIVE,
        postgresql_where=_IS_ACTIVE,
    ),
    Index("active_runs", "status", sqlite_where=_IS_ACTIVE, postgresql_where=_IS_ACTIVE),
)
"""`owner` is the process that drives the run, `deadline` its `expires_at` even after the API shows null,
`log` the names and objects of its events in order, from which a stream is told again, `context` what the
model could read at its last turn (`wire.extensions.RunContext`)."""

run_steps = Table(
    "run_steps",
    metadata,
    Column("seq", Sequence_, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("thread_id", ForeignKey("threads.id", ondelete="CASCADE"), nullable=False),
    Column("run_id", String(64), nullable=False),
    Column("assistant_id", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("type", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    json_column("step_details"),
    json_column("last_error"),
    Column("expired_at", BigInteger),
    Column("cancelled_at", BigInteger),
    Column("failed_at", BigInteger),
    Column("completed_at", BigInteger),
    json_column("metadata"),
    json_column("usage"),
    Index("steps_of_run", "run_id", "seq"),
    Index("steps_of_thread", "thread_id"),
)

processes = Table(
    "processes",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("seen_at", BigInteger, nullable=False),
)
"""Server processes over this database; one not seen for a while is dead, and its runs with it."""
