"""A real HTTP server on loopback that gives out one file, whole or in parts, and can break off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class ServedFile:
    """What is given out, and how; changed by tests between requests."""

    content: bytes
    etag: str | None = '"first"'
    status: int | None = None
    """Answered in the place of the file."""
    location: str | None = None
    """Where the file is said to be instead."""
    cuts: list[int] = field(default_factory=list)
    """After so many bytes each of the next answers breaks off."""
    asked: list[dict[str, str]] = field(default_factory=list)
    """Headers of the requests, names in small letters."""
    url: str = ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served: ServedFile

    def do_GET(self) -> None:
        served = self.served
        asked = {name.lower(): value for name, value in self.headers.items()}
        served.asked.append(asked)
        if served.status is not None or served.location is not None:
            self.send_response(served.status or 302)
            if served.location is not None:
                self.send_header("Location", served.location)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        start = int(asked.get("range", "bytes=0-")[len("bytes=") : -1])
        if start and asked.get("if-range") == served.etag:
            self.send_response(206)
            last = len(served.content) - 1
            self.send_header("Content-Range", f"bytes {start}-{last}/{len(served.content)}")
        else:
            start = 0
            self.send_response(200)
        body = served.content[start:]
        if served.etag is not None:
            self.send_header("ETag", served.etag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cut = served.cuts.pop(0) if served.cuts else len(body)
        self.wfile.write(body[:cut])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serve_file(content: bytes, name: str = "Model-Q4.gguf") -> Iterator[ServedFile]:
    """Serve it until the block is left."""
    served = ServedFile(content)
    handler = type("Handler", (_Handler,), {"served": served})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        served.url = f"http://127.0.0.1:{server.server_port}/files/{name}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
