"""Request bodies and queries of every call, in one place: see the `params_*` modules for each."""

from __future__ import annotations

from tui_threads.wire.params_assistants import CreateAssistant, ModifyAssistant
from tui_threads.wire.params_files import CreateFile, ListFiles
from tui_threads.wire.params_lists import ListMessages, ListParams, ListThreads
from tui_threads.wire.params_messages import CreateMessage, ModifyMessage
from tui_threads.wire.params_runs import (
    CreateRun,
    CreateThreadAndRun,
    ModifyRun,
    SubmitToolOutputs,
    ToolOutput,
)
from tui_threads.wire.params_threads import CreateThread, ModifyThread
from tui_threads.wire.params_vector_stores import (
    CreateVectorStore,
    CreateVectorStoreFile,
    CreateVectorStoreFileBatch,
    ListVectorStoreFiles,
    ModifyVectorStore,
    ModifyVectorStoreFile,
    SearchVectorStore,
)

__all__ = [
    "CreateAssistant",
    "CreateFile",
    "CreateMessage",
    "CreateRun",
    "CreateThread",
    "CreateThreadAndRun",
    "CreateVectorStore",
    "CreateVectorStoreFile",
    "CreateVectorStoreFileBatch",
    "ListFiles",
    "ListMessages",
    "ListParams",
    "ListThreads",
    "ListVectorStoreFiles",
    "ModifyAssistant",
    "ModifyMessage",
    "ModifyRun",
    "ModifyThread",
    "ModifyVectorStore",
    "ModifyVectorStoreFile",
    "SearchVectorStore",
    "SubmitToolOutputs",
    "ToolOutput",
]
