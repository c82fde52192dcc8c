"""Which kind of file this is, by what is in it; its name says nothing."""

from __future__ import annotations

import io
import itertools
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

from tui_threads.chat.importing import api_shape, chatgpt, found
from tui_threads.chat.importing.chatgpt_content import Asset
from tui_threads.chat.importing.elia import is_elia, read_elia
from tui_threads.chat.importing.found import FoundImage, FoundThread, ImportingError, Source
from tui_threads.chat.importing.json_values import json_values
from tui_threads.chat.importing.oterm import is_oterm, read_oterm
from tui_threads.chat.importing.sqlite_rows import opened

_LARGEST_IMAGE = 50 * 1024 * 1024


def read_source(path: Path) -> Source:
    """Read a file of any kind that is known here.

    Raises:
        ImportingError: it cannot be read, or holds no threads of a known shape.
    """
    try:
        with path.open("rb") as file:
            head = file.read(16)
        if head.startswith(b"SQLite format 3\0"):
            return _read_sqlite(path)
        if zipfile.is_zipfile(path):
            return _read_archive(path)
        with path.open(encoding="utf-8") as stream:
            return _read_json(path.name, stream, _no_asset)
    except UnicodeDecodeError as error:
        raise ImportingError(f"{path} is no JSON in UTF-8, no zip archive and no SQLite file.") from error
    except OSError as error:
        raise ImportingError(f"Cannot read {path}: {error.strerror or error}.") from error


def _read_sqlite(path: Path) -> Source:
    with opened(path) as tables:
        if is_elia(tables):
            return read_elia(tables)
        if is_oterm(tables):
            return read_oterm(tables)
    raise ImportingError(f"{path} is an SQLite file, but neither elia's nor oterm's.")


def _read_archive(path: Path) -> Source:
    """All JSON files of an archive that hold threads; large exports keep them in several."""
    try:
        with zipfile.ZipFile(path) as archive:
            asset = _assets(path, archive.namelist())
            sources = [
                _read_member(archive, name, asset)
                for name in sorted(archive.namelist())
                if name.lower().endswith(".json")
            ]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ImportingError(f"Cannot unpack {path} ({error}); fetch or make it again.") from error
    held = [source for source in sources if source is not None]
    if not held:
        raise ImportingError(f"{path} is an archive without threads of a known shape.")
    threads = tuple(thread for source in held for thread in source.threads)
    return Source(held[0].kind, threads, sum((source.left_out for source in held), Counter()))


def _read_member(archive: zipfile.ZipFile, name: str, asset: Asset) -> Source | None:
    """The threads of one file of an archive, or None: an archive holds other JSON files too."""
    with archive.open(name) as binary, io.TextIOWrapper(binary, encoding="utf-8") as stream:
        first = next(_values(name, stream), None)
    if not (chatgpt.is_conversation(first) or api_shape.is_threads(first) or api_shape.is_message(first)):
        return None
    with archive.open(name) as binary, io.TextIOWrapper(binary, encoding="utf-8") as stream:
        return _read_json(name, stream, asset)


def _read_json(name: str, stream: TextIO, asset: Asset) -> Source:
    values = _values(name, stream)
    first = next(values, None)
    whole = itertools.chain([first], values)
    if chatgpt.is_conversation(first):
        return _chatgpt(whole, asset)
    if api_shape.is_threads(first) or api_shape.is_message(first):
        return Source("threads in the API's shape", tuple(api_shape.threads_in(whole)))
    if first is None:
        raise ImportingError(f"{name} holds nothing.")
    raise ImportingError(f"{name} is JSON, but holds no threads of a known shape.")


def _chatgpt(values: Iterable[object], asset: Asset) -> Source:
    threads: list[FoundThread] = []
    left_out: Counter[str] = Counter()
    for value in values:
        if chatgpt.is_conversation(value):
            threads.append(chatgpt.thread_of(value, asset))
        else:
            left_out[found.CONVERSATIONS] += 1
    return Source("ChatGPT export", tuple(threads), left_out)


def _values(name: str, stream: TextIO) -> Iterator[object]:
    try:
        yield from json_values(stream)
    except UnicodeDecodeError:
        raise
    except ValueError as error:
        raise ImportingError(f"{name} is no JSON that can be read ({error}).") from error
    except RecursionError as error:
        raise ImportingError(f"{name} is nested too deeply to be read.") from error


def _no_asset(pointer: str) -> FoundImage:
    return FoundImage(_asset_id(pointer))


def _assets(path: Path, names: list[str]) -> Asset:
    """The archive's images by the id in their names: `file-ABC-photo.png`."""

    def asset(pointer: str) -> FoundImage:
        wanted = _asset_id(pointer)
        for name in names:
            last = name.rpartition("/")[2]
            if wanted and last.startswith(wanted) and last[len(wanted) : len(wanted) + 1] in ("", "-", "."):
                return FoundImage(last, _member(path, name))
        return FoundImage(wanted)

    return asset


def _asset_id(pointer: str) -> str:
    return pointer.rpartition("/")[2] or "image"


def _member(path: Path, name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(name).file_size > _LARGEST_IMAGE:
                raise ValueError(f"{name} is larger than 50 MB")
            return archive.read(name)

    return read
