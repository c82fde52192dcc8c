"""Writes what a model says into the thread: one message and its step, opened by the first words."""

from __future__ import annotations

from collections.abc import Callable

from tui_threads.server.database import Database
from tui_threads.server.ids import new_id, now
from tui_threads.server.running.citations import Citations
from tui_threads.server.running.endings import OpenWork, complete_step, end_message
from tui_threads.server.running.growth import TextGrowth
from tui_threads.server.running.journal import Fact, RunJournal
from tui_threads.server.running.saving import PartialSaver
from tui_threads.wire.content import FileCitationAnnotation, Text, TextContentBlock
from tui_threads.wire.messages import Message
from tui_threads.wire.steps import (
    MessageCreation,
    MessageCreationStepDetails,
    RunStep,
    ToolCallsStepDetails,
)


class ReplyWriter:
    """One reply of a model, from its first words on."""

    def __init__(
        self, database: Database, journal: RunJournal, citations: Citations, on_open: Callable[[], None]
    ) -> None:
        self._database = database
        self._journal = journal
        self._citations = citations
        self._on_open = on_open
        self._message: Message | None = None
        self._step: RunStep | None = None
        self._growth: TextGrowth | None = None
        self._saver: PartialSaver | None = None

    async def add(self, text: str) -> None:
        """More of the reply."""
        growth = self._growth or await self._open()
        for part in self._citations.scan(text):
            self._grow(growth, part)
        if self._saver is not None:
            self._saver.grew()

    def finish(self) -> None:
        """The model has said all: what it used and did not name is cited at the end."""
        if self._growth is not None:
            for part in self._citations.finish(self._growth.text):
                self._grow(self._growth, part)

    async def work(self) -> OpenWork:
        """What was begun and is not finished, with all its text. Nothing is saved behind it any more."""
        if self._saver is not None:
            saver, self._saver = self._saver, None
            await saver.aclose()
        if self._message is None or self._growth is None:
            return OpenWork()
        text = Text(value=self._growth.text, annotations=self._growth.annotations)
        message = self._message.model_copy(update={"content": (TextContentBlock(text=text),)})
        return OpenWork(message, self._step)

    async def close(self) -> None:
        """The reply is whole, and the run goes on with something else."""
        self.finish()
        work = await self.work()
        if work.message is not None and work.step is not None:
            await self._journal.note(end_message("completed", work.message), complete_step(work.step, None))
        self._message = self._step = self._growth = None

    def _grow(self, growth: TextGrowth, part: str | FileCitationAnnotation) -> None:
        start = growth.units
        delta = growth.add_text(part) if isinstance(part, str) else growth.add_annotation(part)
        self._journal.feed.grow(growth, start, delta)

    async def _open(self) -> TextGrowth:
        run = self._journal.run
        self._message = message = Message(
            id=new_id("msg_"),
            created_at=now(),
            thread_id=run.thread_id,
            run_id=run.id,
            assistant_id=run.assistant_id,
            role="assistant",
            status="in_progress",
            attachments=(),
        )
        creation = MessageCreation(message_id=message.id)
        self._step = new_step(self._journal, MessageCreationStepDetails(message_creation=creation))
        await self._journal.note(
            Fact(self._step, ("thread.run.step.created", "thread.run.step.in_progress")),
            Fact(message, ("thread.message.created", "thread.message.in_progress")),
        )
        self._growth = growth = TextGrowth(message.id)
        self._journal.feed.begin(growth)
        self._saver = PartialSaver(self._database, message.id, lambda: growth.text)
        self._on_open()
        return growth


def new_step(journal: RunJournal, details: MessageCreationStepDetails | ToolCallsStepDetails) -> RunStep:
    """A step of the run that has just begun."""
    run = journal.run
    return RunStep(
        id=new_id("step_"),
        created_at=now(),
        run_id=run.id,
        assistant_id=run.assistant_id,
        thread_id=run.thread_id,
        type=details.type,
        status="in_progress",
        step_details=details,
    )
