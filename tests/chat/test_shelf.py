"""Images from the web come only from the host that was agreed to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

import pytest

from tui_threads.api import ThreadsClient
from tui_threads.chat.shelf import NoFileError, image_bytes

NO_CLIENT = cast(ThreadsClient, None)  # images of the web are none of the server's business


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        port = self.headers["Host"].rpartition(":")[2]
        moved = {"/away": f"http://localhost:{port}/picture", "/near": f"http://127.0.0.1:{port}/picture"}
        self.send_response(302 if self.path in moved else 200)
        if self.path in moved:
            self.send_header("Location", moved[self.path])
        self.send_header("Content-Length", "7")
        self.end_headers()
        self.wfile.write(b"picture")

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def test_a_redirect_on_the_same_host_is_followed(site: str) -> None:
    assert await image_bytes(NO_CLIENT, f"{site}/near") == b"picture"


async def test_a_redirect_to_another_host_is_refused_and_named(site: str) -> None:
    with pytest.raises(NoFileError, match="another host, localhost"):
        await image_bytes(NO_CLIENT, f"{site}/away")
