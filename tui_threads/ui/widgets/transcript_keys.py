"""What the keys of a focused transcript do: each action is told as a message, or changes the view."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType

from tui_threads.ui.keymap import bindings
from tui_threads.ui.render.line import Target
from tui_threads.ui.widgets.transcript_find import FindableSurface
from tui_threads.ui.widgets.transcript_messages import TranscriptMessages

if TYPE_CHECKING:
    from tui_threads.chat.entries import Entry


class KeyedSurface(TranscriptMessages, FindableSurface):
    """A surface whose focused entry obeys keys."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("transcript")]

    _code_at: tuple[str, int] | None = None

    def entry(self) -> Entry | None:
        """The focused entry."""
        conversation, key = self._gallery.conversation, self.focused_key
        return conversation.entry(key) if conversation is not None and key else None

    def action_move(self, step: int) -> None:
        """Focus the next or previous entry."""
        self._move_focus(step)

    def action_first(self) -> None:
        """Go to the first entry."""
        if len(self._stack) > 1:
            self.jump_to(self._stack.keys[0])

    def action_last(self) -> None:
        """Go to the end and stay there."""
        self.follow()
        if len(self._stack) > 1:
            self.focus_entry(self._stack.keys[-2])
            self.follow()

    def action_unread(self) -> None:
        """Go to the first entry that is not read yet."""
        self.jump_to_unread()

    def action_unfold(self) -> None:
        """Open the chosen target, or unfold or fold the entry."""
        key = self.focused_key
        if key is None:
            return
        if self._target is not None:
            self._open(key, self._target[1].target)
        else:
            self._enter(key)

    def _enter(self, key: str) -> None:
        """Do what the entry offers: go on, try again, send; else unfold or fold it."""
        from tui_threads.chat.entries import FailureEntry, LocalEntry, MessageEntry, RunEntry

        match self.entry():
            case MessageEntry(message=message) if message.status == "incomplete":
                self.post_message(self.ContinueWanted(key))
            case RunEntry(run=run):
                goes_on = run.status == "incomplete"
                self.post_message(self.ContinueWanted(key) if goes_on else self.RetryWanted(key))
            case FailureEntry():
                self.post_message(self.RetryWanted(key))
            case LocalEntry(state="waiting"):
                self.post_message(self.SendNowWanted(key))
            case LocalEntry(state="failed"):
                self.post_message(self.RetryWanted(key))
            case _:
                self._toggle(key)

    def action_raw(self) -> None:
        """Show the text as it came, or drawn again."""
        if self.focused_key is not None:
            self._toggle(self.focused_key, raw=True)

    def action_copy(self) -> None:
        """Copy the selection, or all of the focused entry."""
        from tui_threads.ui.render.words import entry_words

        selected = self.screen.get_selected_text() if self.text_selection is not None else None
        entry = self.entry()
        if selected:
            self.post_message(self.Copied(selected, "selection"))
        elif entry is not None:
            self.post_message(self.Copied(entry_words(entry), "message"))

    def action_copy_code(self) -> None:
        """Copy a code block of the focused entry; again: the next one."""
        key = self.focused_key
        if key is not None:
            at = self._code_at[1] + 1 if self._code_at and self._code_at[0] == key else 0
            self._copy_code(key, at)

    def _copy_code(self, key: str, number: int) -> None:
        from tui_threads.ui.render.words import code_blocks, entry_words

        conversation = self._gallery.conversation
        entry = conversation.entry(key) if conversation else None
        blocks = code_blocks(entry_words(entry)) if entry is not None else []
        if blocks:
            number %= len(blocks)
            self._code_at = (key, number)
            which = f" {number + 1} of {len(blocks)}" if len(blocks) > 1 else ""
            self.post_message(self.Copied(blocks[number], f"code block{which}"))

    def action_open(self) -> None:
        """Open the only link, citation or image; where there are several, choose the next."""
        key = self.focused_key
        target = self._next_target(key) if key is not None else None
        if key is not None and target is not None:
            self._open(key, target)

    def action_save(self) -> None:
        """Save the chosen file or image, or the only one."""
        key = self.focused_key
        if key is None:
            return
        files = [
            hit.target for _, hit in self._targets(key) if hit.target.kind in ("file", "image", "citation")
        ]
        chosen = self._target[1].target if self._target is not None else None
        target = chosen if chosen in files else (files[0] if files else None)
        if target is not None:
            self._save(key, target)

    def action_again(self) -> None:
        """Answer a message again, or try again what failed."""
        from tui_threads.chat.entries import FailureEntry, LocalEntry, RunEntry

        key, entry = self.focused_key, self.entry()
        if key is not None:
            retry = isinstance(entry, FailureEntry | LocalEntry | RunEntry)
            self.post_message(self.RetryWanted(key) if retry else self.RegenerateWanted(key))

    def action_tell(self, name: str) -> None:
        """Tell that something is wanted of the focused entry."""
        if self.focused_key is not None:
            self.post_message(_WANTED[name](self.focused_key))

    def action_select(self, lines: int) -> None:
        """Select lines from the focused entry on."""
        if self.focused_key is not None:
            self._extend_selection((self._stack.index(self.focused_key), 0), lines)

    def action_page_up(self) -> None:
        """Back by a page."""
        self.scroll_page_up()

    def action_page_down(self) -> None:
        """On by a page."""
        self.scroll_page_down()

    def on_key(self, event: events.Key) -> None:
        """Let the search have its keys; pass on what means nothing here."""
        if self._search_key(event):
            event.stop()
            event.prevent_default()
        elif event.is_printable and event.character and event.key not in self.screen.active_bindings:
            event.stop()
            self.post_message(self.PrintableKey(event.character))

    def _hints(self, key: str) -> str:
        from tui_threads.chat.entries import FailureEntry, LocalEntry, MessageEntry, RunEntry

        entry = self.entry()
        if isinstance(entry, MessageEntry):
            user = entry.message.role == "user"
            return "y copy  e edit  f fork  i more" if user else "y copy  r regenerate  f fork  i more"
        if isinstance(entry, LocalEntry):
            return "Enter send  e edit  d drop"
        if isinstance(entry, FailureEntry | RunEntry):
            return "r retry  y copy details"
        return f"Enter {'fold' if self._gallery.shown(key).unfolded else 'unfold'}  y copy"

    def _save(self, key: str, target: Target) -> None:
        """Put a file of an entry on the disk."""


_WANTED: dict[str, type[TranscriptMessages.EntryAction]] = {
    one.__name__: one
    for one in (
        TranscriptMessages.EditWanted,
        TranscriptMessages.ForkWanted,
        TranscriptMessages.InspectWanted,
        TranscriptMessages.ExportWanted,
        TranscriptMessages.DeleteWanted,
    )
}
