"""Looking at a file before it is attached, so that what cannot be sent is said before Enter."""

from __future__ import annotations

import codecs
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from tui_threads.chat.attached import NewFile, Use

MOST_BYTES = 512 * 1024 * 1024
"""The API's limit for a file."""
MOST_IMAGE_BYTES = 20 * 1024 * 1024
_HEAD = 4096
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_OTHER_IMAGES = frozenset({".avif", ".bmp", ".heic", ".heif", ".ico", ".jxl", ".tif", ".tiff"})
_OFFICE = frozenset({".docx", ".pptx"})
_FOR_CODE = frozenset({".csv", ".gz", ".parquet", ".pkl", ".tar", ".tsv", ".xls", ".xlsx", ".zip"})
"""What the hosted API's file search refuses and its code interpreter reads."""


class CannotAttachError(Exception):
    """The file cannot go with a message; the text is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What the server takes."""

    most_bytes: int = MOST_BYTES
    searches_tables: bool = True
    """Whether file search reads CSV; the hosted API's does not."""
    runs_code: bool = True
    """Whether there is a code interpreter."""


def look_at(path: Path, intake: Intake, *, own: bool = False) -> NewFile:
    """What a file is, and what it can be used for. Touches the disk: not for the loop of a screen.

    Raises:
        CannotAttachError: it is gone, unreadable, a folder, empty, too large, or of a kind nothing reads.
    """
    name = path.name or str(path)
    try:
        path = Path(os.path.abspath(path))
        known = path.stat()
        if stat.S_ISDIR(known.st_mode):
            raise CannotAttachError(f"{name} is a folder; attach the files in it one by one.")
        if not stat.S_ISREG(known.st_mode):
            raise CannotAttachError(f"{name} is no ordinary file.")
        with path.open("rb") as opened:
            head = opened.read(_HEAD)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise CannotAttachError(_unreadable(path, error)) from error
    if not known.st_size:
        raise CannotAttachError(f"{name} is empty; there is nothing to send.")
    use = _use_of(path, head, intake)
    most = min(intake.most_bytes, MOST_IMAGE_BYTES) if use == "image" else intake.most_bytes
    if known.st_size > most:
        kind = "an image" if use == "image" else "a file"
        raise CannotAttachError(
            f"{name} has {_megabytes(known.st_size)}; {kind} may have {_megabytes(most)}."
        )
    return NewFile(str(path), path.name, known.st_size, use, own)


def is_image(head: bytes) -> bool:
    """Whether these are the first bytes of an image that the API takes."""
    return head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def _use_of(path: Path, head: bytes, intake: Intake) -> Use:
    ending = path.suffix.lower()
    if is_image(head):
        return "image"
    if ending in _OTHER_IMAGES:
        raise CannotAttachError(
            f"{path.name} is an image of another kind; save it as PNG, JPEG, GIF or WebP."
        )
    text = _is_text(head)
    if ending in _FOR_CODE and not (text and intake.searches_tables):
        if intake.runs_code:
            return "code_interpreter"
        hint = "save it as CSV" if ending in (".xls", ".xlsx") else "attach what is in it"
        raise CannotAttachError(f"{path.name} is for a code interpreter, and this server has none; {hint}.")
    if text or head.startswith(b"%PDF-") or (ending in _OFFICE and head.startswith(b"PK\x03\x04")):
        return "file_search"
    raise CannotAttachError(
        f"{path.name} is neither text, PDF, Word, PowerPoint nor an image; nothing there could read it."
    )


def _is_text(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return b"\0" not in head and not head.startswith(b"%PDF-") and _few_controls(head)


def _few_controls(head: bytes) -> bool:
    """Old encodings are text too, so bytes are counted instead of decoded."""
    strange = sum(byte < 32 and byte not in b"\t\n\r\f\x1b\b" for byte in head)
    return strange * 20 <= len(head)


def _unreadable(path: Path, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"There is no file {path}."
    if isinstance(error, PermissionError):
        return f"{path} cannot be read: you have no permission."
    return f"{path} cannot be read: {error.strerror if isinstance(error, OSError) else error}."


def _megabytes(size: int) -> str:
    return f"{size / (1024 * 1024):.0f} MB"
