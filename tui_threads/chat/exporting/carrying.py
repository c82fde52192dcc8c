"""An export carried out: threads read one by one and written into one file, or into a file each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from tui_threads.chat.exporting.json_shape import json_text, list_object, thread_object
from tui_threads.chat.exporting.reading import ThreadCopy
from tui_threads.chat.exporting.writing import Format, file_name, rendered, write_whole


class NotReadError(Exception):
    """A thread cannot be read; the message is one sentence that says why."""


Read: TypeAlias = Callable[[str], Awaitable[ThreadCopy]]
"""Reads a thread by its id. Raises `NotReadError`."""
Place: TypeAlias = Callable[[str], Path]
"""Where a file of this name is to lie."""

ALL_THREADS = "threads.json"
"""What the file of several threads is called."""


@dataclass(slots=True)
class Exported:
    """What an export has done."""

    written: list[tuple[str, Path]] = field(default_factory=list)
    """Ids of threads, and the files they are in."""
    failed: list[tuple[str, str]] = field(default_factory=list)
    """Ids of threads that could not be read, and why."""

    @property
    def files(self) -> list[Path]:
        """The files, each once, in the order they were written."""
        return list(dict.fromkeys(file for _, file in self.written))


class Exporting:
    """One export at work."""

    def __init__(
        self,
        read: Read,
        form: Format,
        place: Place,
        *,
        replace: bool = False,
        on_thread: Callable[[str], None] = lambda thread_id: None,
    ) -> None:
        self._read = read
        self._form = form
        self._place = place
        self._replace = replace
        self._on_thread = on_thread
        self.done = Exported()
        """True at every moment, also when the export is cancelled."""

    async def run(self, threads: Sequence[str], *, as_list: bool) -> Exported:
        """Write the threads.

        Args:
            as_list: JSON goes into one file as a list of threads, instead of a file each.

        Raises:
            ExportError: the disk refuses, or a file is there and may not be replaced.
        """
        if self._form == "json" and as_list:
            copies = [copy async for copy in self.copies(threads)]
            target = self._place(ALL_THREADS)
            await asyncio.to_thread(write_whole, target, listed(copies), replace=self._replace)
            self.done.written = [(copy.thread.id, target) for copy in copies]
            return self.done
        async for copy in self.copies(threads):
            target = self._place(file_name(copy, self._form))
            await asyncio.to_thread(self._write, copy, target)
            self.done.written.append((copy.thread.id, target))
        return self.done

    def _write(self, copy: ThreadCopy, target: Path) -> None:
        write_whole(target, rendered(copy, self._form), replace=self._replace)

    async def copies(self, threads: Sequence[str]) -> AsyncIterator[ThreadCopy]:
        """The threads one by one; one that cannot be read is noted, and the others follow."""
        for thread_id in threads:
            self._on_thread(thread_id)
            try:
                copy = await self._read(thread_id)
            except NotReadError as error:
                self.done.failed.append((thread_id, str(error)))
                continue
            yield copy


def listed(copies: Sequence[ThreadCopy]) -> str:
    """Several threads as one list in the API's own shape."""
    return json_text(list_object([thread_object(copy) for copy in copies], [one.thread.id for one in copies]))
