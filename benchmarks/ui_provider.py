"""An OpenAI-compatible endpoint on loopback that streams a known reply at a known pace."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ui_texts import last_word, reply_tokens

MODEL = "scripted"


class PacedProvider(ThreadingHTTPServer):
    """Answers chat completions with a number of tokens, so many of them a second."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.prepare(1, 0)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def prepare(self, tokens: int, rate: float) -> None:
        """Tell how the next reply is to be given; a rate of 0 gives it at once."""
        self.last = last_word()
        """The word the reply ends with."""
        self.tokens = reply_tokens(tokens, self.last)
        self.rate = rate
        self.begun = 0.0
        """When the first token was sent, on the monotonic clock; 0 before."""
        self.ended = 0.0
        """When the last token was sent."""
        self.sent = 0
        """Tokens sent so far."""

    @property
    def base_url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Answer(BaseHTTPRequestHandler):
    server: PacedProvider

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is being measured."""

    def do_GET(self) -> None:  # named by the base class
        self._head("application/json")
        self.wfile.write(json.dumps({"object": "list", "data": [{"id": MODEL, "object": "model"}]}).encode())

    def do_POST(self) -> None:  # named by the base class
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if not body.get("stream"):
            self._head("application/json")
            message = {"role": "assistant", "content": "A title"}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            self.wfile.write(
                json.dumps({"id": "c", "object": "chat.completion", "choices": [choice]}).encode()
            )
            return
        self._head("text/event-stream")
        self.server.begun = begin = time.monotonic()
        for number, token in enumerate(self.server.tokens):
            if self.server.rate:
                time.sleep(max(0.0, begin + number / self.server.rate - time.monotonic()))
            self._chunk({"content": token}, None)
            self.server.sent = number + 1
        self.server.ended = time.monotonic()
        self._chunk({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _head(self, kind: str) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.end_headers()

    def _chunk(self, delta: dict[str, str], reason: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        event = {"id": "c", "object": "chat.completion.chunk", "model": MODEL, "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        self.wfile.flush()
