"""The end of a program that was started with a session, and so a process group, of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import Process


async def end_group(process: Process, grace_seconds: float) -> None:
    """Leave nothing of a program's group: what it has started ends with it.

    Args:
        process: begun with `start_new_session=True`.
        grace_seconds: from SIGTERM to SIGKILL.
    """
    if process.returncode is None:
        _signal(process, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace_seconds):
                await process.wait()
    _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))
    await process.wait()


def _signal(process: Process, number: int) -> None:
    # Gone already; macOS says PermissionError of a group whose only member is not reaped yet.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, number)
        else:
            process.terminate()
