"""The transcript: a whole conversation in one widget, drawn line by line.

Content gets in by `show` and no other way, and nothing here knows where it comes from. The widget is the
two sides others see: Textual's, which it has from the surface, and the screen's, which is here. What they
ask for is done by parts that share a sheet and know neither the widget nor, but for what they are given,
each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import events
from textual.binding import BindingType

from tui_threads.chat.changes import Change, PhaseChanged, Reset
from tui_threads.ui.keymap import bindings
from tui_threads.ui.widgets.transcript_actions import EntryActions
from tui_threads.ui.widgets.transcript_feed import Feed
from tui_threads.ui.widgets.transcript_find import Finder
from tui_threads.ui.widgets.transcript_focus import EntryFocus
from tui_threads.ui.widgets.transcript_live import LiveStatus
from tui_threads.ui.widgets.transcript_messages import TranscriptMessages
from tui_threads.ui.widgets.transcript_pictures import Pictures
from tui_threads.ui.widgets.transcript_places import Places
from tui_threads.ui.widgets.transcript_surface import TranscriptSurface

if TYPE_CHECKING:
    from tui_threads.chat.conversation import Conversation


class Transcript(TranscriptMessages, TranscriptSurface):
    """Messages, steps and notices of a thread, as it grows."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("transcript")]

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        sheet, tell = self._sheet, self.post_message
        self.pictures = Pictures(sheet, self, tell)
        self.entry_focus = EntryFocus(sheet, lambda: self.has_focus)
        self.places = Places(sheet, self.entry_focus)
        self.finder = Finder(sheet, self.entry_focus, self.places)
        self._live = LiveStatus(sheet, self)
        self._feed = Feed(sheet, self._live, self, lambda: tell(self.OlderWanted()))
        self._actions = EntryActions(sheet, self.entry_focus, tell)
        painter = sheet.painter
        marks = (self.finder, self.places, self.entry_focus, self.selected)
        painter.layers = (self.pictures.terminal, self._live, *marks)
        painter.banner, painter.bar_role = self.finder.banner, self.entry_focus.bar_role
        sheet.settled = (*sheet.settled, self.pictures.ask, self._feed.ask_older)

    @property
    def focused_key(self) -> str | None:
        """The focused entry, or None."""
        return self.entry_focus.key

    @property
    def tokens_per_second(self) -> float | None:
        """The pace of the reply that is being written, or None."""
        return self._live.pace.per_second

    @property
    def place(self) -> str | None:
        """Where the reader is, for `restore`; None where the end is followed."""
        return self.places.place

    def show(self, conversation: Conversation, change: Change) -> None:
        """Draw what a step of a conversation has changed."""
        anew = self._sheet.gallery.conversation is not conversation or Reset() in change.ops
        if anew:
            self._reset(conversation)
        elif self._feed.apply(change) and self.finder.on:
            self.finder.look_again()
        if anew or PhaseChanged() in change.ops:
            self._live.phase_changed()

    def _reset(self, conversation: Conversation) -> None:
        """Show another conversation from its end, or one that was loaded anew where it is read."""
        place = None
        if self._sheet.gallery.conversation is conversation:
            place = self.place
        else:
            self.finder.end()
        self._feed.fill(conversation)
        if place is not None:
            self.restore(place)
        else:
            self._sheet.settle()
        self.finder.look_again()
        if self.has_focus:
            self.entry_focus.take_any()
        self._sheet.repaint()

    def set_names(
        self, *, assistants: Mapping[str, str] | None = None, files: Mapping[str, str] | None = None
    ) -> None:
        """Tell the names of assistants and files by their ids; what is drawn follows."""
        gallery = self._sheet.gallery
        gallery.canvas = replace(
            gallery.canvas,
            assistants={**gallery.canvas.assistants, **(assistants or {})},
            file_names={**gallery.canvas.file_names, **(files or {})},
        )
        self._sheet.redraw()

    def set_image(self, source: str, content: bytes | str) -> None:
        """Give the bytes of an image that was wanted, or one sentence why there are none."""
        self.pictures.set(source, content)

    def allow_hosts(self, hosts: Iterable[str]) -> None:
        """The reader agreed to fetch images from hosts; remembered elsewhere."""
        self.pictures.allow_hosts(hosts)

    def draw_images_as(self, wished: Literal["auto", "kitty", "sixel", "blocks", "text"]) -> str:
        """Choose how images are drawn; one sentence where it is not to be as wished, else nothing."""
        return self.pictures.terminal.draw_as(wished)

    def follow(self) -> None:
        """Go to the end and stay there."""
        self.places.end()

    def scroll_end(self, **options: object) -> None:
        """The end is followed, not only gone to."""
        self.follow()

    def restore(self, place: str | None) -> None:
        """Go to where a reader was; to the end where that is None, not a place, or not loaded."""
        self.places.restore(place)

    def shows(self, key: str) -> bool:
        """Whether the first line of an entry is in view."""
        return self.places.shows(key)

    def mark_unread(self, key: str | None) -> None:
        """Tell from which entry on the reader has not read; None: everything is read."""
        self.places.mark_unread(key)

    def mark_unseen(self, before: str | None) -> None:
        """Tell that the model no longer sees what stands above an entry; None: it sees everything."""
        self.places.mark_unseen(before)

    def reveal(self, message_id: str, words: Sequence[str] = ()) -> bool:
        """Focus a message, scroll to it and mark words as a search does; False where it is not loaded."""
        return self.finder.reveal(message_id, words)

    def on_focus(self) -> None:
        """Something is focused as soon as the transcript is."""
        self.entry_focus.take_any()
        self.entry_focus.repaint()

    def on_blur(self) -> None:
        """The focus mark is shown only where keys go."""
        self.entry_focus.repaint()

    def on_click(self, event: events.Click) -> None:
        """Focus what was clicked, and open it if it can be opened."""
        if event.chain == 1:
            self._actions.click(event.y, event.x, opens=self.text_selection is None)

    def on_key(self, event: events.Key) -> None:
        """Let the search have its keys; pass on what means nothing here."""
        character = event.character if event.is_printable else None
        if self.finder.key(event.key, character):
            event.stop()
            event.prevent_default()
        elif character and event.key not in self.screen.active_bindings:
            event.stop()
            self.post_message(self.PrintableKey(character))

    def action_move(self, step: int) -> None:
        """Focus the next or previous entry."""
        self.entry_focus.move(step)

    def action_first(self) -> None:
        """Go to the first entry."""
        self.places.first()

    def action_last(self) -> None:
        """Go to the end and stay there."""
        self.places.last()

    def action_unread(self) -> None:
        """Go to the first entry that is not read yet."""
        if self.places.unread is not None:
            self.places.jump_to(self.places.unread)

    def action_find(self) -> None:
        """Begin to type what to look for."""
        self.finder.begin()

    def action_find_next(self, step: int) -> None:
        """Go to another hit."""
        self.finder.next(step)

    def action_select(self, lines: int) -> None:
        """Select lines from the focused entry on."""
        if self.focused_key is not None:
            self.selected.extend(self._sheet.stack.index(self.focused_key), lines)

    def action_unfold(self) -> None:
        """Open the chosen target, or do what the entry offers."""
        self._actions.unfold()

    def action_raw(self) -> None:
        """Show the text as it came, or drawn again."""
        self._actions.raw()

    def action_copy(self) -> None:
        """Copy the selection, or all of the focused entry."""
        self._actions.copy(self.screen.get_selected_text() if self.text_selection is not None else None)

    def action_copy_code(self) -> None:
        """Copy a code block of the focused entry; again: the next one."""
        self._actions.copy_code()

    def action_open(self) -> None:
        """Open the only link, citation or image; where there are several, choose the next."""
        self._actions.open()

    def action_save(self) -> None:
        """Save the chosen file or image, or the first."""
        self._actions.save()

    def action_again(self) -> None:
        """Answer a message again, or try again what failed."""
        self._actions.again()

    def action_tell(self, name: str) -> None:
        """Tell that something is wanted of the focused entry."""
        self._actions.tell(name)
