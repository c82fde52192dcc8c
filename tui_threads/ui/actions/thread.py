"""What can be done with threads: open, begin, rename, pin, archive, delete, and walk through them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine

from textual import work

from tui_threads.chat.cache import CacheError
from tui_threads.chat.changes import EVERYTHING
from tui_threads.chat.library import UNDO_SECONDS
from tui_threads.chat.outbox import Queued, new_queued, read_prompts
from tui_threads.chat.run_overrides import Overrides, enqueue_with
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.chat.titles import title_from
from tui_threads.ui.chat_base import ChatBase
from tui_threads.ui.plain import one_line


class ThreadActions(ChatBase):
    """Actions on the thread that is shown, or on one named by its key."""

    def open_thread(self, row: ThreadRow | None, *, focus: bool = True) -> None:
        """Show a thread, or the empty place where a new one begins."""
        self.drafts.note(self.draft_key, self.composer.text)
        self.row = row
        if self.desk is not None:
            if row is None:
                self.desk.leave()
            else:
                session = self.desk.open(row).session
                self.transcript.show(session.conversation, EVERYTHING)
        self.composer.put(self.drafts.text(self.draft_key))
        self.show_files()
        self.show_whole(self.session)
        self.draw_list()
        if row is not None:
            self.pane.threads.put_cursor(row.key)
            self.start(self.library.read(row.key))
        self.show_title()
        if focus:
            self.set_focus(self.composer)

    def show_title(self) -> None:
        """Let the terminal's title follow the thread."""
        self.app.title = one_line(self.row.title) if self.row and self.row.title else "threads-tui"

    def send(self, text: str) -> None:
        """Put a message into the thread that is shown; a new thread begins with it."""
        draft = self.draft_key
        files = self.draft_files.of(draft)
        if self.row is None:
            try:
                self.row = self.library.begin(title_from(text) or (files[0].name if files else ""))
            except CacheError as error:  # what was typed stays in the composer
                self.say(str(error))
                return
            self.drafts.moved(draft)
        self.composer.put("")
        self.transcript.follow()
        self.show_title()
        once, self.once = self.once, None
        self.start(self._queue(new_queued(self.row.key, text, files), draft, once))
        self.draft_files.moved(draft)
        self.show_files()
        if self.session is None and self.desk is not None:
            self.open_thread(self.row)

    async def _queue(self, queued: Queued, draft: int, once: Overrides | None) -> None:
        try:
            await self.cache.run(enqueue_with, self.setup.endpoint.profile, queued, draft, once)
        except CacheError:
            self.composer.put("\n".join(filter(None, [queued.text, self.composer.text])))
            self.once = once
            self.draft_files.forget(draft)
            self.show_files()
            raise
        self.composer.set_prompts(await self.cache.run(read_prompts))
        if self.desk is not None and (session := self.desk.session(queued.thread)) is not None:
            session.take(queued)
            await session.read_row()

    def action_new_thread(self) -> None:
        self.open_thread(None)

    def action_next_thread(self, by: int) -> None:
        """Open the thread below or above in the list."""
        rows = self.library.shown(self.filter_text, archived=self.with_archived)
        at = next(
            (i for i, row in enumerate(rows) if self.row and row.key == self.row.key), -by if by > 0 else 0
        )
        if rows and 0 <= at + by < len(rows):
            self.open_thread(rows[at + by], focus=False)

    def open_key(self, key: int) -> None:
        if (row := self.library.row(key)) is not None:
            self.remove_class("-list")
            self.open_thread(row)

    @work
    async def rename(self, key: int) -> None:
        """Ask for a title and keep it."""
        from tui_threads.ui.dialogs.rename import RenameDialog

        row = self.library.row(key)
        if row is None:
            return
        title = await self.app.push_screen_wait(RenameDialog(row.title))
        if title:
            await self.change(self.library.rename(key, title))

    async def change(self, work: Coroutine[object, object, None]) -> None:
        """Do something to a row, then let the server know and draw it."""
        await self._guarded(work)
        if self.sync is not None:
            self.sync.changed()
        if self.row is not None:
            self.row = self.library.row(self.row.key) or self.row
        if self.session is not None:
            await self.session.read_row()
        self.draw_header()
        self.show_title()

    def action_rename_thread(self) -> None:
        self._with_row(self.rename)

    def action_pin_thread(self) -> None:
        self._with_row(self.pin)

    def action_archive_thread(self) -> None:
        self._with_row(self.archive)

    def action_delete_thread(self) -> None:
        self._with_row(self.delete)

    def action_undo_delete(self) -> None:
        self.start(self._undo())

    def action_toggle_archived(self) -> None:
        self.with_archived = not self.with_archived
        self.draw_list()
        self.say("Archived threads are shown." if self.with_archived else "Archived threads are hidden.")

    def _with_row(self, deed: Callable[[int], object]) -> None:
        """Do something with the thread that is shown."""
        if self.row is None:
            self.say("This thread is not begun yet; say something first.")
        else:
            deed(self.row.key)

    def pin(self, key: int) -> None:
        self.start(self.change(self.library.pin(key)))

    def archive(self, key: int) -> None:
        row = self.library.row(key)
        self.start(self.change(self.library.archive(key)))
        if row is not None:
            self.say(
                f"“{one_line(row.title)}” is back."
                if row.archived
                else f"“{one_line(row.title)}” is archived."
            )

    def delete(self, key: int) -> None:
        """Take a thread away; it can be brought back for a while."""
        row = self.library.row(key)
        if row is None:
            return
        if self.row is not None and self.row.key == key:
            self.open_thread(None, focus=False)
        if self.desk is not None:
            self.desk.forget(key)
        self.start(self.library.delete(key))
        self.say(f"“{one_line(row.title)}” is deleted. u in the list brings it back.", UNDO_SECONDS)
        if self.sync is not None:
            self.set_timer(UNDO_SECONDS + 0.2, self.sync.changed)

    async def _undo(self) -> None:
        row = await self.library.undo_delete()
        self.say(f"“{one_line(row.title)}” is back." if row else "There is nothing to bring back.")
