"""Files that go with the next message: found, looked at, attached, shown, removed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from pathlib import Path

from textual import on
from textual.getters import query_one

from tui_threads.chat.attached import own_paths
from tui_threads.chat.file_finding import FileFinder, FoundFile, working_folder
from tui_threads.chat.files_to_attach import CannotAttachError, Intake, look_at
from tui_threads.chat.mentioned_paths import dropped_paths
from tui_threads.chat.pasted_files import keep_pasted, sweep_pasted
from tui_threads.ui.file_naming import FileNaming
from tui_threads.ui.render.sizes import size_words
from tui_threads.ui.setup import Setup
from tui_threads.ui.system_clipboard import NoImageError, clipboard_image, clipboard_text
from tui_threads.ui.widgets.attachment_row import AttachmentRow
from tui_threads.ui.widgets.completing import Typing
from tui_threads.ui.widgets.completion_popup import Offer
from tui_threads.ui.widgets.composer import Composer

_LONGEST_TITLE = 56


class AttachingActions(FileNaming):
    """Answers what the composer wants of files."""

    attachment_row = query_one(AttachmentRow)

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self._turn = asyncio.Lock()
        self.attaching = 0
        """How many files, or lots of them, are being looked at: what is sent meanwhile waits for them."""
        self.folder = working_folder()
        """What relative paths begin at."""
        self._finder = FileFinder(self.folder)

    def on_mount(self) -> None:
        self.start(self._sweep())

    async def _sweep(self) -> None:
        """Remove pasted images that nothing will send any more."""
        folder = self.setup.pasted_folder
        if folder is not None:
            await asyncio.to_thread(sweep_pasted, folder, await self.cache.run(own_paths))

    @property
    def intake(self) -> Intake:
        """What the server of this profile takes."""
        if not self.setup.endpoint.is_local:
            return Intake(searches_tables=False)
        server = self.setup.settings.server
        return Intake(most_bytes=server.max_upload_bytes, runs_code=bool(server.sandbox_command))

    def in_turn(self, work: Coroutine[object, object, None]) -> None:
        """Do what is about files behind what was wanted of them before."""
        self.attaching += 1
        self.start(self._take_turn(work), group="attach")

    async def _take_turn(self, work: Coroutine[object, object, None]) -> None:
        try:
            async with self._turn:
                await work
        finally:
            self.attaching -= 1

    async def attach(self, thread: int, paths: Iterable[Path], *, own: bool = False) -> bool:
        """Attach files to the draft of a thread; what cannot be is said, a sentence each.

        Returns:
            Whether all of them are attached.
        """
        refusals = []
        for path in paths:
            try:
                file = await asyncio.to_thread(look_at, self.folder / path.expanduser(), self.intake, own=own)
                await self.draft_files.add(thread, file)
            except CannotAttachError as error:
                refusals.append(str(error))
        self.show_files()
        if refusals:
            self.say(" ".join(refusals), 12.0)
        return not refusals

    async def offer_files(self, typing: Typing) -> None:
        """Offer the files that a word may mean."""
        found = await asyncio.to_thread(self._finder.find, typing.word)
        self.composer.offer(typing, [_offer(one) for one in found])

    @on(Composer.FileTaken)
    def attach_taken(self, event: Composer.FileTaken) -> None:
        self.in_turn(self._attach_taken(self.draft_key, Path(event.path)))

    @on(Composer.PathsPasted)
    def attach_dropped(self, event: Composer.PathsPasted) -> None:
        self.in_turn(self._attach_dropped(self.draft_key, event.text))

    async def _attach_dropped(self, thread: int, text: str) -> None:
        """Attach dropped files; what names none, or names what is attached already, is pasted as text."""
        paths = await asyncio.to_thread(dropped_paths, text)
        attached = {file.path for file in self.draft_files.of(thread)}
        if not paths or all(str(path) in attached for path in paths):
            self.composer.paste(text)
        elif await self.attach(thread, paths):
            self.say("Attached. Paste it again to have the path as text.")

    async def _attach_taken(self, thread: int, path: Path) -> None:
        await self.attach(thread, [path])

    @on(Composer.ImageWanted)
    def paste_anything(self) -> None:
        self.in_turn(self._paste_image(self.draft_key, else_text=True))

    def action_paste_image(self) -> None:
        self.in_turn(self._paste_image(self.draft_key, else_text=False))

    async def _paste_image(self, thread: int, *, else_text: bool) -> None:
        """Attach the image of the system's clipboard; without one, paste the text there."""
        folder = self.setup.pasted_folder
        try:
            if folder is None:
                raise NoImageError("There is no folder for pasted images.")
            path = await asyncio.to_thread(keep_pasted, folder, await clipboard_image())
        except (NoImageError, OSError) as error:
            text = (await clipboard_text() or self.app.clipboard) if else_text else ""
            if text:
                self.composer.paste(text)
            else:
                self.say(str(error), 10.0)
            return
        await self.attach(thread, [path], own=True)

    def action_attach(self) -> None:
        """Begin to name a file; the offers follow by themselves."""
        if not self.composer.text.strip():
            self.composer.replace_all("/attach ")
        else:
            self.composer.insert(" @" if self.composer.text[-1:].strip() else "@")
        self.set_focus(self.composer)

    def action_detach(self) -> None:
        keys = [file.key for file in self.draft_files.of(self.draft_key)]
        self.in_turn(self._remove(self.draft_key, keys))

    @on(AttachmentRow.Unwanted)
    def remove_file(self, event: AttachmentRow.Unwanted) -> None:
        self.in_turn(self._remove(self.draft_key, [event.key]))

    @on(Composer.LastFileUnwanted)
    def remove_last_file(self) -> None:
        if files := self.draft_files.of(self.draft_key):
            self.in_turn(self._remove(self.draft_key, [files[-1].key]))

    async def _remove(self, thread: int, keys: Sequence[int]) -> None:
        await self.draft_files.remove(thread, keys)
        self.show_files()
        if not self.attachment_row.display and self.focused in (None, self.attachment_row):
            self.set_focus(self.composer)

    @on(AttachmentRow.Typed)
    def type_from_row(self, event: AttachmentRow.Typed) -> None:
        self.composer.type_in(event.character)


def _offer(found: FoundFile) -> Offer:
    folder = found.path.endswith("/")
    note = "folder" if folder else size_words(found.size) if found.size is not None else ""
    title = found.path
    if title.startswith(("/", "~", "./", "../")):  # where one is, the composer shows
        title = title.rstrip("/").rpartition("/")[2] + ("/" if folder else "")
    elif len(title) > _LONGEST_TITLE:
        title = f"... {title[4 - _LONGEST_TITLE :]}"
    return Offer(found.path, title, note, open=folder)
