"""Copying text: by a tool of the system where one works here, else through the terminal (OSC 52)."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Mapping

_TOOLS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("pbcopy", (), ""),
    ("wl-copy", (), "WAYLAND_DISPLAY"),
    ("xclip", ("-selection", "clipboard"), "DISPLAY"),
    ("xsel", ("--clipboard", "--input"), "DISPLAY"),
    ("clip.exe", (), "WSL_DISTRO_NAME"),
)
_SECONDS = 2.0


def copy_tool(environ: Mapping[str, str] = os.environ) -> tuple[str, ...] | None:
    """The command that sets this machine's clipboard; none over SSH, where that is another machine."""
    if "SSH_CONNECTION" in environ or "SSH_TTY" in environ:
        return None
    for name, arguments, needs in _TOOLS:
        if name == "pbcopy" and sys.platform != "darwin":
            continue
        if (not needs or needs in environ) and (found := shutil.which(name)):
            return (found, *arguments)
    return None


async def copy_by_tool(text: str, tool: tuple[str, ...]) -> bool:
    """Give the text to the tool; whether it took it."""
    try:
        process = await asyncio.create_subprocess_exec(
            *tool,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return False
    try:
        await asyncio.wait_for(process.communicate(text.encode("utf-8", "replace")), _SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        return False
    return process.returncode == 0
