"""Threads: `client.threads`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Unpack

from tui_threads.api.calls import Call, JsonObject, ListFields, RequestOptions, encode, path, split
from tui_threads.api.connection import Connection
from tui_threads.api.run_calls import ThreadRunOverrides, new_thread_run
from tui_threads.api.streams import RunStream

if TYPE_CHECKING:
    from tui_threads.api.event_handler import AssistantEventHandler
    from tui_threads.api.messages import Messages
    from tui_threads.api.pages import Listing
    from tui_threads.api.runs import Runs
    from tui_threads.wire.extensions import ListedThread
    from tui_threads.wire.runs import Run
    from tui_threads.wire.threads import Thread, ThreadDeleted

__all__ = ["Threads"]


class Threads:
    """Conversations: create, read, change, delete, and run an assistant on a new one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def messages(self) -> Messages:
        """The messages of a thread."""
        from tui_threads.api.messages import Messages

        return Messages(self._connection)

    @cached_property
    def runs(self) -> Runs:
        """The runs on a thread."""
        from tui_threads.api.runs import Runs

        return Runs(self._connection)

    async def create(
        self,
        *,
        messages: Sequence[JsonObject] | None = None,
        metadata: Mapping[str, str] | None = None,
        tool_resources: JsonObject | None = None,
        **options: Unpack[RequestOptions],
    ) -> Thread:
        """Create a thread, with its first messages if there are any.

        Args:
            messages: As the body of `messages.create`: `{"role": "user", "content": "Hello"}`.
            metadata: At most 16 pairs, keys of at most 64 and values of at most 512 characters.
            tool_resources: `{"code_interpreter": {"file_ids": [...]}, "file_search":
                {"vector_store_ids": [...]}}`.
        """
        from tui_threads.wire.params_threads import CreateThread
        from tui_threads.wire.threads import Thread

        fields = {"messages": messages, "metadata": metadata, "tool_resources": tool_resources}
        body = encode(CreateThread, fields, options)
        return await self._connection.call(Thread, Call("POST", "/threads", body=body, options=options))

    async def retrieve(self, thread_id: str, **options: Unpack[RequestOptions]) -> Thread:
        """Get a thread."""
        from tui_threads.wire.threads import Thread

        where = path("threads", "{thread_id}", thread_id=thread_id)
        return await self._connection.call(Thread, Call("GET", where, options=options))

    async def update(
        self,
        thread_id: str,
        *,
        metadata: Mapping[str, str] | None = None,
        tool_resources: JsonObject | None = None,
        **options: Unpack[RequestOptions],
    ) -> Thread:
        """Change a thread. Metadata is replaced as a whole."""
        from tui_threads.wire.params_threads import ModifyThread
        from tui_threads.wire.threads import Thread

        where = path("threads", "{thread_id}", thread_id=thread_id)
        body = encode(ModifyThread, {"metadata": metadata, "tool_resources": tool_resources}, options)
        return await self._connection.call(
            Thread, Call("POST", where, body=body, options=options, repeatable=True)
        )

    async def delete(self, thread_id: str, **options: Unpack[RequestOptions]) -> ThreadDeleted:
        """Delete a thread with its messages."""
        from tui_threads.wire.threads import ThreadDeleted

        where = path("threads", "{thread_id}", thread_id=thread_id)
        return await self._connection.call(ThreadDeleted, Call("DELETE", where, options=options))

    def list(
        self,
        *,
        q: str | None = None,
        order_by: Literal["created", "activity"] | None = None,
        **fields: Unpack[ListFields],
    ) -> Listing[ListedThread]:
        """List threads: only on our own server and on Azure; the public API never had it.

        Args:
            q: Only threads in which these words occur (our own server).
            order_by: `activity` is the order in which something last changed in them (our own server).
        """
        from tui_threads.api.pages import listing
        from tui_threads.wire.extensions import ListedThread, ThreadPage
        from tui_threads.wire.params_lists import ListThreads

        asked = {**fields, "q": q, "order_by": order_by}
        return listing(self._connection, ListedThread, "/threads", asked, params=ListThreads, page=ThreadPage)

    async def create_and_run(
        self, *, assistant_id: str, thread: JsonObject | None = None, **overrides: Unpack[ThreadRunOverrides]
    ) -> Run:
        """Create a thread and run an assistant on it.

        Args:
            thread: As the arguments of `create`.
        """
        from tui_threads.wire.runs import Run

        fields, options = split(overrides)
        fields |= {"assistant_id": assistant_id, "thread": thread}
        return await self._connection.call(Run, new_thread_run(fields, options))

    async def create_and_run_poll(
        self,
        *,
        assistant_id: str,
        thread: JsonObject | None = None,
        poll_interval_ms: int | None = None,
        **overrides: Unpack[ThreadRunOverrides],
    ) -> Run:
        """Create a thread, run an assistant on it, and wait until the run is over or needs tools."""
        run = await self.create_and_run(assistant_id=assistant_id, thread=thread, **overrides)
        return await self.runs.poll(run.id, run.thread_id, poll_interval_ms=poll_interval_ms)

    def create_and_run_stream(
        self,
        *,
        assistant_id: str,
        thread: JsonObject | None = None,
        event_handler: AssistantEventHandler | None = None,
        **overrides: Unpack[ThreadRunOverrides],
    ) -> RunStream:
        """Create a thread and stream an assistant's run on it: `async with ... as stream`."""
        fields, options = split(overrides)
        fields |= {"assistant_id": assistant_id, "thread": thread, "stream": True}
        return RunStream(self._connection, new_thread_run(fields, options), event_handler)
