"""Images that were fetched, kept on disk up to a size; what was not looked at longest goes first.

Files are named by the hash of their source, so that nothing in a source can name a place on the disk.
Losing the cache costs a fetch, so a disk that does not answer is treated as an empty cache. The calls
touch the disk: not for the loop of a screen.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

MOST_BYTES = 200_000_000
"""Default size of the cache."""


class ImageCache:
    """A folder of images."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def get(self, source: str) -> bytes | None:
        """The bytes of an image by its source (file id or address), or None where they are not kept."""
        path = self._path(source)
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return content

    def put(self, source: str, content: bytes) -> bool:
        """Keep an image.

        Returns:
            Whether it is kept; too large ones and full disks are no errors.
        """
        return len(content) <= self._most_bytes // 4 and self._write(self._path(source), content)

    def keep_as_file(self, source: str, content: bytes, ending: str) -> Path | None:
        """A copy with an ending that tells other programs what it is; None where it cannot be written.

        It counts as one more image, and goes like any other when it was not asked for long enough.
        """
        path = self._path(source).with_suffix(ending)
        return path if self._write(path, content) else None

    def _write(self, path: Path, content: bytes) -> bool:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as out:
                out.write(content)
            os.replace(out.name, path)
            self._prune()
        except OSError:
            return False
        return True

    def _prune(self) -> None:
        kept = sorted(
            ((path.stat(), path) for path in self._folder.iterdir()), key=lambda one: one[0].st_mtime_ns
        )
        size = sum(stat.st_size for stat, _ in kept)
        for stat, path in kept:
            if size <= self._most_bytes:
                break
            path.unlink(missing_ok=True)
            size -= stat.st_size

    def _path(self, source: str) -> Path:
        return self._folder / hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
