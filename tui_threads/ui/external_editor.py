"""The draft in the user's own editor, while the app steps aside.

The app's loop goes on meanwhile, so that a reply is followed and kept; only drawing waits.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from textual.app import App, SuspendNotSupported

_USUAL = ("notepad",) if sys.platform == "win32" else ("sensible-editor", "nano", "vim", "vi")


class EditorError(Exception):
    """The editor could not be used; the message is one sentence."""

    def __init__(self, message: str, saved: str | None = None) -> None:
        super().__init__(message)
        self.saved = saved
        """What the editor had saved before it failed, where that is another text."""


def editor_command(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The user's editor with its arguments.

    Raises:
        EditorError: none is named and none is there, or the name cannot be understood.
    """
    named = environ.get("VISUAL") or environ.get("EDITOR")
    if named:
        try:
            command = shlex.split(named, posix=sys.platform != "win32")
        except ValueError as error:
            raise EditorError(f"$EDITOR cannot be understood ({error}): {named}") from error
        if command and shutil.which(command[0]) is not None:
            return command
        raise EditorError(f"There is no program {named}; set $VISUAL or $EDITOR to your editor.")
    for name in _USUAL:
        if shutil.which(name) is not None:
            return [name]
    raise EditorError("No editor was found; set $VISUAL or $EDITOR to yours.")


async def edit_text(app: App[object], text: str) -> str:
    """The text as the editor leaves it; a line break that the editor puts at the end is taken away.

    Raises:
        EditorError: there is no editor, it fails, or this terminal cannot be lent out.
    """
    import tempfile

    command = editor_command()
    name = Path(command[0]).name
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="threads-tui-"))
    path = folder / "message.md"
    try:
        await asyncio.to_thread(path.write_text, text, encoding="utf-8")
        code = await _run(app, [*command, str(path)])
        edited = await asyncio.to_thread(path.read_text, encoding="utf-8")
    except SuspendNotSupported as error:
        raise EditorError("This terminal cannot be lent to an editor.") from error
    except OSError as error:
        raise EditorError(f"{name} could not be used: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise EditorError(f"{name} left something that is not UTF-8 text.") from error
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    if not text.endswith("\n"):
        edited = edited.removesuffix("\n")
    if code:
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        raise EditorError(f"{name} {how}; the text is as it was.", edited if edited != text else None)
    return edited


async def _run(app: App[object], command: list[str]) -> int:
    """Lend the terminal to a program and wait for it; its exit code."""
    with app.batch_update(), _deaf_to_interrupts(), app.suspend():
        process = await asyncio.create_subprocess_exec(*command)
        try:
            return await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Ctrl+C is the editor's: it reaches every program of the terminal, us too."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
