"""How the fake server stores messages and begins runs, on a thread or together with a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tui_threads.api.errors import NotFoundError
from tui_threads.wire.messages import Message

if TYPE_CHECKING:
    from tests.chat.fake_client import FakeRun, FakeServer


def store_message(
    server: FakeServer,
    thread_id: str,
    *,
    role: str,
    content: str | list[dict[str, Any]],
    metadata: dict[str, str],
    attachments: list[dict[str, Any]] | None = None,
) -> Message:
    """Store one message; its files must be there."""
    parts, named = check_files(server, content, attachments)
    text = "".join(part["text"] for part in parts if part["type"] == "text")
    message = server.add_message(thread_id, role, text, metadata)
    if named or attachments:
        seen = [{"type": "image_file", "image_file": {"file_id": file_id}} for file_id in named]
        shape = message.model_dump(mode="json")
        shape["content"] = ([*shape["content"]] if text else []) + seen
        shape["attachments"] = attachments
        message = server.messages[thread_id][-1] = Message.model_validate(shape)
    return message


def check_files(
    server: FakeServer, content: str | list[dict[str, Any]], attachments: list[dict[str, Any]] | None
) -> tuple[Sequence[dict[str, Any]], list[str]]:
    """The parts of a content and the images among them."""
    parts: Sequence[dict[str, Any]] = (
        [{"type": "text", "text": content}] if isinstance(content, str) else content
    )
    named = [part["image_file"]["file_id"] for part in parts if part["type"] == "image_file"]
    for file_id in [*named, *(one["file_id"] for one in attachments or ())]:
        if file_id not in server.files:
            raise NotFoundError(f"No file found with id '{file_id}'.", status_code=404)
    return parts, named


class Beginning:
    """As the client's stream: nothing is asked for before it is entered."""

    def __init__(
        self,
        server: FakeServer,
        name: str,
        assistant_id: str,
        overrides: dict[str, Any],
        *,
        thread_id: str | None = None,
        thread: dict[str, Any] | None = None,
    ) -> None:
        self._server, self._name, self._thread_id, self._thread = server, name, thread_id, thread
        self._assistant_id = assistant_id
        self._given = {name: value for name, value in overrides.items() if value is not None}

    async def __aenter__(self) -> FakeRun:
        self._server.begin(self._name)
        if self._assistant_id not in self._server.assistants:
            raise NotFoundError(f"No assistant found with id '{self._assistant_id}'.", status_code=404)
        thread_id = self._thread_id or self._make_thread()
        self._server.asked.append({"assistant_id": self._assistant_id} | self._given)
        self._server.tools.append(self._given.get("tools"))
        run = self._server.start_run(thread_id, self._assistant_id)
        if self._thread is not None:  # whoever waits for a run need not know which call began it
            self._server.calls.append("runs.stream")
        if self._server.lose:
            raise self._server.lose.pop()
        return run

    def _make_thread(self) -> str:
        assert self._thread is not None
        wanted = self._thread["messages"]
        for message in wanted:
            check_files(self._server, message["content"], message["attachments"])
        made = self._server.add_thread()
        for message in wanted:
            store_message(self._server, made.id, **message)
        self._server.threads[made.id] = made.model_copy(update={"metadata": self._thread["metadata"]})
        return made.id

    async def __aexit__(self, *_: object) -> None:
        return None
