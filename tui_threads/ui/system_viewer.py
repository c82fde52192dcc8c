"""Opening a file in the program the system has for it.

`webbrowser` is not used: without a desktop it starts browsers that write over this terminal.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

_SECONDS = 5.0


async def open_in_viewer(path: Path) -> bool:
    """Hand a file to the system's viewer; whether there was a program to hand it to.

    A starter that is still there after some seconds is the viewer itself, and is left to run.
    """
    program = "open" if sys.platform == "darwin" else "xdg-open"
    nothing = asyncio.subprocess.DEVNULL
    try:
        started = await asyncio.create_subprocess_exec(
            program, str(path), stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    except OSError:
        return False
    try:
        return await asyncio.wait_for(asyncio.shield(started.wait()), _SECONDS) == 0
    except TimeoutError:
        return True
