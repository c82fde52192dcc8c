"""`/files` with the official SDK and with requests it would never send."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import islice

import httpx
import openai
import pytest
from openai import AsyncOpenAI, OpenAI

from tests.server.conftest import SETTINGS
from tests.server.running_server import TOKEN, RunningServer
from tui_threads.paths import Paths

LIMIT = 200_000


def test_a_file_goes_up_is_listed_read_and_deleted(client: OpenAI) -> None:
    sent = client.files.create(file=("notes.md", b"# Notes"), purpose="assistants")
    assert (sent.filename, sent.bytes, sent.purpose, sent.status) == (
        "notes.md",
        7,
        "assistants",
        "processed",
    )
    assert client.files.retrieve(sent.id) == sent
    assert client.files.content(sent.id).read() == b"# Notes"
    assert client.files.list(purpose="assistants", limit=1).data == [sent]
    assert sent not in client.files.list(purpose="vision").data
    assert client.files.delete(sent.id).deleted
    with pytest.raises(openai.NotFoundError, match=f"No file found with id '{sent.id}'"):
        client.files.retrieve(sent.id)


def test_an_expiry_is_kept(client: OpenAI) -> None:
    sent = client.files.create(
        file=("a.txt", b"a"), purpose="user_data", expires_after={"anchor": "created_at", "seconds": 3600}
    )
    assert sent.expires_at == sent.created_at + 3600


def test_the_async_sdk_uploads_too(server: RunningServer) -> None:
    async def upload() -> bytes:
        async with AsyncOpenAI(base_url=server.base_url, api_key=TOKEN) as client:
            sent = await client.files.create(file=b"bytes without a name", purpose="vision")
            return (await client.files.content(sent.id)).content

    assert asyncio.run(upload()) == b"bytes without a name"


def test_pages_follow_each_other_without_gaps(client: OpenAI) -> None:
    first, *sent = [
        client.files.create(file=(f"{number}.txt", b"x"), purpose="assistants").id for number in range(6)
    ]
    assert [file.id for file in client.files.list(limit=2, order="asc", after=first)] == sent
    assert [file.id for file in islice(client.files.list(limit=2), 6)] == [*sent[::-1], first]
    assert client.files.list(order="asc", after=sent[-1]).data == []


def test_a_name_full_of_tricks_comes_back_as_a_harmless_header(client: OpenAI) -> None:
    sent = client.files.create(file=('../"x"\r\nset-cookie: a=b.txt', b"x"), purpose="assistants")
    answer = client.files.with_raw_response.content(sent.id)
    assert "set-cookie" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("fields", "with_file", "param", "message"),
    [
        ({}, True, "purpose", "Missing required parameter: 'purpose'."),
        ({"purpose": "assistants"}, False, "file", "Missing required parameter: 'file'."),
        ({"purpose": "fun"}, True, "purpose", "Invalid value: 'fun'."),
        ({"purpose": "assistants", "x": "1"}, True, "x", "Unknown parameter: 'x'."),
        (
            {"purpose": "vision", "expires_after[anchor]": "created_at", "expires_after[seconds]": "5"},
            True,
            "expires_after.seconds",
            "Expected a value >= 3600",
        ),
    ],
)
def test_a_form_that_is_wrong_gets_a_sentence(
    http: httpx.Client, fields: dict[str, str], with_file: bool, param: str, message: str
) -> None:
    form: dict[str, tuple[str | None, str]] = {name: (None, value) for name, value in fields.items()}
    if with_file:
        form["file"] = ("a.txt", "x")
    answer = http.post("/files", files=form)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["param"] == param
    assert message in error["message"]


def test_a_body_that_is_no_form_gets_a_sentence(http: httpx.Client) -> None:
    for content, kind in (
        (b"{}", "application/json"),
        (b"rubbish", "multipart/form-data"),
        (b"rubbish", "multipart/form-data; boundary=x"),
    ):
        answer = http.post("/files", content=content, headers={"content-type": kind})
        assert answer.status_code == 400
        assert answer.json()["error"]["message"]


def test_a_file_that_is_too_large_is_refused_however_it_is_sent(server: RunningServer) -> None:
    paths = replace(Paths.for_user(), data_dir=Paths.for_user().data_dir / "small")
    with RunningServer(replace(SETTINGS, max_upload_bytes=LIMIT), {}, paths) as small:
        headers = {"authorization": f"Bearer {TOKEN}"}
        with httpx.Client(base_url=small.base_url, headers=headers, timeout=30) as http:
            purpose = {"purpose": "assistants"}
            assert http.post("/files", files={"file": b"x" * LIMIT}, data=purpose).status_code == 200
            for size in (LIMIT + 1, 10 * LIMIT):
                answer = http.post("/files", files={"file": b"x" * size}, data=purpose)
                assert answer.status_code == 413
                assert "too large" in answer.json()["error"]["message"]
            head = b'--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n'
            endless = (part for part in [head, *[b"x" * 65536] * 20])
            kind = {"content-type": "multipart/form-data; boundary=b"}
            assert http.post("/files", content=endless, headers=kind).status_code == 413
        assert len(list(paths.files_dir.iterdir())) == 1
