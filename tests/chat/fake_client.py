"""A server at the seam of the client: it stores threads, and its runs say what the test lets them say."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from tests.chat.fake_calls import FakeClient
from tui_threads.api import ThreadsClient
from tui_threads.api.errors import ApiError, BadRequestError, NotFoundError
from tui_threads.chat.history import text_of
from tui_threads.wire.assistants import Assistant
from tui_threads.wire.deltas import MessageDelta, MessageDeltaEvent, TextDelta, TextDeltaBlock
from tui_threads.wire.events import (
    StreamEvent,
    ThreadMessageCompleted,
    ThreadMessageCreated,
    ThreadMessageDelta,
    ThreadMessageIncomplete,
    ThreadRunCancelled,
    ThreadRunCompleted,
    ThreadRunCreated,
    ThreadRunExpired,
    ThreadRunFailed,
    ThreadRunInProgress,
    ThreadRunQueued,
    ThreadRunRequiresAction,
)
from tui_threads.wire.extensions import LastMessage, ListedThread, RunContext
from tui_threads.wire.files import FileObject
from tui_threads.wire.messages import IncompleteDetails, Message, Text, TextContentBlock
from tui_threads.wire.runs import (
    ACTIVE_RUN_STATUSES,
    LastError,
    RequiredAction,
    RequiredActionFunction,
    RequiredActionFunctionToolCall,
    RequiredActionSubmitToolOutputs,
    Run,
)
from tui_threads.wire.steps import RunStep
from tui_threads.wire.threads import Thread


@dataclass
class FakeRun:
    """A run that says what it is told to."""

    run: Run
    events: asyncio.Queue[StreamEvent | ApiError] = field(default_factory=asyncio.Queue)
    history: list[StreamEvent] = field(default_factory=list)
    message: Message | None = None
    text: str = ""

    async def __aenter__(self) -> FakeRun:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def __aiter__(self) -> AsyncIterator[StreamEvent]:
        while True:
            event = await self.events.get()
            if isinstance(event, ApiError):
                raise event
            yield event
            if not isinstance(event.data, Run):
                continue
            waits = event.data.status == "requires_action" and self.events.empty()
            if waits or event.data.status not in ACTIVE_RUN_STATUSES:
                return


class FakeServer:
    """What the calls of one client reach. `failures` by the name of the call are raised once each."""

    def __init__(self) -> None:
        self.threads: dict[str, Thread] = {}
        self.messages: dict[str, list[Message]] = {}
        self.runs: dict[str, list[FakeRun]] = {}
        self.assistants: dict[str, Assistant] = {}
        self.files: dict[str, FileObject] = {}
        self.upload_gates: list[asyncio.Event] = []
        """Each holds up one upload after its bytes have arrived."""
        self.messages_gate: asyncio.Event | None = None
        self.models_gate: asyncio.Event | None = None
        """Holds up every page of messages until it is set."""
        self.tools: list[Sequence[dict[str, Any]] | None] = []
        """The tools that each run was begun with."""
        self.failures: dict[str, list[ApiError]] = {}
        self.calls: list[str] = []
        self.lists_threads = True
        self.asked: list[dict[str, object]] = []
        """What each run was asked for with: its assistant and what it has otherwise."""
        self.lose: list[ApiError] = []
        """Raised once each in the place of the answer to a run that was begun."""
        self.models = ["local/smollm2-135m", "ollama/qwen2.5:7b", "gpt-4o"]
        self.tells_activity = True
        self.submitted: list[dict[str, str]] = []
        """Outputs of functions that came, by the id of the call."""
        self.steps: dict[str, list[RunStep]] = {}
        self.contexts: dict[str, RunContext] = {}
        """What the models of runs could read; only our own server tells."""
        self.now = 1_700_000_000
        self._ids = itertools.count(1)
        self.client = cast(ThreadsClient, FakeClient(self))

    async def connect(self) -> ThreadsClient:
        return self.client

    def begin(self, name: str) -> None:
        """Note a call, and fail where the test wants it."""
        self.calls.append(name)
        if self.failures.get(name):
            raise self.failures[name].pop(0)

    def id(self, prefix: str) -> str:
        return f"{prefix}_{next(self._ids):06}"

    def add_thread(self, title: str = "", *said: str) -> Thread:
        """A thread with messages by turns of user and assistant."""
        thread = Thread(id=self.id("thread"), created_at=self.now, metadata={"title": title} if title else {})
        self.threads[thread.id] = thread
        self.messages[thread.id], self.runs[thread.id] = [], []
        for number, text in enumerate(said):
            self.add_message(thread.id, "assistant" if number % 2 else "user", text)
        return thread

    def add_message(
        self, thread_id: str, role: str, text: str, metadata: dict[str, str] | None = None
    ) -> Message:
        self.now += 1
        message = Message(
            id=self.id("msg"), created_at=self.now, thread_id=thread_id, role=role, status="completed",
            content=(TextContentBlock(text=Text(value=text)),), metadata=dict(metadata or {}),
        )  # fmt: skip
        self.messages[thread_id].append(message)
        return message

    def start_run(self, thread_id: str, assistant_id: str = "") -> FakeRun:
        self.now += 1
        run = Run(
            id=self.id("run"), created_at=self.now, thread_id=thread_id, status="queued",
            model="local/fake", assistant_id=assistant_id,
        )  # fmt: skip
        fake = FakeRun(run)
        self.runs[thread_id].append(fake)
        self.tell(fake, ThreadRunCreated(run))
        return fake

    def tell(self, fake: FakeRun, event: StreamEvent) -> None:
        """Let a run say one event."""
        fake.history.append(event)
        fake.events.put_nowait(event)

    def last_run(self) -> FakeRun:
        return max((run for runs in self.runs.values() for run in runs), key=lambda fake: fake.run.created_at)

    def say(self, text: str, fake: FakeRun | None = None) -> None:
        """Let the newest run say a piece of text."""
        fake = fake or self.last_run()
        if fake.message is None:
            fake.run = fake.run.model_copy(update={"status": "in_progress"})
            self.tell(fake, ThreadRunInProgress(fake.run))
            fake.message = Message(
                id=self.id("msg"), created_at=self.now, thread_id=fake.run.thread_id, role="assistant",
                run_id=fake.run.id, status="in_progress",
            )  # fmt: skip
            self.messages[fake.run.thread_id].append(fake.message)
            self.tell(fake, ThreadMessageCreated(fake.message))
        fake.text += text
        block = TextDeltaBlock(index=0, text=TextDelta(value=text))
        self.tell(
            fake,
            ThreadMessageDelta(MessageDeltaEvent(id=fake.message.id, delta=MessageDelta(content=(block,)))),
        )

    def ask(self, *functions: tuple[str, str], seconds: int = 600) -> Run:
        """Let the newest run wait for the outputs of functions, each with its arguments as JSON."""
        fake = self.last_run()
        wanted = tuple(
            RequiredActionFunctionToolCall(
                id=self.id("call"), function=RequiredActionFunction(name=name, arguments=arguments)
            )
            for name, arguments in functions
        )
        action = RequiredAction(submit_tool_outputs=RequiredActionSubmitToolOutputs(tool_calls=wanted))
        waiting = {
            "status": "requires_action", "required_action": action, "expires_at": int(time.time()) + seconds,
        }  # fmt: skip
        fake.run = fake.run.model_copy(update=waiting)
        self.tell(fake, ThreadRunRequiresAction(fake.run))
        return fake.run

    def take_outputs(self, run_id: str, outputs: Mapping[str, str]) -> FakeRun:
        """The outputs a client submits; the run goes on."""
        fake = next(fake for runs in self.runs.values() for fake in runs if fake.run.id == run_id)
        if fake.run.status != "requires_action":
            sentence = f'Runs in status "{fake.run.status}" do not accept tool outputs.'
            raise BadRequestError(sentence, status_code=400)
        self.submitted.append(dict(outputs))
        fake.run = fake.run.model_copy(update={"status": "queued", "required_action": None})
        self.tell(fake, ThreadRunQueued(fake.run))
        return fake

    def finish(self, status: str = "completed", error: str = "") -> None:
        """End the newest run."""
        fake = self.last_run()
        ends: dict[str, Callable[[Run], StreamEvent]] = {
            "completed": ThreadRunCompleted, "failed": ThreadRunFailed, "cancelled": ThreadRunCancelled,
            "expired": ThreadRunExpired,
        }  # fmt: skip
        if fake.message is not None:
            whole = status == "completed"
            done = fake.message.model_copy(
                update={
                    "status": "completed" if whole else "incomplete",
                    "content": (TextContentBlock(text=Text(value=fake.text)),),
                    "incomplete_details": None if whole else IncompleteDetails(reason=f"run_{status}"),
                }
            )
            stored = self.messages[fake.run.thread_id]
            stored[stored.index(fake.message)] = done
            self.tell(fake, ThreadMessageCompleted(done) if whole else ThreadMessageIncomplete(done))
        failure = LastError(code="server_error", message=error) if error else None
        ended = {"status": status, "last_error": failure, "required_action": None}
        fake.run = fake.run.model_copy(update=ended)
        self.tell(fake, ends[status](fake.run))

    def break_stream(self, error: ApiError) -> None:
        """Let the newest run's stream fail."""
        self.last_run().events.put_nowait(error)

    def thread(self, thread_id: str) -> Thread:
        if thread_id not in self.threads:
            raise NotFoundError(f"No thread found with id '{thread_id}'.", status_code=404)
        return self.threads[thread_id]

    def listed(self, thread: Thread) -> ListedThread:
        """A thread as the list tells it; with what was said last where this server tells that."""
        told = ListedThread(**{name: getattr(thread, name) for name in Thread.model_fields})
        if not self.tells_activity:
            return told
        last = self.messages[thread.id][-1] if self.messages[thread.id] else None
        active = (one.run.id for one in self.runs[thread.id] if one.run.status in ACTIVE_RUN_STATUSES)
        message = last and LastMessage(
            id=last.id, created_at=last.created_at, role=last.role, snippet=text_of(last),
            metadata=last.metadata,
        )  # fmt: skip
        return ListedThread(
            **{name: getattr(thread, name) for name in Thread.model_fields},
            last_message=message,
            active_run_id=next(active, None),
        )

    def said(self) -> list[str]:
        """Every text of every thread, in order."""
        return [text for thread_id in self.messages for text in self.said_in(thread_id)]

    def said_in(self, thread_id: str) -> list[str]:
        """Every text of one thread, in order."""
        blocks = (block for message in self.messages[thread_id] for block in message.content)
        return [block.text.value for block in blocks if isinstance(block, TextContentBlock)]
