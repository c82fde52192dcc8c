"""A program of its own: `python -m … FILE` prints the text of a PDF, Word, PowerPoint or HTML file.

Ends with 1 and a line `code<TAB>message` on standard error when there is none to be had.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from tui_threads.server.retrieval_extract import decode
from tui_threads.server.retrieval_html import text_of_html

_MOST_XML_BYTES = 200 * 1024 * 1024
_BREAKS = {"p": "\n", "br": "\n", "cr": "\n", "tab": "\t", "tc": "\t"}


class _Unreadable(Exception):
    """The message is `code<TAB>message`."""


def main(path: str) -> int:
    """Print the text of the file; the exit code."""
    try:
        text = _reader_of(path)(path)
    except _Unreadable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


def _reader_of(path: str) -> Callable[[str], str]:
    with open(path, "rb") as stream:
        head = stream.read(5)
    if head == b"%PDF-":
        return _pdf
    return _office if head.startswith(b"PK") else _html


def _html(path: str) -> str:
    with open(path, "rb") as stream:
        return text_of_html(decode(stream.read()))


def _pdf(path: str) -> str:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise _Unreadable("server_error\tPDF files are read with pypdf, which is not installed.") from error
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _Unreadable("invalid_file\tThe PDF is protected by a password.")
        text = "\n\n".join(page.extract_text() for page in reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        # What strangers' files bring the reader to is beyond its own kinds of errors.
        raise _Unreadable("invalid_file\tThe PDF is damaged and cannot be read.") from error
    if not text.strip():
        raise _Unreadable("invalid_file\tThe PDF holds pictures of text only; run it through OCR first.")
    return text


def _office(path: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = _parts(archive.namelist())
            if sum(archive.getinfo(name).file_size for name in parts) > _MOST_XML_BYTES:
                raise _Unreadable("invalid_file\tThe document is too large to be read.")
            return "\n\n".join("".join(_text(archive.read(name))) for name in parts)
    except (zipfile.BadZipFile, ElementTree.ParseError, RuntimeError) as error:
        raise _Unreadable("invalid_file\tThe document is damaged or protected and cannot be read.") from error


def _parts(names: list[str]) -> list[str]:
    """The parts of an Office document that hold its text, in order."""
    if "word/document.xml" in names:
        return ["word/document.xml", *(name for name in names if re.fullmatch(r"word/footnotes\.xml", name))]
    slides = [name for name in names if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    if not slides:
        raise _Unreadable("unsupported_file\tThe file is an archive, but no Word or PowerPoint document.")
    return sorted(slides, key=lambda name: int("".join(filter(str.isdigit, name))))


def _text(xml: bytes) -> Iterator[str]:
    for element in ElementTree.fromstring(xml).iter():
        name = element.tag.rpartition("}")[2]
        if name == "t" and element.text:
            yield element.text
        elif name in _BREAKS:
            yield _BREAKS[name]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
