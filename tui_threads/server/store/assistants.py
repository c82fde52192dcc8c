"""Stored assistants."""

from __future__ import annotations

from tui_threads.server.store.rows import Rows
from tui_threads.server.tables import assistants as table
from tui_threads.wire.assistants import Assistant

assistants = Rows(table, Assistant, "assistant")
