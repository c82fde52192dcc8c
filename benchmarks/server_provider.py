"""A model that takes no time: a Chat Completions endpoint that answers at once, with as many tokens as asked.

Run by `server.py`; prints its port. The number of tokens is the last word of the last message.
"""

from __future__ import annotations

import asyncio
import json

_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
_LIST = b'{"object":"list","data":[{"id":"fast","object":"model"}]}'
_BURST = 50


def chunk(delta: dict[str, str], reason: str | None = None) -> bytes:
    """One event, framed for a chunked answer."""
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    event = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [choice]}
    return framed(b"data: " + json.dumps(event).encode() + b"\n\n")


def framed(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer requests on one connection until it is closed."""
    token, end = chunk({"content": "word "}), chunk({}, "stop") + framed(b"data: [DONE]\n\n") + b"0\r\n\r\n"
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            if head.startswith("get"):
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
                writer.write(b"content-length: %d\r\n\r\n%s" % (len(_LIST), _LIST))
                continue
            length = int(head.split("content-length: ")[1].split("\r\n")[0])
            asked = json.loads(await reader.readexactly(length))
            left = int(asked["messages"][-1]["content"].split()[-1])
            writer.write(_HEAD)
            while left > 0:
                writer.write(token * min(left, _BURST))
                await writer.drain()
                left -= _BURST
            writer.write(end)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
