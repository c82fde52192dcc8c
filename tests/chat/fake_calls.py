"""The calls of the client, on the server of `fake_client`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tests.chat.fake_files import FakeFiles
from tui_threads.api.errors import BadRequestError, NotFoundError
from tui_threads.wire.assistants import Assistant
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import ACTIVE_RUN_STATUSES, Run
from tui_threads.wire.threads import Thread

if TYPE_CHECKING:
    from tests.chat.fake_client import FakeRun, FakeServer

T = TypeVar("T", Thread, Message, Run, Assistant)


@dataclass
class FakePage(Generic[T]):
    data: tuple[T, ...]
    has_more: bool = False

    def __await__(self) -> Generator[None, None, FakePage[T]]:
        yield
        return self

    async def __aiter__(self) -> AsyncIterator[T]:
        for item in self.data:
            yield item


def page(items: Sequence[T], limit: int | None, after: str | None, order: str | None) -> FakePage[T]:
    """A page of a list that is kept oldest first."""
    rows = list(items) if order == "asc" else list(reversed(items))
    if after is not None:
        at = next((index for index, item in enumerate(rows) if item.id == after), None)
        if at is None:
            raise NotFoundError(f"No object found with id '{after}'.", status_code=404)
        rows = rows[at + 1 :]
    limit = limit or 20
    return FakePage(tuple(rows[:limit]), len(rows) > limit)


class FakeClient:
    def __init__(self, server: FakeServer) -> None:
        self.threads = _Threads(server)
        self.assistants = _Assistants(server)
        self.files = FakeFiles(server)
        self._server = server

    async def aclose(self) -> None:
        self._server.calls.append("aclose")


class _Threads:
    def __init__(self, server: FakeServer) -> None:
        self._server = server
        self.messages = _Messages(server)
        self.runs = _Runs(server)

    async def create(
        self, *, messages: Sequence[dict[str, Any]] | None = None, metadata: dict[str, str] | None = None
    ) -> Thread:
        self._server.begin("threads.create")
        thread = self._server.add_thread()
        for message in messages or ():
            self._server.add_message(thread.id, message["role"], message["content"][0]["text"])
        self._server.threads[thread.id] = thread.model_copy(update={"metadata": dict(metadata or {})})
        return self._server.threads[thread.id]

    async def list(
        self, *, limit: int | None = None, after: str | None = None, order: str | None = None
    ) -> FakePage[Thread]:
        self._server.begin("threads.list")
        if not self._server.lists_threads:
            raise NotFoundError("Invalid URL (GET /v1/threads)", status_code=404)
        return page(list(self._server.threads.values()), limit, after, order)

    async def update(self, thread_id: str, *, metadata: dict[str, str]) -> Thread:
        self._server.begin("threads.update")
        changed = self._server.thread(thread_id).model_copy(update={"metadata": dict(metadata)})
        self._server.threads[thread_id] = changed
        return changed

    async def delete(self, thread_id: str) -> None:
        self._server.begin("threads.delete")
        self._server.thread(thread_id)
        del self._server.threads[thread_id]


class _Messages:
    def __init__(self, server: FakeServer) -> None:
        self._server = server

    async def create(
        self,
        thread_id: str,
        *,
        role: str,
        content: str | list[dict[str, Any]],
        metadata: dict[str, str],
        attachments: list[dict[str, Any]] | None = None,
    ) -> Message:
        self._server.begin("messages.create")
        self._server.thread(thread_id)
        for fake in self._server.runs[thread_id]:
            if fake.run.status in ACTIVE_RUN_STATUSES:
                raise BadRequestError(
                    f"Can't add messages to {thread_id} while a run {fake.run.id} is active.", status_code=400
                )
        parts: Sequence[dict[str, Any]] = (
            [{"type": "text", "text": content}] if isinstance(content, str) else content
        )
        named = [part["image_file"]["file_id"] for part in parts if part["type"] == "image_file"]
        for file_id in [*named, *(one["file_id"] for one in attachments or ())]:
            if file_id not in self._server.files:
                raise NotFoundError(f"No file found with id '{file_id}'.", status_code=404)
        text = "".join(part["text"] for part in parts if part["type"] == "text")
        message = self._server.add_message(thread_id, role, text, metadata)
        if named or attachments:
            seen = [{"type": "image_file", "image_file": {"file_id": file_id}} for file_id in named]
            shape = message.model_dump(mode="json")
            shape["content"] = ([*shape["content"]] if text else []) + seen
            shape["attachments"] = attachments
            message = self._server.messages[thread_id][-1] = Message.model_validate(shape)
        return message

    async def delete(self, message_id: str, *, thread_id: str) -> None:
        self._server.begin("messages.delete")
        stored = self._server.messages[thread_id]
        stored[:] = [message for message in stored if message.id != message_id]

    def list(
        self, thread_id: str, *, limit: int | None = None, after: str | None = None, order: str | None = None
    ) -> FakePage[Message]:
        self._server.begin("messages.list")
        self._server.thread(thread_id)
        return page(self._server.messages[thread_id], limit, after, order)


class _Runs:
    def __init__(self, server: FakeServer) -> None:
        self._server = server

    async def list(
        self, thread_id: str, *, limit: int | None = None, after: str | None = None, order: str | None = None
    ) -> FakePage[Run]:
        self._server.begin("runs.list")
        return page([fake.run for fake in self._server.runs[thread_id]], limit, after, order)

    def stream(
        self, thread_id: str, *, assistant_id: str, tools: Sequence[dict[str, Any]] | None = None
    ) -> FakeRun:
        self._server.begin("runs.stream")
        self._server.tools.append(tools)
        assert assistant_id in self._server.assistants
        return self._server.start_run(thread_id)

    def events(self, thread_id: str, run_id: str) -> FakeRun:
        self._server.begin("runs.events")
        fake = next(fake for fake in self._server.runs[thread_id] if fake.run.id == run_id)
        fake.events = asyncio.Queue()
        for event in fake.history:
            fake.events.put_nowait(event)
        return fake

    async def retrieve(self, run_id: str, *, thread_id: str) -> Run:
        self._server.begin("runs.retrieve")
        return next(fake.run for fake in self._server.runs[thread_id] if fake.run.id == run_id)

    def submit_tool_outputs_stream(
        self, run_id: str, *, thread_id: str, tool_outputs: Sequence[dict[str, str]]
    ) -> _Submission:
        return _Submission(self._server, run_id, {one["tool_call_id"]: one["output"] for one in tool_outputs})

    async def cancel(self, run_id: str, *, thread_id: str) -> None:
        self._server.begin("runs.cancel")
        self._server.finish("cancelled")


class _Submission:
    """As the client's stream: nothing is sent before it is entered."""

    def __init__(self, server: FakeServer, run_id: str, outputs: dict[str, str]) -> None:
        self._server, self._run_id, self._outputs = server, run_id, outputs

    async def __aenter__(self) -> FakeRun:
        self._server.begin("runs.submit_tool_outputs")
        return self._server.take_outputs(self._run_id, self._outputs)

    async def __aexit__(self, *_: object) -> None:
        return None


class _Assistants:
    def __init__(self, server: FakeServer) -> None:
        self._server = server

    async def create(
        self, *, model: str, name: str, instructions: str, metadata: dict[str, str]
    ) -> Assistant:
        self._server.begin("assistants.create")
        assistant = Assistant(
            id=self._server.id("asst"),
            model=model,
            name=name,
            instructions=instructions,
            metadata=dict(metadata),
        )
        self._server.assistants[assistant.id] = assistant
        return assistant

    async def retrieve(self, assistant_id: str) -> Assistant:
        self._server.begin("assistants.retrieve")
        if assistant_id not in self._server.assistants:
            raise NotFoundError(f"No assistant found with id '{assistant_id}'.", status_code=404)
        return self._server.assistants[assistant_id]

    async def list(
        self, *, limit: int | None = None, after: str | None = None, order: str | None = None
    ) -> FakePage[Assistant]:
        self._server.begin("assistants.list")
        return page(list(self._server.assistants.values()), limit, after, order)
