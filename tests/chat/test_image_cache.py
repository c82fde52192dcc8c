"""Fetched images are kept within a size."""

from __future__ import annotations

import os
from pathlib import Path

from tui_threads.chat.image_cache import ImageCache


def test_an_image_that_was_put_is_there_for_another_process(tmp_path: Path) -> None:
    assert ImageCache(tmp_path / "images").put("file-1", b"picture")
    assert ImageCache(tmp_path / "images").get("file-1") == b"picture"
    assert ImageCache(tmp_path / "images").get("file-2") is None


def test_the_one_not_looked_at_longest_goes_first(tmp_path: Path) -> None:
    cache = ImageCache(tmp_path, most_bytes=100)
    for number in range(4):
        cache.put(f"file-{number}", b"x" * 25)
        for path in tmp_path.iterdir():
            stat = path.stat()
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns - 1_000_000_000))
    cache.get("file-0")
    cache.put("file-4", b"x" * 25)
    assert cache.get("file-0") is not None
    assert cache.get("file-1") is None
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 100


def test_a_source_cannot_name_a_place_on_the_disk(tmp_path: Path) -> None:
    cache = ImageCache(tmp_path / "images")
    cache.put("../../escaped", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["images"]
    assert cache.get("../../escaped") == b"x"


def test_a_folder_that_cannot_be_written_is_an_empty_cache(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file stands here")
    cache = ImageCache(tmp_path / "taken")
    assert not cache.put("file-1", b"x")
    assert cache.get("file-1") is None


def test_an_image_far_too_large_is_not_kept(tmp_path: Path) -> None:
    assert not ImageCache(tmp_path, most_bytes=100).put("file-1", b"x" * 60)


def test_a_copy_for_other_programs_has_an_ending_and_counts_as_an_image(tmp_path: Path) -> None:
    cache = ImageCache(tmp_path / "images", most_bytes=100)
    path = cache.keep_as_file("file-1", b"x" * 20, ".png")
    assert path is not None
    assert (path.suffix, path.read_bytes(), path.parent) == (".png", b"x" * 20, tmp_path / "images")
    for number in range(5):
        cache.put(f"file-{number}", b"x" * 25)
    assert not path.exists()


def test_a_copy_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file stands here")
    assert ImageCache(tmp_path / "taken").keep_as_file("file-1", b"x", ".png") is None
