"""The text of a file: text, Markdown, code, JSON, CSV, HTML read here, PDF and Office in a child process.

Those two, and HTML that is long, are slow to read in Python and come from strangers, so they get a process
that can be ended.
"""

from __future__ import annotations

import asyncio
import codecs
import sys
from pathlib import Path

from tui_threads.server.retrieval_html import text_of_html

_SECONDS = 180
_HEAD = 4096
_LONG_PAGE = 1_000_000
"""Characters of HTML that are read in about a second."""
_CONTAINERS = (b"%PDF-", b"PK\x03\x04")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class ExtractError(Exception):
    """A file whose text cannot be had; becomes the `last_error` of the store's file."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        """`unsupported_file`, `invalid_file` or `server_error`."""
        self.message = message


async def extract(path: Path, filename: str) -> str:
    """The text of a file.

    Args:
        filename: as its owner calls it; only the ending matters, and only for HTML.

    Raises:
        ExtractError: it is of an unknown kind, damaged, or has no text.
        OSError: it cannot be read.
    """
    text = await asyncio.to_thread(_read_text, path, filename)
    if text is None:
        text = await _read_in_child(path)
    text = text.replace("\0", "")  # some PDFs have it, and no database takes it as text
    if not text.strip():
        raise ExtractError("invalid_file", "The file has no text that could be searched.")
    return text


def _read_text(path: Path, filename: str) -> str | None:
    """The text of a file that is text; None for one that a child process must read."""
    with path.open("rb") as stream:
        if stream.read(_HEAD).startswith(_CONTAINERS):
            return None
    text = decode(path.read_bytes())
    is_html = filename.lower().endswith((".html", ".htm", ".xhtml"))
    if is_html or text[:200].lstrip().lower().startswith(("<!doctype html", "<html")):
        return text_of_html(text) if len(text) <= _LONG_PAGE else None
    return text


def decode(content: bytes) -> str:
    """The text that bytes are. Raises `ExtractError` when they are none."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if b"\0" in content:
        raise ExtractError(
            "unsupported_file",
            "The file is neither text nor PDF, Word, PowerPoint or HTML, so it has no text.",
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


async def _read_in_child(path: Path) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "tui_threads.server.retrieval_containers",
        str(path),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        text, said = await asyncio.wait_for(process.communicate(), _SECONDS)
    except TimeoutError as error:
        raise ExtractError(
            "invalid_file", f"The file took more than {_SECONDS} seconds to read, so it was given up."
        ) from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        lines = said.decode(errors="replace").strip().splitlines()
        code, _, message = (lines[-1] if lines else "").partition("\t")
        if not message:
            raise ExtractError("server_error", "The program that reads such files broke down.")
        raise ExtractError(code, message)
    return text.decode()
