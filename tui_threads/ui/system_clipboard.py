"""The clipboard of the system this runs on, its images above all, by the tool the system has for it."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from tui_threads.chat.files_to_attach import MOST_IMAGE_BYTES, is_image

_SECONDS = 5.0
_AS_PNG = """
set out to open for access POSIX file (system attribute "PASTED_IMAGE") with write permission
write (the clipboard as «class PNGf») to out
close access out
"""


class NoImageError(Exception):
    """There is no image to paste; the message is one sentence that says why."""


async def clipboard_image(environ: Mapping[str, str] = os.environ) -> bytes:
    """The image on the clipboard.

    Raises:
        NoImageError: there is none, no tool reads it, or the clipboard is another machine's.
    """
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        raise NoImageError("An image cannot be pasted over SSH; copy its file here and attach it with @.")
    command = _command(environ)
    if command is None:
        todo = "save it and attach the file" if sys.platform == "win32" else "install wl-clipboard or xclip"
        raise NoImageError(f"Nothing here reads images from the clipboard; {todo}.")
    content = await _by_script() if command[0] == "osascript" else await _output(command, environ)
    if not is_image(content):
        raise NoImageError("There is no image on the clipboard.")
    if len(content) > MOST_IMAGE_BYTES:
        raise NoImageError("The image on the clipboard is larger than 20 MB.")
    return content


async def clipboard_text(environ: Mapping[str, str] = os.environ) -> str:
    """The text on the clipboard, or nothing where it cannot be had."""
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return ""
    command: list[str] = []
    if sys.platform == "darwin":
        command = ["pbpaste"]
    elif environ.get("WAYLAND_DISPLAY") and shutil.which("wl-paste"):
        command = ["wl-paste", "--no-newline", "--type", "text/plain"]
    elif environ.get("DISPLAY") and shutil.which("xclip"):
        command = ["xclip", "-selection", "clipboard", "-target", "UTF8_STRING", "-out"]
    try:
        return (await _output(command, environ)).decode("utf-8", "replace") if command else ""
    except NoImageError:
        return ""


def _command(environ: Mapping[str, str]) -> list[str] | None:
    """The program that writes the image to its standard output."""
    if sys.platform == "darwin":
        return ["pngpaste", "-"] if shutil.which("pngpaste") else ["osascript"]
    if environ.get("WAYLAND_DISPLAY") and shutil.which("wl-paste"):
        return ["wl-paste", "--no-newline", "--type", "image/png"]
    if environ.get("DISPLAY") and shutil.which("xclip"):
        return ["xclip", "-selection", "clipboard", "-target", "image/png", "-out"]
    return None


async def _output(command: list[str], environ: Mapping[str, str]) -> bytes:
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=dict(environ),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as error:
        raise NoImageError(f"{command[0]} cannot be run: {error.strerror}.") from error
    try:
        content, _ = await asyncio.wait_for(process.communicate(), _SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise NoImageError(f"{command[0]} does not answer.") from None
    return content


async def _by_script() -> bytes:
    """macOS without pngpaste: AppleScript can only write a file."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "image.png"
        await _output(["osascript", "-e", _AS_PNG], {**os.environ, "PASTED_IMAGE": str(target)})
        try:
            return await asyncio.to_thread(target.read_bytes)
        except FileNotFoundError:
            return b""
