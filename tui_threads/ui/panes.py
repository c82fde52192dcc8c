"""The widgets of the chat screen, made once, and what they are called."""

from __future__ import annotations

from textual.widget import Widget

from tui_threads.chat.connection import ModelOffer
from tui_threads.ui.keymap import Place
from tui_threads.ui.render.glyphs import ASCII, UNICODE
from tui_threads.ui.widgets.answer_card import AnswerCard
from tui_threads.ui.widgets.attachment_row import AttachmentRow
from tui_threads.ui.widgets.completion_popup import CompletionPopup
from tui_threads.ui.widgets.composer import Composer
from tui_threads.ui.widgets.model_card import ModelCard
from tui_threads.ui.widgets.run_pane import RunPane
from tui_threads.ui.widgets.status_line import StatusLine
from tui_threads.ui.widgets.thread_header import ThreadHeader
from tui_threads.ui.widgets.thread_list import ThreadList
from tui_threads.ui.widgets.thread_pane import FilterInput, ThreadPane
from tui_threads.ui.widgets.transcript import Transcript
from tui_threads.ui.widgets.welcome import Welcome


class Panes:
    """What is seen, from left to right and from top to bottom."""

    def __init__(self, *, ascii_only: bool, model_offer: ModelOffer | None) -> None:
        self.side = ThreadPane(ascii_only=ascii_only)
        """The list of threads and its filter."""
        self.header = ThreadHeader()
        self.transcript = Transcript()
        self.transcript.look.glyphs = ASCII if ascii_only else UNICODE
        self.welcome = Welcome()
        self.card = ModelCard(model_offer)
        """The offer to fetch the small model."""
        self.answer_card = AnswerCard()
        """The line that reminds of a run that waits for outputs."""
        self.popup = CompletionPopup(ascii_only=ascii_only)
        self.attachments = AttachmentRow(ascii_only=ascii_only)
        more = "..." if ascii_only else "…"
        self.composer = Composer(self.popup, placeholder=f"Ask anything{more}   @ file   / command")
        self.status = StatusLine(ascii_only=ascii_only)
        self.runs: RunPane | None = None
        """The inspector, while it stands beside the messages."""

    @property
    def in_turn(self) -> list[Widget]:
        """The panes that Tab goes through."""
        return [
            self.composer,
            self.attachments,
            self.card,
            self.welcome,
            self.transcript,
            *([self.runs.runs] if self.runs is not None else []),
            self.side.threads,
        ]

    def page_transcript(self, pages: int) -> None:
        """Scroll the messages up, or down, while the composer has the focus."""
        if pages < 0:
            self.transcript.scroll_page_up()
        else:
            self.transcript.scroll_page_down()


_PLACES: tuple[tuple[type[Widget], Place], ...] = (
    (ThreadList, "threads"),
    (FilterInput, "filter"),
    (AttachmentRow, "attachments"),
    (Welcome, "welcome"),
    (ModelCard, "model"),
    (Transcript, "transcript"),
    (RunPane, "inspector"),
)


def place_of(focused: Widget | None) -> Place:
    """Which pane has the focus, in the words of the key tables."""
    around = [] if focused is None else focused.ancestors_with_self
    found = (place for widget in around for kind, place in _PLACES if isinstance(widget, kind))
    return next(found, "composer")
