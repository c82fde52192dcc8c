"""Files up and down."""

from __future__ import annotations

import email.parser
import email.policy
from pathlib import Path

import pytest

from tests.api.loopback import Loopback, Received, Reply, TestClock, error_reply, json_reply
from tui_threads.api import ApiConnectionError, BadRequestError, InvalidRequestError

pytestmark = pytest.mark.usefixtures("both_ways")

FILE = json_reply(
    {"id": "file-1", "object": "file", "bytes": 3, "filename": "a.txt", "purpose": "assistants"}
)


def parts(request: Received) -> list[tuple[str, str | None, str, bytes]]:
    """Name, file name, type and content of each part of a form, in order."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + request.body)
    found = []
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.append((name, part.get_filename(), part.get_content_type(), content))
    return found


def listed(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_a_file_is_uploaded_as_a_form_with_its_purpose_first(server: Loopback, tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    source = tmp_path / "report.pdf"
    source.write_bytes(content)
    server.on("POST", "/files", FILE)
    steps: list[tuple[int, int]] = []
    async with server.client() as client:
        made = await client.files.create(
            file=source,
            purpose="assistants",
            expires_after={"anchor": "created_at", "seconds": 3600},
            on_progress=lambda done, total: steps.append((done, total)),
        )
    assert made.id == "file-1"
    assert parts(server.received[0]) == [
        ("purpose", None, "text/plain", b"assistants"),
        ("expires_after[anchor]", None, "text/plain", b"created_at"),
        ("expires_after[seconds]", None, "text/plain", b"3600"),
        ("file", "report.pdf", "application/pdf", content),
    ]
    assert steps[-1] == (len(content), len(content))
    assert len(steps) == 4
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


async def test_bytes_are_uploaded_under_a_name(server: Loopback) -> None:
    server.on("POST", "/files", FILE)
    async with server.client() as client:
        await client.files.create(file=('a "b".txt', b"abc"), purpose="user_data")
    assert b'filename="a %22b%22.txt"' in server.received[0].body
    assert parts(server.received[0])[-1][2:] == ("text/plain", b"abc")


async def test_an_upload_that_was_refused_for_now_is_sent_whole_again(
    server: Loopback, clock: TestClock, tmp_path: Path
) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(b"abc")
    server.on("POST", "/files", error_reply(429), FILE)
    async with server.client(clock) as client:
        await client.files.create(file=source, purpose="vision")
    assert [parts(request)[-1][3] for request in server.received] == [b"abc", b"abc"]


@pytest.mark.parametrize("name", ["missing.txt", "."])
async def test_a_file_that_cannot_be_read_is_refused_unsent(
    server: Loopback, tmp_path: Path, name: str
) -> None:
    async with server.client() as client:
        with pytest.raises(InvalidRequestError, match="cannot be read") as caught:
            await client.files.create(file=tmp_path / name, purpose="assistants")
    assert caught.value.param == "file"
    assert server.received == []


async def test_an_unknown_purpose_is_refused_unsent(server: Loopback) -> None:
    async with server.client() as client:
        with pytest.raises(InvalidRequestError, match="purpose"):
            await client.files.create(file=("a", b""), purpose="fun")  # type: ignore[arg-type]  # the very point
    assert server.received == []


async def test_a_file_is_downloaded_whole_or_piece_by_piece(server: Loopback) -> None:
    server.on("GET", "/files/file-1/content", Reply([b"abc", b"def"], content_type="image/png"))
    async with server.client() as client:
        assert await client.files.content("file-1").read() == b"abcdef"
        async with client.files.content("file-1") as download:
            assert download.content_type == "image/png"
            assert b"".join([piece async for piece in download]) == b"abcdef"


async def test_a_download_is_saved(server: Loopback, tmp_path: Path) -> None:
    server.on("GET", "/files/file-1/content", Reply([b"abc", b"def"]))
    steps: list[tuple[int, int]] = []
    target = tmp_path / "a.bin"
    async with server.client() as client:
        size = await client.files.content("file-1").save(
            target, lambda done, total: steps.append((done, total))
        )
    assert (size, target.read_bytes(), steps[-1]) == (6, b"abcdef", (6, 0))
    assert listed(tmp_path) == [target]


async def test_a_download_that_breaks_leaves_the_old_file(server: Loopback, tmp_path: Path) -> None:
    server.on("GET", "/files/file-1/content", Reply([b"abc"], then="cut"))
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    async with server.client() as client:
        with pytest.raises(ApiConnectionError):
            await client.files.content("file-1").save(target)
    assert target.read_bytes() == b"old"
    assert listed(tmp_path) == [target]


async def test_a_refused_download_tells_why(server: Loopback, tmp_path: Path) -> None:
    why = "Not allowed to download files of purpose: assistants"
    server.on("GET", "/files/file-1/content", error_reply(400, why))
    async with server.client() as client:
        with pytest.raises(BadRequestError, match=why):
            await client.files.content("file-1").save(tmp_path / "a.bin")
    assert listed(tmp_path) == []
