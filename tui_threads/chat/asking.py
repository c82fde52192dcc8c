"""One question asked of a server, without a screen: it is stored and answered, and its thread is kept.

A new thread is made, given the question and run in one call; an existing one gets the question together
with its run. So the server has stored what was asked before any model is, and a question that is refused
leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import TYPE_CHECKING

from tui_threads.api.errors import NotFoundError
from tui_threads.chat import thread_rows
from tui_threads.chat.cache import Cache, CacheError
from tui_threads.chat.connection import Endpoint
from tui_threads.chat.question import Question
from tui_threads.chat.run_overrides import Overrides, read_overrides
from tui_threads.chat.thread_rows import SeenThread, ThreadRow
from tui_threads.chat.titles import snippet_from, title_from
from tui_threads.wire.events import RUN_EVENTS, StreamEvent

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.api.streams import RunStream
    from tui_threads.wire.runs import Run

_DEFAULT = "assistant"
"""Name of the choice under which `DefaultAssistant` remembers its assistant."""


class AskError(Exception):
    """The question cannot be asked so; the message is one sentence that says what to mend."""


class Asking:
    """Asks one question. All methods belong to the event loop's thread."""

    def __init__(
        self, client: ThreadsClient, question: Question, *, cache: Cache, endpoint: Endpoint
    ) -> None:
        self._client = client
        self._question = question
        self._cache = cache
        self._endpoint = endpoint
        self._stream: RunStream | None = None
        self._stopping: asyncio.Task[Run] | None = None
        self.thread_id = question.thread_id
        """The thread that holds the question, None until the server has made it."""
        self.run: Run | None = None
        """The run as its newest event told of it."""
        self.begun = False
        """Whether the server may have the question, so that a run may have to be stopped."""
        self.stopped = False
        """Whether it was asked to stop."""
        self.unnoted: str | None = None
        """Why the thread could not be put into the app's list, where that failed."""

    async def begin(self) -> None:
        """Ask: the run is started with the assistant that answered last time, unless that is gone.

        Raises:
            AskError: there is no assistant of that name, or there are several.
            ApiError: the question was refused.
            CacheError: what was chosen before cannot be read.
        """
        guess = self._remembered()
        self._stream = self._new_run(guess or await self._assistant_id())
        self.begun = True
        try:
            await self._stream.open()
        except NotFoundError:
            if guess is None or (assistant_id := await self._assistant_id()) == guess:
                raise
            self._stream = self._new_run(assistant_id)
            await self._stream.open()

    async def events(self) -> AsyncGenerator[StreamEvent, None]:
        """What the run tells until it is over or waits for outputs of functions.

        Raises:
            ApiError: the run was lost sight of.
        """
        assert self._stream is not None, "begin() comes first"
        try:
            async with self._stream as stream:
                async for event in stream:
                    if isinstance(event, RUN_EVENTS):
                        await self._take(event.data)
                    yield event
        finally:
            if self._stopping is not None:  # whether it was stopped in time, its events have told
                await asyncio.gather(self._stopping, return_exceptions=True)

    def stop(self) -> None:
        """Stop the run, as soon as there is one; its events tell when it has ended, and what came is kept."""
        self.stopped = True
        if self.run is not None and self._stopping is None and not _is_over(self.run):
            cancel = self._client.threads.runs.cancel(self.run.id, thread_id=self.run.thread_id)
            self._stopping = asyncio.ensure_future(cancel)

    def _new_run(self, assistant_id: str) -> RunStream:
        question = self._question
        message = {"role": "user", "content": question.text}
        if question.thread_id is not None:
            arguments = self._overrides().for_run()
            arguments["additional_messages"] = [message]
            arguments["unchecked"] = True
            return self._client.threads.runs.stream(
                question.thread_id, assistant_id=assistant_id, **arguments
            )
        return self._client.threads.create_and_run_stream(
            assistant_id=assistant_id,
            thread={"messages": [message], "metadata": self._metadata},
            model=question.model,
            unchecked=True,
        )

    def _overrides(self) -> Overrides:
        """What was chosen for the thread in the app, and over it what this question says."""
        asked = Overrides(model=self._question.model)
        row = self._row()
        if row is None:
            return asked
        kept = self._cache.read(read_overrides, self._endpoint.profile, row.key) or Overrides()
        if self._question.assistant is not None:  # a thread's model goes with its assistant
            kept = replace(kept, model=None)
        return asked.over(kept)

    @property
    def _metadata(self) -> dict[str, str]:
        title = title_from(self._question.text)
        return {"title": title} if title else {}

    async def _take(self, run: Run) -> None:
        first = self.run is None
        self.run, self.thread_id = run, run.thread_id
        if first:
            try:
                await self._cache.run(self._note, run.thread_id)
            except CacheError as error:
                self.unnoted = str(error)
        if self.stopped:
            self.stop()

    def _note(self, connection: sqlite3.Connection, thread_id: str) -> None:
        """Have the thread in the app's list, however this program ends."""
        now, snippet = int(time.time()), snippet_from(self._question.text)
        profile = self._endpoint.profile
        if self._question.thread_id is None:
            metadata = self._metadata
            seen = SeenThread(
                id=thread_id,
                title=metadata.get("title"),
                created_at=now,
                active_at=now,
                pinned=False,
                archived=False,
                metadata=json.dumps(metadata),
                snippet=snippet,
            )
            thread_rows.see_threads(connection, profile, [seen])
        row = thread_rows.add_thread(connection, profile, "", now, thread_id)
        thread_rows.change_thread(connection, row.key, active_at=now, snippet=snippet or row.snippet)

    async def _assistant_id(self) -> str:
        wanted = self._question.assistant
        if wanted is not None:
            if wanted.startswith("asst_"):
                return wanted
            from tui_threads.chat.assistants import NoAssistantError, find

            try:
                return (await find(self._client, wanted)).id
            except NoAssistantError as error:
                raise AskError(str(error)) from error
        from tui_threads.chat.default_assistant import DefaultAssistant

        default = DefaultAssistant(self._cache, self._endpoint)
        return (await default.get(self._client, self._assistant_of_thread())).id

    def _remembered(self) -> str | None:
        """The assistant that will answer unless it was deleted."""
        if self._question.assistant is not None:
            return None
        return self._assistant_of_thread() or self._cache.read(
            thread_rows.read_choice, self._endpoint.profile, _DEFAULT
        )

    def _assistant_of_thread(self) -> str | None:
        """The assistant chosen for the thread in the app."""
        row = self._row()
        return row.assistant_id if row else None

    def _row(self) -> ThreadRow | None:
        """The thread as the app's list has it."""
        if self._question.thread_id is None:
            return None
        return self._cache.read(thread_rows.find_thread, self._endpoint.profile, self._question.thread_id)


def _is_over(run: Run) -> bool:
    from tui_threads.wire.runs import FINAL_RUN_STATUSES

    return run.status in FINAL_RUN_STATUSES
