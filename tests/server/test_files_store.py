"""Files on a real disk and database, without HTTP."""

from __future__ import annotations

import io
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tests.server.filing_fixture import MAX_BYTES, database, filing, upload
from tui_threads.server.filing import Filing
from tui_threads.server.problems import ApiProblem
from tui_threads.server.validation import ListQuery
from tui_threads.server.vector_store_files import NewStoreFile

__all__ = ["database", "filing"]

NEWEST = ListQuery(limit=100, order="desc", after=None, before=None)


async def test_bytes_come_back_as_they_went_in(filing: Filing) -> None:
    file_id = await upload(filing, b"\x00\xff bytes", "a.bin")
    assert await filing.files.read(file_id) == b"\x00\xff bytes"
    assert (await filing.files.get(file_id)).bytes == 8


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\secret\\plan.txt", "plan.txt"),
        ("two\nlines\x1b[31m.txt", "twolines[31m.txt"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
async def test_a_file_name_is_shown_but_never_a_path(filing: Filing, sent: str, shown: str) -> None:
    file_id = await upload(filing, "text", sent)
    assert (await filing.files.get(file_id)).filename == shown
    assert [path.name for path in filing.files.directory.iterdir()] == [file_id]


async def test_only_its_owner_may_read_a_file(filing: Filing) -> None:
    file_id = await upload(filing, "secret")
    assert stat.S_IMODE(filing.files.path(file_id).stat().st_mode) == 0o600
    assert stat.S_IMODE(filing.files.directory.stat().st_mode) == 0o700


@pytest.mark.parametrize(("content", "status"), [(b"", 400), (b"x" * (MAX_BYTES + 1), 413)])
async def test_an_empty_or_too_large_file_leaves_nothing(filing: Filing, content: bytes, status: int) -> None:
    with pytest.raises(ApiProblem) as caught:
        await upload(filing, content)
    assert caught.value.status == status
    assert list(filing.files.directory.iterdir()) == []
    assert (await filing.files.page(NEWEST)).data == ()


async def test_a_directory_that_cannot_be_written_is_a_clear_error(filing: Filing, tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("")
    files = replace(filing.files, directory=tmp_path / "in the way" / "files")
    with pytest.raises(ApiProblem, match="could not be stored"):
        await files.create(io.BytesIO(b"x"), "x", "assistants")
    assert (await files.page(NEWEST)).data == ()


async def test_a_deleted_file_is_gone_from_disk_and_every_vector_store(filing: Filing) -> None:
    file_id = await upload(filing, "text")
    store = await filing.vector_stores.create([NewStoreFile(file_id)])
    await filing.files.delete(file_id)
    assert list(filing.files.directory.iterdir()) == []
    assert (await filing.vector_stores.get(store.id)).file_counts.total == 0
    with pytest.raises(ApiProblem, match=f"No file found with id '{file_id}'"):
        await filing.files.read(file_id)


async def test_a_file_expires(filing: Filing) -> None:
    time = 1000
    files = replace(filing.files, clock=lambda: time)
    kept = await files.create(io.BytesIO(b"x"), "x", "assistants", lifetime=60)
    assert kept.expires_at == 1060
    time = 1060
    with pytest.raises(ApiProblem, match="No file found"):
        await files.get(kept.id)
    assert (await files.page(NEWEST)).data == ()
    await files.sweep()
    assert not files.path(kept.id).exists()


async def test_bytes_that_a_crash_left_behind_are_removed_and_others_are_not(filing: Filing) -> None:
    kept = await upload(filing, "kept")
    old, fresh, foreign = (filing.files.directory / name for name in ("file-old", "file-fresh", "readme"))
    for path in (old, fresh, foreign):
        path.write_text("x")
    for path in (old, foreign, filing.files.path(kept)):
        os.utime(path, (0, 0))
    await filing.files.sweep()
    assert {path.name for path in filing.files.directory.iterdir()} == {kept, "file-fresh", "readme"}


async def test_files_are_listed_by_purpose(filing: Filing) -> None:
    picture = await filing.files.create(io.BytesIO(b"x"), "x.png", "vision")
    await upload(filing, "text")
    assert [file.id for file in (await filing.files.page(NEWEST, "vision")).data] == [picture.id]
    assert len((await filing.files.page(NEWEST)).data) == 2
