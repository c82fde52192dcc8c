"""What may be attached, and the one sentence for what may not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.ui.sample_thread import tiny_png
from tui_threads.chat.files_to_attach import CannotAttachError, Intake, look_at

LOCAL = Intake(runs_code=False)
HOSTED = Intake(searches_tables=False)


def made(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "use"),
    [
        ("guide.txt", b"Sintra deserves two days.", "file_search"),
        ("Makefile", b"all:\n\ttrue\n", "file_search"),
        ("latin.txt", "café".encode("latin-1"), "file_search"),
        ("wide.txt", "café".encode("utf-16"), "file_search"),
        ("report.pdf", b"%PDF-1.7 \x00\x01", "file_search"),
        ("report.docx", b"PK\x03\x04rest", "file_search"),
        ("shot.png", tiny_png(2, 2), "image"),
        ("named-wrongly.txt", tiny_png(2, 2), "image"),
    ],
)
def test_what_a_file_is_decides_what_it_is_for(tmp_path: Path, name: str, content: bytes, use: str) -> None:
    for intake in (LOCAL, HOSTED):
        file = look_at(made(tmp_path, name, content), intake)
        assert (file.name, file.size, file.use) == (name, len(content), use)
        assert Path(file.path).is_absolute()


def test_a_table_goes_to_the_tool_that_reads_tables_there(tmp_path: Path) -> None:
    table = made(tmp_path, "sales.csv", b"a,b\n1,2\n")
    assert look_at(table, LOCAL).use == "file_search"
    assert look_at(table, HOSTED).use == "code_interpreter"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.txt", b"", "empty.txt is empty; there is nothing to send."),
        ("photo.heic", b"\0\0\0 ftypheic", "photo.heic is an image of another kind; save it as PNG"),
        (
            "song.mp3",
            b"ID3\x03\0\0\0\x01" * 9,
            "song.mp3 is neither text, PDF, Word, PowerPoint nor an image",
        ),
        ("sales.xlsx", b"PK\x03\x04", "and this server has none; save it as CSV."),
    ],
)
def test_what_nothing_can_read_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(CannotAttachError) as refused:
        look_at(made(tmp_path, name, content), LOCAL)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_places_that_hold_no_file_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, sentence in (
        (tmp_path / "nothing.txt", f"There is no file {tmp_path / 'nothing.txt'}."),
        (tmp_path, f"{tmp_path.name} is a folder; attach the files in it one by one."),
        (tmp_path / "pipe", "pipe is no ordinary file."),
        (tmp_path / "nul\0", "cannot be read"),
        (tmp_path / ("long" * 200), "cannot be read"),
    ):
        with pytest.raises(CannotAttachError) as refused:
            look_at(path, LOCAL)
        assert sentence in str(refused.value)


def test_a_file_larger_than_the_server_takes_is_refused(tmp_path: Path) -> None:
    large = made(tmp_path, "large.txt", b"x" * 3_000_000)
    with pytest.raises(CannotAttachError, match=r"large\.txt has 3 MB; a file may have 2 MB\."):
        look_at(large, Intake(most_bytes=2 * 1024 * 1024))


@pytest.mark.parametrize("size", [21 * 1024 * 1024])
def test_an_image_has_a_limit_of_its_own(tmp_path: Path, size: int) -> None:
    image = made(tmp_path, "poster.png", tiny_png(2, 2))
    os.truncate(image, size)
    with pytest.raises(CannotAttachError, match=r"poster\.png has 21 MB; an image may have 20 MB\."):
        look_at(image, LOCAL)
