"""Model files fetched from an address, over a real connection that breaks when it is told to."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.server.file_server import ServedFile, serve_file
from tui_threads.server.model_download import download, kept_bytes
from tui_threads.server.model_installers import PullError
from tui_threads.server.model_place import ModelPlace

HEAD = b"GGUF\x03\x00\x00\x00" + bytes(16)
CONTENT = HEAD + random.Random(7).randbytes(300_000)


@pytest.fixture
def served() -> Iterator[ServedFile]:
    with serve_file(CONTENT) as file:
        yield file


async def fetch(served: ServedFile, models: Path, **more: str) -> Path:
    return await download(models, ModelPlace.parse(served.url), lambda there, total: None, **more)


def in_folder(models: Path) -> set[str]:
    return {file.name for file in models.iterdir() if not file.name.endswith(".lock")}


async def test_a_file_arrives_under_its_name_with_progress_and_leaves_nothing_else(
    served: ServedFile, tmp_path: Path
) -> None:
    seen: list[tuple[int, int | None]] = []
    models = tmp_path / "models"
    file = await download(models, ModelPlace.parse(served.url), lambda *told: seen.append(told))
    assert file.read_bytes() == CONTENT
    assert in_folder(models) == {"Model-Q4.gguf"}
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    await fetch(served, models)
    assert len(served.asked) == 1


async def test_a_broken_line_is_taken_up_at_once_where_it_broke(served: ServedFile, tmp_path: Path) -> None:
    served.cuts = [100_000, 100_000]
    assert (await fetch(served, tmp_path)).read_bytes() == CONTENT
    assert [asked.get("range") for asked in served.asked] == [None, "bytes=100000-", "bytes=200000-"]


async def test_what_came_before_the_line_went_dead_is_kept_for_the_next_try(
    served: ServedFile, tmp_path: Path
) -> None:
    served.cuts = [100_000, 0]
    with pytest.raises(PullError, match=r"The line to 127\.0\.0\.1 broke"):
        await fetch(served, tmp_path)
    assert kept_bytes(tmp_path, ModelPlace.parse(served.url)) == 100_000
    assert (await fetch(served, tmp_path)).read_bytes() == CONTENT
    assert served.asked[-1]["range"] == "bytes=100000-"


@pytest.mark.parametrize("etag", ['"second"', None], ids=["another file", "no mark any more"])
async def test_a_file_that_changed_meanwhile_is_fetched_from_its_beginning(
    served: ServedFile, tmp_path: Path, etag: str | None
) -> None:
    served.cuts = [100_000, 0]
    with pytest.raises(PullError):
        await fetch(served, tmp_path)
    served.content, served.etag = HEAD + b"another" * 20_000, etag
    assert (await fetch(served, tmp_path)).read_bytes() == served.content


async def test_without_a_mark_nothing_is_gone_on_from(served: ServedFile, tmp_path: Path) -> None:
    served.etag, served.cuts = None, [100_000]
    with pytest.raises(PullError, match="broke"):
        await fetch(served, tmp_path)
    assert kept_bytes(tmp_path, ModelPlace.parse(served.url)) == 0
    assert (await fetch(served, tmp_path)).read_bytes() == CONTENT


async def test_a_part_of_another_address_is_not_gone_on_from(served: ServedFile, tmp_path: Path) -> None:
    served.cuts = [100_000, 0]
    with pytest.raises(PullError):
        await fetch(served, tmp_path)
    with serve_file(HEAD + b"theirs") as other:
        assert (await fetch(other, tmp_path)).read_bytes() == HEAD + b"theirs"
        assert "range" not in other.asked[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"<!DOCTYPE html>" * 9000, "no .gguf file"), (HEAD[:6], "cut off"), (b"GG", "not a GGUF")],
    ids=["page", "cut head", "too short"],
)
async def test_what_is_no_model_never_lies_among_the_models(
    tmp_path: Path, content: bytes, words: str
) -> None:
    with serve_file(content) as served:
        with pytest.raises(PullError, match=words):
            await fetch(served, tmp_path)
    assert in_folder(tmp_path) == set()


async def test_a_file_of_another_hash_is_thrown_away(served: ServedFile, tmp_path: Path) -> None:
    with pytest.raises(PullError, match="not the expected file"):
        await fetch(served, tmp_path, sha256="0" * 64)
    assert in_folder(tmp_path) == set()
    await fetch(served, tmp_path, sha256=hashlib.sha256(CONTENT).hexdigest().upper())


@pytest.mark.parametrize(
    ("status", "words"), [(404, "404 Not Found"), (403, "does not let"), (599, "answers 599")]
)
async def test_a_refusal_is_told_with_what_to_do(
    served: ServedFile, tmp_path: Path, status: int, words: str
) -> None:
    served.status = status
    with pytest.raises(PullError, match=words):
        await fetch(served, tmp_path)


async def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PullError, match=r"127\.0\.0\.1 cannot be reached"):
        await download(tmp_path, ModelPlace.parse("http://127.0.0.1:9/model.gguf"), lambda there, total: None)


async def test_a_full_disk_is_told_before_anything_comes(
    served: ServedFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(PullError, match="Make room"):
        await fetch(served, tmp_path)


async def test_two_programs_do_not_write_one_file(served: ServedFile, tmp_path: Path) -> None:
    with FileLock(tmp_path / ".Model-Q4.gguf.lock"):
        with pytest.raises(PullError, match="Another program"):
            await fetch(served, tmp_path)


@pytest.mark.parametrize(
    ("given", "url", "name"),
    [
        ("https://example.com/a/B.gguf?download=true#x", "https://example.com/a/B.gguf?download=true", "B"),
        (
            "https://huggingface.co/org/repo/blob/main/q/B%20C.gguf",
            "https://huggingface.co/org/repo/resolve/main/q/B%20C.gguf",
            None,
        ),
        ("https://huggingface.co/org/repo/resolve/main/B.gguf", None, "B"),
    ],
)
def test_an_address_is_read_as_it_was_meant(given: str, url: str | None, name: str | None) -> None:
    place = ModelPlace.parse(given, None if name else "mine", environ={})
    assert (place.url, place.file_name) == (url or given, f"{name or 'mine'}.gguf")


@pytest.mark.parametrize(
    ("url", "name", "words"),
    [
        ("http://example.com/a.gguf", None, "https"),
        ("model.gguf", None, "https"),
        ("https://me:secret@example.com/a.gguf", None, "password"),
        ("https://example.com/files", None, "--as NAME"),
        ("https://example.com/..%2Fa.gguf", "../up", "no name"),
        ("https://example.com/.hidden.gguf", None, "no name"),
    ],
)
def test_an_address_that_will_not_do_is_refused(url: str, name: str | None, words: str) -> None:
    with pytest.raises(PullError, match=words) as refused:
        ModelPlace.parse(url, name)
    assert "secret" not in str(refused.value)


def test_a_token_goes_to_the_hub_alone_and_is_not_shown() -> None:
    at_hub = ModelPlace.parse("https://huggingface.co/o/r/resolve/main/a.gguf", environ={"HF_TOKEN": "hf_x"})
    assert at_hub.headers == {"Authorization": "Bearer hf_x"}
    assert "hf_x" not in repr(at_hub)
    assert ModelPlace.parse("https://example.com/a.gguf", environ={"HF_TOKEN": "hf_x"}).headers == {}


async def test_a_token_is_not_sent_to_where_the_hub_leads(served: ServedFile, tmp_path: Path) -> None:
    with serve_file(b"") as hub:
        hub.location = served.url
        headers = {"Authorization": "Bearer hf_x"}
        place = ModelPlace(hub.url, "127.0.0.1", "Model.gguf", headers)
        await download(tmp_path, place, lambda there, total: None)
        assert hub.asked[0]["authorization"] == "Bearer hf_x"
    assert "authorization" not in served.asked[0]
