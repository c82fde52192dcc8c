"""Files that go with the next message: found, looked at, attached, shown, removed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVarTuple

from tui_threads.chat.attached import Attached, own_paths
from tui_threads.chat.file_finding import FileFinder, FoundFile, working_folder
from tui_threads.chat.files_to_attach import CannotAttachError, Intake, look_at
from tui_threads.chat.mentioned_paths import dropped_paths
from tui_threads.chat.pasted_files import keep_pasted, sweep_pasted
from tui_threads.ui.drawing import Drawing
from tui_threads.ui.panes import Panes
from tui_threads.ui.render.sizes import size_words
from tui_threads.ui.stage import Job, Stage, worker
from tui_threads.ui.system_clipboard import NoImageError, clipboard_image, clipboard_text
from tui_threads.ui.widgets.completing import Typing
from tui_threads.ui.widgets.completion_popup import Offer
from tui_threads.ui.workspace import Workspace

_Given = TypeVarTuple("_Given")

_LONGEST_TITLE = 56


class Attaching:
    """Answers what the composer wants of files."""

    def __init__(self, stage: Stage, work: Workspace, panes: Panes, drawing: Drawing) -> None:
        self.stage = stage
        self._work = work
        self._panes = panes
        self._drawing = drawing
        self._turn = asyncio.Lock()
        self.goes_on = 0
        """How many files, or lots of them, are being looked at: what is sent meanwhile waits for them."""
        self.folder = working_folder()
        """What relative paths begin at."""
        self._finder = FileFinder(self.folder)

    @worker("work")
    async def sweep(self) -> None:
        """Remove pasted images that nothing will send any more."""
        folder = self._work.setup.pasted_folder
        if folder is not None:
            await asyncio.to_thread(sweep_pasted, folder, await self._work.cache.run(own_paths))

    @property
    def _intake(self) -> Intake:
        """What the server of this profile takes."""
        if not self._work.setup.endpoint.is_local:
            return Intake(searches_tables=False)
        server = self._work.setup.settings.server
        return Intake(most_bytes=server.max_upload_bytes, runs_code=bool(server.sandbox_command))

    def in_turn(self, work: Callable[[*_Given], Job], *given: *_Given) -> None:
        """Do what is about files behind what was wanted of them before."""
        self.goes_on += 1
        self.stage.start(self._take_turn, work, *given, group="attach")

    async def _take_turn(self, work: Callable[[*_Given], Job], *given: *_Given) -> None:
        try:
            async with self._turn:
                await work(*given)
        finally:
            self.goes_on -= 1

    async def attach(self, thread: int, paths: Iterable[Path], *, own: bool = False) -> bool:
        """Attach files to the draft of a thread; what cannot be is said, a sentence each.

        Returns:
            Whether all of them are attached.
        """
        refusals = []
        for path in paths:
            try:
                file = await asyncio.to_thread(
                    look_at, self.folder / path.expanduser(), self._intake, own=own
                )
                await self._work.draft_files.add(thread, file)
            except CannotAttachError as error:
                refusals.append(str(error))
        self._drawing.show_files()
        if refusals:
            self.stage.say(" ".join(refusals), 12.0)
        return not refusals

    @worker("offers", exclusive=True)
    async def offer(self, typing: Typing) -> None:
        """Offer the files that a word may mean."""
        found = await asyncio.to_thread(self._finder.find, typing.word)
        self._panes.composer.offer(typing, [_offer(one) for one in found])

    def take(self, path: str) -> None:
        """Attach a file that was offered."""
        self.in_turn(self.attach, self._work.draft_key, [Path(path)])

    def drop(self, text: str) -> None:
        """Attach what was dropped into the terminal, which pastes its paths."""
        self.in_turn(self._attach_dropped, self._work.draft_key, text)

    async def _attach_dropped(self, thread: int, text: str) -> None:
        """Attach dropped files; what names none, or names what is attached already, is pasted as text."""
        paths = await asyncio.to_thread(dropped_paths, text)
        attached = {file.path for file in self._work.draft_files.of(thread)}
        if not paths or all(str(path) in attached for path in paths):
            self._panes.composer.paste(text)
        elif await self.attach(thread, paths):
            self.stage.say("Attached. Paste it again to have the path as text.")

    def paste_image(self, *, else_text: bool = False) -> None:
        """Attach the image that the clipboard holds, or paste its text where that is wished."""
        self.in_turn(self._paste_image, self._work.draft_key, else_text)

    async def _paste_image(self, thread: int, else_text: bool) -> None:
        """Attach the image of the system's clipboard; without one, paste the text there."""
        folder = self._work.setup.pasted_folder
        try:
            if folder is None:
                raise NoImageError("There is no folder for pasted images.")
            path = await asyncio.to_thread(keep_pasted, folder, await clipboard_image())
        except (NoImageError, OSError) as error:
            text = (await clipboard_text() or self.stage.app.clipboard) if else_text else ""
            if text:
                self._panes.composer.paste(text)
            else:
                self.stage.say(str(error), 10.0)
            return
        await self.attach(thread, [path], own=True)

    def name_a_file(self) -> None:
        """Begin to name a file; the offers follow by themselves."""
        composer = self._panes.composer
        if not composer.text.strip():
            composer.replace_all("/attach ")
        else:
            composer.insert(" @" if composer.text[-1:].strip() else "@")
        self.stage.focus(composer)

    def detach(self, key: int) -> None:
        """Send the message without this file."""
        self.in_turn(self._remove, self._work.draft_key, [key])

    def detach_last(self) -> None:
        """Send the message without the file that was attached last."""
        if files := self._files:
            self.detach(files[-1].key)

    def detach_all(self) -> None:
        """Send the message without files."""
        self.in_turn(self._remove, self._work.draft_key, [file.key for file in self._files])

    @property
    def _files(self) -> Sequence[Attached]:
        return self._work.draft_files.of(self._work.draft_key)

    async def _remove(self, thread: int, keys: Sequence[int]) -> None:
        await self._work.draft_files.remove(thread, keys)
        self._drawing.show_files()
        if not self._panes.attachments.display and self.stage.focused in (None, self._panes.attachments):
            self.stage.focus(self._panes.composer)


def _offer(found: FoundFile) -> Offer:
    folder = found.path.endswith("/")
    note = "folder" if folder else size_words(found.size) if found.size is not None else ""
    title = found.path
    if title.startswith(("/", "~", "./", "../")):  # where one is, the composer shows
        title = title.rstrip("/").rpartition("/")[2] + ("/" if folder else "")
    elif len(title) > _LONGEST_TITLE:
        title = f"... {title[4 - _LONGEST_TITLE :]}"
    return Offer(found.path, title, note, open=folder)
