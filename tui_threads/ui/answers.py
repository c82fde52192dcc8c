"""What is done on what the panes tell: the one place where their messages find the parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.message import Message
from textual.widgets import TextArea

from tui_threads.ui.keymap import row
from tui_threads.ui.parts import Parts
from tui_threads.ui.widgets.answer_card import AnswerCard
from tui_threads.ui.widgets.attachment_row import AttachmentRow
from tui_threads.ui.widgets.completion_popup import CompletionPopup
from tui_threads.ui.widgets.composer import Composer
from tui_threads.ui.widgets.middle import Middle
from tui_threads.ui.widgets.model_card import ModelCard
from tui_threads.ui.widgets.run_pane import RunPane
from tui_threads.ui.widgets.status_line import StatusLine
from tui_threads.ui.widgets.thread_list import ThreadList
from tui_threads.ui.widgets.thread_pane import ThreadPane
from tui_threads.ui.widgets.transcript import Transcript
from tui_threads.ui.widgets.welcome import Welcome

_Told = TypeVar("_Told", bound=Message)

Answer = tuple[type[Message], Callable[[Message], None]]


def answers(parts: Parts) -> list[Answer]:
    """Which message is answered how; one that stands here twice is answered twice, in this order."""
    return [
        *_to_the_list(parts),
        *_to_the_transcript(parts),
        *_to_files_of_the_transcript(parts),
        *_to_the_composer(parts),
        *_to_cards(parts),
    ]


def _on(kind: type[_Told], deed: Callable[[_Told], object]) -> Answer:
    def answer(message: Message) -> None:
        assert isinstance(message, kind)
        deed(message)

    return kind, answer


def _to_the_list(parts: Parts) -> list[Answer]:
    return [
        _on(ThreadPane.Filtered, lambda told: parts.rows.filter(told.text)),
        _on(ThreadPane.Dragged, lambda told: parts.layout.drag_list(told.width, done=told.done)),
        _on(ThreadList.Opened, lambda told: parts.opening.open_key(told.key)),
        _on(ThreadList.Wanted, lambda told: parts.rows.do(told.wish, told.key)),
        _on(ThreadList.Typed, lambda told: parts.composing.type_from_elsewhere(told.character)),
        _on(Middle.Turned, lambda told: parts.panes.transcript.scroll_relative(y=told.rows, animate=False)),
        _on(StatusLine.Pressed, lambda told: parts.stage.start(parts.doing.perform, row(told.id))),
    ]


def _to_the_transcript(parts: Parts) -> list[Answer]:
    return [
        _on(Transcript.PrintableKey, lambda told: parts.composing.type_from_elsewhere(told.character)),
        _on(Transcript.OlderWanted, lambda _: parts.runs.read_older()),
        _on(Transcript.Copied, lambda told: parts.stage.copy(told.text, told.what)),
        _on(Transcript.LinkOpened, lambda told: parts.stage.app.open_url(told.url)),
        _on(Transcript.RetryWanted, lambda _: parts.runs.retry()),
        _on(Transcript.ContinueWanted, lambda _: parts.queue.say("Go on where you stopped.")),
        _on(Transcript.SendNowWanted, lambda told: parts.queue.send_at_once(told.key)),
        _on(Transcript.RegenerateWanted, lambda told: parts.messages.answer_again(told.key)),
        _on(Transcript.DeleteWanted, lambda told: parts.messages.drop(told.key)),
        _on(Transcript.EditWanted, lambda told: parts.messages.edit(told.key)),
        _on(Transcript.ForkWanted, lambda told: parts.forks.fork(told.key)),
        _on(Transcript.InspectWanted, lambda told: parts.messages.inspect(told.key)),
        _on(Transcript.ExportWanted, lambda told: parts.messages.export(told.key)),
    ]


def _to_files_of_the_transcript(parts: Parts) -> list[Answer]:
    return [
        _on(Transcript.ImageWanted, lambda told: parts.images.fetch(told.source)),
        _on(Transcript.ImageConsentWanted, lambda told: parts.images.ask_consent(told.host)),
        _on(Transcript.ImageOpened, lambda told: parts.images.open(told.source)),
        _on(Transcript.FileSaveWanted, lambda told: parts.files.save(told.file_id, told.name)),
        _on(Transcript.CitationOpened, parts.files.read_citation),
    ]


def _to_the_composer(parts: Parts) -> list[Answer]:
    composer, work = parts.panes.composer, parts.work
    return [
        _on(TextArea.Changed, lambda told: work.drafts.note(work.draft_key, told.text_area.text)),
        _on(Composer.PageWanted, lambda told: parts.panes.page_transcript(told.pages)),
        _on(Composer.PutBy, lambda told: parts.writing.keep(told.text)),
        _on(Composer.OffersWanted, lambda told: parts.composing.offer(told.typing)),
        _on(CompletionPopup.Taken, lambda told: composer.take(told.offer)),
        _on(Composer.Folded, lambda _: parts.composing.tell_of_fold()),
        _on(Composer.Submitted, lambda told: parts.composing.submit(told.text)),
        _on(Composer.Submitted, lambda _: parts.small_model.point_at_offer()),
        _on(Composer.Nothing, lambda _: parts.tool_calls.open_form()),
        _on(Composer.Nothing, lambda _: parts.composing.send_files_alone()),
        _on(Composer.Nothing, lambda _: parts.small_model.take_offer()),
        _on(Composer.FileTaken, lambda told: parts.attaching.take(told.path)),
        _on(Composer.PathsPasted, lambda told: parts.attaching.drop(told.text)),
        _on(Composer.ImageWanted, lambda _: parts.attaching.paste_image(else_text=True)),
        _on(Composer.LastFileUnwanted, lambda _: parts.attaching.detach_last()),
        _on(AttachmentRow.Unwanted, lambda told: parts.attaching.detach(told.key)),
        _on(AttachmentRow.Typed, lambda told: composer.type_in(told.character)),
    ]


def _to_cards(parts: Parts) -> list[Answer]:
    return [
        _on(Welcome.Typed, lambda told: parts.composing.type_from_elsewhere(told.character)),
        _on(Welcome.Chosen, lambda told: parts.composing.take_example(told.prompt)),
        _on(AnswerCard.Opened, lambda _: parts.tool_calls.open_form()),
        _on(RunPane.Typed, lambda told: parts.composing.type_from_elsewhere(told.character)),
        _on(RunPane.Wanted, lambda told: parts.inspector.go_to(told.message_id)),
        _on(RunPane.Left, lambda _: parts.inspector.put_away()),
        _on(ModelCard.Typed, lambda told: parts.composing.type_from_elsewhere(told.character)),
        _on(ModelCard.FetchWanted, lambda _: parts.small_model.fetch()),
        _on(ModelCard.StopWanted, lambda _: parts.small_model.stop_fetch()),
        _on(ModelCard.ModelChosen, lambda told: parts.small_model.answer_with(told.name)),
        _on(ModelCard.Dismissed, lambda _: parts.small_model.put_card_away()),
    ]
