"""A loopback server that answers as fast as it can, for `benchmarks/api.py`; prints its port.

It sends bytes made beforehand, so that what is measured is the client.
"""

from __future__ import annotations

import asyncio
import json

DELTAS = 100_000
MESSAGES = 10_000
PAGE = 100

_RUN = {
    "id": "run_1", "object": "thread.run", "created_at": 1, "thread_id": "thread_1", "assistant_id": "asst_1",
    "status": "in_progress", "required_action": None, "last_error": None, "expires_at": None,
    "started_at": 1, "cancelled_at": None, "failed_at": None, "completed_at": None,
    "incomplete_details": None, "model": "m", "instructions": "", "tools": [], "metadata": {}, "usage": None,
    "temperature": 1.0, "top_p": 1.0, "max_prompt_tokens": None, "max_completion_tokens": None,
    "truncation_strategy": {"type": "auto", "last_messages": None}, "tool_choice": "auto",
    "parallel_tool_calls": True, "response_format": "auto",
}  # fmt: skip


def _message(number: int, text: str) -> dict[str, object]:
    return {
        "id": f"msg_{number:024}", "object": "thread.message", "created_at": 1_700_000_000 + number,
        "assistant_id": "asst_1", "thread_id": "thread_1", "run_id": "run_1", "role": "assistant",
        "content": [{"type": "text", "text": {"value": text, "annotations": []}}], "attachments": [],
        "metadata": {"n": str(number)}, "status": "completed", "incomplete_details": None,
        "completed_at": 1_700_000_000 + number, "incomplete_at": None,
    }  # fmt: skip


def _event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def _stream() -> bytes:
    delta = {"content": [{"index": 0, "type": "text", "text": {"value": "token "}}]}
    piece = _event("thread.message.delta", {"id": "msg_1", "object": "thread.message.delta", "delta": delta})
    empty = {**_message(1, ""), "id": "msg_1", "content": [], "status": "in_progress"}
    return b"".join(
        [
            _event("thread.run.created", _RUN),
            _event("thread.message.created", empty),
            piece * DELTAS,
            _event("thread.message.completed", {**_message(1, "done"), "id": "msg_1"}),
            _event("thread.run.completed", {**_RUN, "status": "completed"}),
            b"event: done\ndata: [DONE]\n\n",
        ]
    )


def _pages() -> dict[str, bytes]:
    pages = {}
    for start in range(0, MESSAGES, PAGE):
        data = [
            _message(number, f"Message number {number}, " + "words " * 30)
            for number in range(start, start + PAGE)
        ]
        more = start + PAGE < MESSAGES
        page = {
            "object": "list",
            "data": data,
            "first_id": data[0]["id"],
            "last_id": data[-1]["id"],
            "has_more": more,
        }
        pages[f"msg_{start - 1:024}" if start else ""] = json.dumps(page).encode()
    return pages


def _answer(kind: bytes, body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n" % (kind, len(body))
    return head + body


class Answers:
    """All answers, made once."""

    def __init__(self) -> None:
        self._pages = {after: _answer(b"application/json", page) for after, page in _pages().items()}
        self._stream = _answer(b"text/event-stream", _stream())
        thread = {
            "id": "thread_1",
            "object": "thread",
            "created_at": 1,
            "metadata": {},
            "tool_resources": None,
        }
        self._thread = _answer(b"application/json", json.dumps(thread).encode())

    def to(self, target: str) -> bytes:
        """The answer to a request target."""
        path, _, query = target.partition("?")
        if path.endswith("/runs"):
            return self._stream
        if path.endswith("/messages"):
            after = next((part[6:] for part in query.split("&") if part.startswith("after=")), "")
            return self._pages[after]
        return self._thread


async def serve(answers: Answers, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one connection until it closes."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            lines = head.split("\r\n")
            size = next((int(line[15:]) for line in lines if line.lower().startswith("content-length:")), 0)
            await reader.readexactly(size)
            writer.write(answers.to(lines[0].split(" ")[1]))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    answers = Answers()
    server = await asyncio.start_server(lambda r, w: serve(answers, r, w), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
