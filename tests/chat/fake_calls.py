"""The calls of the client, on the server of `fake_client`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tests.chat.fake_beginning import Beginning, store_message
from tests.chat.fake_files import FakeFiles
from tui_threads.api.errors import BadRequestError, NotFoundError
from tui_threads.wire.assistants import Assistant
from tui_threads.wire.extensions import ListedThread, RunContext
from tui_threads.wire.messages import Message
from tui_threads.wire.models import Model
from tui_threads.wire.runs import ACTIVE_RUN_STATUSES, Run
from tui_threads.wire.steps import RunStep
from tui_threads.wire.threads import Thread

if TYPE_CHECKING:
    from tests.chat.fake_client import FakeRun, FakeServer

T = TypeVar("T", ListedThread, Message, Run, RunStep, Assistant, Model)


@dataclass
class FakePage(Generic[T]):
    data: tuple[T, ...]
    has_more: bool = False
    gate: asyncio.Event | None = None

    def __await__(self) -> Generator[None, None, FakePage[T]]:
        yield
        if self.gate is not None:
            yield from self.gate.wait().__await__()
        return self

    async def __aiter__(self) -> AsyncIterator[T]:
        if self.gate is not None:
            await self.gate.wait()
        for item in self.data:
            yield item

    @property
    def page(self) -> FakePage[T]:
        return self


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
        self.models = _Models(server)
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
            self._server.add_message(
                thread.id, message["role"], message["content"][0]["text"], message.get("metadata")
            )
        self._server.threads[thread.id] = thread.model_copy(update={"metadata": dict(metadata or {})})
        return self._server.threads[thread.id]

    def create_and_run_stream(
        self, *, assistant_id: str, thread: dict[str, Any], **overrides: Any
    ) -> Beginning:
        return Beginning(self._server, "threads.create_and_run", assistant_id, overrides, thread=thread)

    def list(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        order: str | None = None,
        order_by: str = "created",
        q: str | None = None,
    ) -> FakePage[ListedThread]:
        self._server.begin("threads.list")
        if not self._server.lists_threads:
            raise NotFoundError("Invalid URL (GET /v1/threads)", status_code=404)
        threads = self._server.threads.values()
        matching = [one for one in threads if q is None or q in "\n".join(self._server.said_in(one.id))]
        listed = [self._server.listed(thread) for thread in matching]
        if order_by == "activity":
            listed.sort(key=lambda one: one.last_message.created_at if one.last_message else one.created_at)
        return page(listed, limit, after, order)

    async def retrieve(self, thread_id: str) -> Thread:
        self._server.begin("threads.retrieve")
        return self._server.thread(thread_id)

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
        return store_message(
            self._server, thread_id, role=role, content=content, metadata=metadata, attachments=attachments
        )

    async def delete(self, message_id: str, *, thread_id: str) -> None:
        self._server.begin("messages.delete")
        stored = self._server.messages[thread_id]
        stored[:] = [message for message in stored if message.id != message_id]

    def list(
        self, thread_id: str, *, limit: int | None = None, after: str | None = None, order: str | None = None
    ) -> FakePage[Message]:
        self._server.begin("messages.list")
        self._server.thread(thread_id)
        listed = page(self._server.messages[thread_id], limit, after, order)
        return replace(listed, gate=self._server.messages_gate)


class _Steps:
    def __init__(self, server: FakeServer) -> None:
        self._server = server

    async def list(
        self, run_id: str, *, thread_id: str, order: str, limit: int, include: Sequence[str] = ()
    ) -> FakePage[RunStep]:
        self._server.begin("steps.list with results" if include else "steps.list")
        return FakePage(tuple(self._server.steps.get(run_id, ())))


class _Runs:
    def __init__(self, server: FakeServer) -> None:
        self._server = server
        self.steps = _Steps(server)

    async def context(self, run_id: str, *, thread_id: str) -> RunContext:
        self._server.begin("runs.context")
        if run_id not in self._server.contexts:
            raise NotFoundError("Invalid URL", status_code=404)
        return self._server.contexts[run_id]

    async def list(
        self, thread_id: str, *, limit: int | None = None, after: str | None = None, order: str | None = None
    ) -> FakePage[Run]:
        self._server.begin("runs.list")
        return page([fake.run for fake in self._server.runs[thread_id]], limit, after, order)

    def stream(self, thread_id: str, *, assistant_id: str, **overrides: Any) -> Beginning:
        return Beginning(self._server, "runs.stream", assistant_id, overrides, thread_id=thread_id)

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


class _Models:
    def __init__(self, server: FakeServer) -> None:
        self._server = server

    def list(self) -> FakePage[Model]:
        self._server.begin("models.list")
        models = tuple(Model(id=name) for name in self._server.models)
        return FakePage(models, gate=self._server.models_gate)


class _Assistants:
    def __init__(self, server: FakeServer) -> None:
        self._server = server

    async def create(self, *, model: str, **given: Any) -> Assistant:
        self._server.begin("assistants.create")
        fields = {name: value for name, value in given.items() if value is not None}
        assistant = Assistant.model_validate({"id": self._server.id("asst"), "model": model, **fields})
        self._server.assistants[assistant.id] = assistant
        return assistant

    async def update(self, assistant_id: str, **given: Any) -> Assistant:
        self._server.begin("assistants.update")
        fields = {name: value for name, value in given.items() if value is not None}
        before = (await self.retrieve(assistant_id)).model_dump()
        self._server.assistants[assistant_id] = Assistant.model_validate({**before, **fields})
        return self._server.assistants[assistant_id]

    async def delete(self, assistant_id: str) -> None:
        self._server.begin("assistants.delete")
        await self.retrieve(assistant_id)
        del self._server.assistants[assistant_id]

    async def retrieve(self, assistant_id: str) -> Assistant:
        self._server.begin("assistants.retrieve")
        if assistant_id not in self._server.assistants:
            raise NotFoundError(f"No assistant found with id '{assistant_id}'.", status_code=404)
        return self._server.assistants[assistant_id]

    def list(
        self, *, limit: int | None = None, after: str | None = None, order: str | None = None
    ) -> FakePage[Assistant]:
        self._server.begin("assistants.list")
        return page(list(self._server.assistants.values()), limit, after, order)
