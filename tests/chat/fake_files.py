"""The file calls of the client, on the server of `fake_client`."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui_threads.api.errors import NotFoundError
from tui_threads.api.multipart import Progress
from tui_threads.wire.files import FileObject

if TYPE_CHECKING:
    from tests.chat.fake_client import FakeServer


@dataclass
class FilePage:
    data: tuple[FileObject, ...]


class FakeFiles:
    def __init__(self, server: FakeServer) -> None:
        self._server = server

    async def create(self, *, file: str, purpose: str, on_progress: Progress) -> FileObject:
        self._server.begin("files.create")
        content = await asyncio.to_thread(Path(file).read_bytes)
        on_progress(len(content) // 2, len(content))
        stored = FileObject(
            id=self._server.id("file"), bytes=len(content), filename=Path(file).name, purpose=purpose,
            created_at=int(time.time()),
        )  # fmt: skip
        self._server.files[stored.id] = stored
        if self._server.upload_gates:
            await self._server.upload_gates.pop(0).wait()
        on_progress(len(content), len(content))
        return stored

    async def list(self, *, order: str, limit: int) -> FilePage:
        self._server.begin("files.list")
        return FilePage(tuple(reversed(self._server.files.values()))[:limit])

    async def retrieve(self, file_id: str) -> FileObject:
        self._server.begin("files.retrieve")
        if file_id not in self._server.files:
            raise NotFoundError(f"No file found with id '{file_id}'.", status_code=404)
        return self._server.files[file_id]

    def content(self, file_id: str) -> object:
        raise NotFoundError(f"The bytes of {file_id} are not given.", status_code=404)
