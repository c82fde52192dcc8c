"""Where images of tests come from: the files of a fake client, and a web server of this machine."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

from tests.chat.fake_calls import FakeClient
from tests.chat.fake_client import FakeServer
from tests.chat.fake_files import FakeFiles
from tui_threads.api import ThreadsClient
from tui_threads.api.errors import NotFoundError
from tui_threads.wire.messages import (
    ImageFile,
    ImageFileContentBlock,
    ImageURL,
    ImageURLContentBlock,
    Message,
)


class FakeDownload:
    """The content of one file."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aenter__(self) -> FakeDownload:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content[:10]
        yield self._content[10:]

    async def save(self, path: Path) -> None:
        await asyncio.to_thread(path.write_bytes, self._content)


class StoredFiles(FakeFiles):
    """The files a server has, and which of them were fetched."""

    def __init__(self, server: FakeServer) -> None:
        super().__init__(server)
        self.contents: dict[str, bytes] = {}
        self.fetched: list[str] = []

    def content(self, file_id: str) -> FakeDownload:
        self.fetched.append(file_id)
        if file_id not in self.contents:
            raise NotFoundError(f"No such File object: {file_id}", status_code=404)
        return FakeDownload(self.contents[file_id])


class ClientWithFiles(FakeClient):
    def __init__(self, server: FakeServer, files: StoredFiles) -> None:
        super().__init__(server)
        self.files = files


def files_of(server: FakeServer) -> StoredFiles:
    """Give a fake server files."""
    files = StoredFiles(server)
    server.client = cast(ThreadsClient, ClientWithFiles(server, files))
    return files


def add_images(server: FakeServer, *sources: str) -> str:
    """A thread whose one message shows images; its id."""
    thread = server.add_thread("Pictures", "look")
    message = server.messages[thread.id][0]
    content = tuple(
        ImageURLContentBlock(image_url=ImageURL(url=source))
        if ":" in source
        else ImageFileContentBlock(image_file=ImageFile(file_id=source))
        for source in sources
    )
    server.messages[thread.id] = [message.model_copy(update={"content": content})]
    assert isinstance(server.messages[thread.id][0], Message)
    return thread.id


@contextmanager
def web_server(content: bytes) -> Iterator[tuple[str, list[str]]]:
    """A server that answers everything with one content: its address, and the paths it was asked for."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Tests print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
