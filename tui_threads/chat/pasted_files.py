"""Images that were pasted: files of our own until the server has them. They touch the disk."""

from __future__ import annotations

import time
from collections.abc import Collection
from pathlib import Path

_ENDINGS = ((b"\x89PNG", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", ".gif"), (b"RIFF", ".webp"))
_YOUNG_SECONDS = 3600
"""A file that no draft names may be one that another window is just attaching."""


def keep_pasted(folder: Path, content: bytes) -> Path:
    """Keep an image that exists nowhere else; its path.

    Raises:
        OSError: the disk refuses it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ending = next((ending for start, ending in _ENDINGS if content.startswith(start)), ".png")
    stamp, number = time.strftime("%Y%m%d-%H%M%S"), 0
    while True:
        number += 1
        name = f"pasted-{stamp}{f'-{number}' if number > 1 else ''}{ending}"
        try:
            with (folder / name).open("xb") as out:
                out.write(content)
        except FileExistsError:
            continue
        return folder / name


def sweep_pasted(folder: Path, wanted: Collection[str]) -> None:
    """Remove the images that nothing will send any more."""
    try:
        for path in folder.glob("pasted-*"):
            if str(path) not in wanted and time.time() - path.stat().st_mtime > _YOUNG_SECONDS:
                path.unlink(missing_ok=True)
    except OSError:
        return  # another time
