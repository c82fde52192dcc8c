"""A model file fetched from where a URL says it lies, into the folder of models.

What has come is kept beside the models, with the server's mark of the file it belongs to (its entity tag, or
the time it was changed), and the next try goes on from there if the server still has that very file
(`If-Range`, RFC 9110, 13.1.5).
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from filelock import FileLock, Timeout

from tui_threads.server.model_installers import PullError
from tui_threads.server.model_place import ModelPlace
from tui_threads.server.providers.gguf import GgufError, read_head

if TYPE_CHECKING:
    import httpx

OnProgress: TypeAlias = Callable[[int, int | None], None]
"""Called with the bytes that are there and the bytes in all, None while unknown."""

_MAGIC = b"GGUF"
_SPARE_BYTES = 16 * 1024 * 1024
_CONNECT_SECONDS, _SILENT_SECONDS, _TOLD_SECONDS = 15.0, 60.0, 0.1
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


async def download(
    models_dir: Path, place: ModelPlace, on_progress: OnProgress, sha256: str | None = None
) -> Path:
    """Fetch a model file, unless it is there; cancelling the task keeps what has come for the next try.

    Args:
        sha256: of the whole file, in hex, where it is known.

    Raises:
        PullError: says what is wrong and what to do.
    """
    try:
        _make(models_dir)
        with FileLock(models_dir / f".{place.file_name}.lock", timeout=0):
            return await _Download(models_dir, place, on_progress, sha256).run()
    except Timeout as error:
        raise PullError(f"Another program is fetching {place.file_name} already; wait for it.") from error
    except OSError as error:
        raise PullError(f"The model cannot be stored in {models_dir}: {error.strerror or error}.") from error


def _make(models_dir: Path) -> None:
    models_dir.mkdir(mode=0o700, parents=True, exist_ok=True)


def kept_bytes(models_dir: Path, place: ModelPlace) -> int:
    """How much of the file an earlier try has left; the server may have another file by now."""
    return _Part(models_dir, place).size


class _Part:
    """The beginning of a file, and what it is the beginning of."""

    def __init__(self, models_dir: Path, place: ModelPlace) -> None:
        self.file = models_dir / f".{place.file_name}.incomplete"
        self._note = models_dir / f".{place.file_name}.from"
        self._url = place.url

    @property
    def size(self) -> int:
        """Bytes that can be gone on from."""
        try:
            return self.file.stat().st_size if self.mark else 0
        except FileNotFoundError:
            return 0

    @property
    def mark(self) -> str:
        """What the server called the file; empty when that is not known, or it was another address."""
        try:
            url, _, mark = self._note.read_text(encoding="utf-8").partition("\n")
        except FileNotFoundError:
            return ""
        return mark if url == self._url else ""

    def begin(self, mark: str) -> None:
        """Begin anew, with a file of this mark."""
        self.drop()
        self._note.write_text(f"{self._url}\n{mark}", encoding="utf-8")
        self.file.touch(mode=0o600)

    def drop(self) -> None:
        """Remove it."""
        self.file.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def become(self, file: Path) -> None:
        """It is whole."""
        self.file.replace(file)
        self._note.unlink(missing_ok=True)


class _Download:
    """One fetch, by as many connections as it takes while each brings something."""

    def __init__(
        self, models_dir: Path, place: ModelPlace, on_progress: OnProgress, sha256: str | None
    ) -> None:
        self._place = place
        self._on_progress = on_progress
        self._sha256 = sha256.lower() if sha256 else None
        self._file = models_dir / place.file_name
        self._part = _Part(models_dir, place)
        self._whole: int | None = None
        """Bytes of the file, where the server says."""

    async def run(self) -> Path:
        if not self._file.is_file():
            await self._fetch()
            await asyncio.to_thread(self._check)
            self._part.become(self._file)
        size = self._file.stat().st_size
        self._on_progress(size, size)
        return self._file

    async def _fetch(self) -> None:
        import httpx

        timeout = httpx.Timeout(_SILENT_SECONDS, connect=_CONNECT_SECONDS)
        try:
            async with httpx.AsyncClient(
                timeout=timeout, follow_redirects=True, headers=self._place.headers
            ) as client:
                while not await self._receive(client):
                    pass
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, ImportError) as error:
            # The last two are what httpx says of a proxy that it cannot use.
            raise PullError(
                f"{self._place.host} cannot be reached ({str(error) or type(error).__name__}). Check the "
                "address and the network."
            ) from error

    async def _receive(self, client: httpx.AsyncClient) -> bool:
        """Add what one connection brings; whether the file is whole.

        Raises:
            PullError: the line broke before anything had come that can be gone on from.
        """
        import httpx

        headers = {"Accept-Encoding": "identity"}
        if there := self._part.size:
            headers |= {"Range": f"bytes={there}-", "If-Range": self._part.mark}
        async with client.stream("GET", self._place.url, headers=headers) as answer:
            if not self._accept(answer, there):
                return True
            before = self._part.file.stat().st_size
            try:
                await self._append(answer)
            except httpx.TransportError as error:
                if self._part.size > before:
                    return False
                raise PullError(f"The line to {self._place.host} broke. Check the network.") from error
            return True

    async def _append(self, answer: httpx.Response) -> None:
        told, time = 0.0, asyncio.get_running_loop().time
        with self._part.file.open("ab", buffering=0) as part:
            unseen = part.tell() == 0
            async for block in answer.aiter_raw():
                part.write(block)
                if unseen and part.tell() >= len(_MAGIC):
                    unseen = False
                    self._see_that_it_is_a_model()
                if time() - told > _TOLD_SECONDS:
                    told = time()
                    self._on_progress(part.tell(), self._whole)

    def _accept(self, answer: httpx.Response, there: int) -> bool:
        """Take the head of an answer; False when there is nothing more to come."""
        self._place.check_answer(answer.status_code, str(answer.url))
        if answer.status_code == 416:
            total = answer.headers.get("Content-Range", "").rpartition("/")[2]
            if total == str(there):
                return False
            self._part.drop()
            raise PullError("The server has another file by now. Try again: it begins anew.")
        if answer.status_code == 206:
            found = _RANGE.match(answer.headers.get("Content-Range", ""))
            if found is None or int(found[1]) != there:
                self._part.drop()
                raise PullError("The server sent another part than was asked for. Try again: it begins anew.")
            self._whole = int(found[2]) if found[2] != "*" else None
        else:
            self._part.begin(_mark(answer))
            length = answer.headers.get("Content-Length", "")
            self._whole = int(length) if length.isdigit() else None
        self._check_space()
        return True

    def _check_space(self) -> None:
        missing = (self._whole or 0) - self._part.file.stat().st_size + _SPARE_BYTES
        free = shutil.disk_usage(self._part.file.parent).free
        if free < missing:
            raise PullError(
                f"The rest of the model needs {missing >> 20} MiB, but only {free >> 20} MiB are free in "
                f"{self._part.file.parent}. Make room."
            )

    def _see_that_it_is_a_model(self) -> None:
        """Gigabytes of something else are not fetched."""
        with self._part.file.open("rb") as part:
            head = part.read(len(_MAGIC))
        if not _MAGIC.startswith(head):
            self._part.drop()
            raise PullError(
                f"What {self._place.host} sends is no .gguf file. Copy the address of the file itself, not "
                "that of a page."
            )

    def _check(self) -> None:
        """See that what has come is whole, and what it should be."""
        try:
            read_head(self._part.file)
        except GgufError as error:
            self._part.drop()
            raise PullError(f"What {self._place.host} sent {error}, so it was thrown away.") from error
        if self._sha256 is None:
            return
        with self._part.file.open("rb") as whole:
            found = hashlib.file_digest(whole, "sha256").hexdigest()
        if found != self._sha256:
            self._part.drop()
            raise PullError(
                f"What {self._place.host} sent is not the expected file (SHA-256 {found[:12]}…), so it was "
                "thrown away."
            )


def _mark(answer: httpx.Response) -> str:
    """What `If-Range` may name; weak tags may not be used there."""
    tag = str(answer.headers.get("ETag", ""))
    return tag if tag.startswith('"') else str(answer.headers.get("Last-Modified", ""))
