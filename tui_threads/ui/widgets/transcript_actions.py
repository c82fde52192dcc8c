"""What can be done with the focused entry of a transcript: most of it is only told, as a message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual.message import Message

from tui_threads.ui.render.line import Target
from tui_threads.ui.widgets.transcript_focus import EntryFocus
from tui_threads.ui.widgets.transcript_gallery import FOOT
from tui_threads.ui.widgets.transcript_messages import TranscriptMessages as Told
from tui_threads.ui.widgets.transcript_sheet import Sheet


class EntryActions:
    """Acts on the focused entry of a sheet."""

    def __init__(self, sheet: Sheet, focus: EntryFocus, tell: Callable[[Message], object]) -> None:
        self._sheet = sheet
        self._focus = focus
        self._tell = tell
        self._code_at: tuple[str, int] | None = None

    def unfold(self) -> None:
        """Open the chosen target, or do what the entry offers: go on, try again, send, unfold, fold."""
        from tui_threads.chat.entries import FailureEntry, LocalEntry, MessageEntry, RunEntry

        key, target = self._focus.key, self._focus.target
        if key is None:
            return
        if target is not None:
            self._open(key, target)
            return
        match self._focus.entry:
            case MessageEntry(message=message) if message.status == "incomplete":
                self._tell(Told.ContinueWanted(key))
            case RunEntry(run=run) if run.status == "incomplete":
                self._tell(Told.ContinueWanted(key))
            case LocalEntry(state="waiting"):
                self._tell(Told.SendNowWanted(key))
            case RunEntry() | FailureEntry() | LocalEntry(state="failed"):
                self._tell(Told.RetryWanted(key))
            case _:
                self._toggle(key)

    def raw(self) -> None:
        """Show the text as it came, or drawn again."""
        if (key := self._focus.key) is not None:
            shown = self._sheet.gallery.shown(key)
            self._sheet.gallery.show(key, replace(shown, raw=not shown.raw))
            self._sheet.redraw_entry(key)

    def _toggle(self, key: str) -> None:
        shown = self._sheet.gallery.shown(key)
        self._sheet.gallery.show(key, replace(shown, unfolded=not shown.unfolded))
        self._sheet.redraw_entry(key)

    def copy(self, selected: str | None) -> None:
        """Copy the selected text, or all of the entry where nothing is selected."""
        from tui_threads.ui.render.words import entry_words

        entry = self._focus.entry
        if selected:
            self._tell(Told.Copied(selected, "selection"))
        elif entry is not None:
            self._tell(Told.Copied(entry_words(entry), "message"))

    def copy_code(self) -> None:
        """Copy a code block; again: the next one."""
        key = self._focus.key
        if key is not None:
            at = self._code_at[1] + 1 if self._code_at and self._code_at[0] == key else 0
            self._copy_code(key, at)

    def _copy_code(self, key: str, number: int) -> None:
        from tui_threads.ui.render.words import code_blocks, entry_words

        entry = self._sheet.gallery.entry(key)
        blocks = code_blocks(entry_words(entry)) if entry is not None else []
        if blocks:
            number %= len(blocks)
            self._code_at = (key, number)
            which = f" {number + 1} of {len(blocks)}" if len(blocks) > 1 else ""
            self._tell(Told.Copied(blocks[number], f"code block{which}"))

    def open(self) -> None:
        """Open the only link, citation or image; where there are several, choose the next."""
        key, target = self._focus.key, self._focus.next_target()
        if key is not None and target is not None:
            self._open(key, target)

    def save(self) -> None:
        """Save the chosen file or image, or the first."""
        key, chosen = self._focus.key, self._focus.target
        targets = [hit.target for _, hit in self._focus.targets()]
        files = [target for target in targets if target.kind in ("file", "image", "citation")]
        if key is not None and files:
            self._save(key, chosen if chosen in files else files[0])

    def again(self) -> None:
        """Answer a message again, or try again what failed."""
        from tui_threads.chat.entries import FailureEntry, LocalEntry, RunEntry

        if (key := self._focus.key) is not None:
            retry = isinstance(self._focus.entry, FailureEntry | LocalEntry | RunEntry)
            self._tell(Told.RetryWanted(key) if retry else Told.RegenerateWanted(key))

    def tell(self, name: str) -> None:
        """Tell that something is wanted, by the name of its message."""
        if (key := self._focus.key) is not None:
            self._tell(_WANTED[name](key))

    def click(self, row: int, cell: int, *, opens: bool) -> None:
        """Focus what was clicked, and open it if it can be opened.

        Args:
            row: Of the view.
            cell: Of that row.
            opens: Whether it is to be opened, too.
        """
        found = self._sheet.window.at(row)
        key = self._sheet.stack.keys[found[0]] if found is not None else FOOT
        if found is None or key == FOOT:
            return
        if key != self._focus.key:
            self._focus.take(key)
        lines = self._sheet.gallery.view(key).lines
        if opens and 0 <= found[1] < len(lines):
            target = lines[found[1]].target_at(cell - self._sheet.look.lead)
            if target is not None:
                self._open(key, target)

    def _open(self, key: str, target: Target) -> None:
        from tui_threads.ui.render.images import host_of

        value = target.value
        match target.kind:
            case "link":
                self._tell(Told.LinkOpened(value))
            case "citation":
                self._open_note(key, value)
            case "file":
                self._save(key, target)
            case "image":
                self._tell(Told.ImageOpened(value))
            case "consent":
                self._tell(Told.ImageConsentWanted(value, host_of(value) or ""))
            case "copy":
                self._copy_code(key, int(value))
            case "fold":
                self._toggle(key)
            case "retry":
                self._tell(Told.RetryWanted(key))
            case "continue":
                self._tell(Told.ContinueWanted(key))

    def _open_note(self, key: str, number: str) -> None:
        note = self._sheet.gallery.view(key).notes.get(number)
        if note is None:
            return
        name = self._sheet.gallery.canvas.file_name(note.file_id)
        if note.kind == "file":
            self._tell(Told.FileSaveWanted(note.file_id, note.text.rpartition("/")[2] or name))
        else:
            self._tell(Told.CitationOpened(key, note, name))

    def _save(self, key: str, target: Target) -> None:
        gallery = self._sheet.gallery
        note = gallery.view(key).notes.get(target.value) if target.kind == "citation" else None
        file_id = note.file_id if note is not None else target.value
        proposed = note.text.rpartition("/")[2] if note is not None and note.kind == "file" else ""
        self._tell(Told.FileSaveWanted(file_id, proposed or gallery.canvas.file_name(file_id)))


_WANTED: dict[str, type[Told.EntryAction]] = {
    one.__name__: one
    for one in (
        Told.EditWanted,
        Told.ForkWanted,
        Told.InspectWanted,
        Told.ExportWanted,
        Told.DeleteWanted,
    )
}
