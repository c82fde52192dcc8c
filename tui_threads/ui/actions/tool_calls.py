"""Runs that ask for the outputs of functions: the line that reminds of it, and remembered commands."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tui_threads.chat.changes import Change
from tui_threads.chat.thread_rows import ThreadRow
from tui_threads.chat.tool_outputs import ToolOutputs, waiting_threads, write_outputs
from tui_threads.ui.actions.opening import Opening
from tui_threads.ui.actions.outputs_form import OutputsForm
from tui_threads.ui.actions.run_news import RunNews
from tui_threads.ui.actions.writing import Writing
from tui_threads.ui.ages import time_left
from tui_threads.ui.call_desk import CallDesk
from tui_threads.ui.drawing import Drawing
from tui_threads.ui.following import Follower
from tui_threads.ui.panes import Panes
from tui_threads.ui.questions import Question, calls_of, functions_of, question_of
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession

_OTHERS_SECONDS = 3.0
"""A run that another program began is answered by that program, if it does so at once."""


class ToolCalls(Follower):
    """Answers what a run asks for, with the user or with what the user has allowed for good."""

    def __init__(
        self,
        stage: Stage,
        work: Workspace,
        panes: Panes,
        drawing: Drawing,
        *,
        opening: Opening,
        writing: Writing,
        news: RunNews,
        call_desk: CallDesk,
        form: OutputsForm,
    ) -> None:
        self.stage = stage
        self._work = work
        self._panes = panes
        self._drawing = drawing
        self._opening = opening
        self._writing = writing
        self._news = news
        self._call_desk = call_desk
        self._form = form
        self._tried: dict[Question, float] = {}
        """When each question was met, on the monotonic clock; its commands were run then, where they may."""
        self._come_back_to: set[str] = set()
        """Runs whose question was left open before."""
        self._carrying_out: set[Question] = set()
        self._words_kept: dict[int, int] = {}
        """How often words typed for a question that is gone have come to the prompt history, by thread."""

    async def come_back(self) -> None:
        """At the start: open the thread whose question was left open, if nothing else is wanted."""
        waiting = await self._work.cache.run(waiting_threads, self._work.profile, time.time())
        if waiting and self._work.row is None and not self._panes.composer.text:
            self._come_back_to.add(waiting[0].run_id)
            self._opening.open_key(waiting[0].key)

    def opened(self, row: ThreadRow | None) -> None:
        self._form.end_unless(question_of(self._work.session))
        self.look()

    def changed(self, session: ChatSession, change: Change) -> None:
        if session is self._work.session:
            self.opened(session.row)
        if session.words_kept != self._words_kept.get(session.row.key, 0):
            self._words_kept[session.row.key] = session.words_kept
            self.stage.start(self._writing.recall)
        if (question := question_of(session)) is not None:
            self._attend(session, question)

    def look(self) -> None:
        """Remind of the question of the thread that is shown, and how long it waits still."""
        if not self.stage.is_up:
            return  # the app is leaving
        session, question = self._work.session, question_of(self._work.session)
        run = session.active_run if session is not None else None
        self._panes.composer.set_class(question is not None, "-asked")
        if session is None or run is None or question is None:
            self._panes.answer_card.show((), "")
            return
        words = "its command runs" if question in self._carrying_out else ""
        if not words and run.expires_at is not None:
            words = time_left(run.expires_at - time.time())
        self._panes.answer_card.show(functions_of(run), words)
        self._attend(session, question)

    def _attend(self, session: ChatSession, question: Question) -> None:
        """A run waits: run what may be run unasked, else open the form, once."""
        if not self.stage.is_up:
            return  # the app is leaving
        if question not in self._tried:
            self._tried[question] = time.monotonic()
            self._carrying_out.add(question)
            self.stage.start(self._try_commands, session, question)
        elif (
            session is self._work.session
            and question not in self._form.offered | self._carrying_out
            and (self._is_ours(session, question) or self._is_left(question))
            and len(self.stage.app.screen_stack) == 1
            and not self._panes.composer.text
        ):
            self._form.offered.add(question)
            self.answer()

    def _is_ours(self, session: ChatSession, question: Question) -> bool:
        """Whether it is for this app to answer."""
        return question[0] == session.begun_here or question[0] in self._come_back_to

    def _is_left(self, question: Question) -> bool:
        """Whether the program that began the run has let its question lie for a while."""
        return time.monotonic() - self._tried[question] > _OTHERS_SECONDS

    async def _try_commands(self, session: ChatSession, question: Question) -> None:
        """Only the app that began the run does this by itself: another may look at the same thread."""
        run = session.active_run
        if run is None or question_of(session) != question:
            self._carrying_out.discard(question)
            return
        outputs: dict[str, str] = {}
        failed = False
        if session.begun_here == run.id:
            for call in calls_of(run):
                result = await self._call_desk.run_unasked(call)
                if result is not None:
                    outputs[call.id] = result.output
                    failed = failed or not result.succeeded
        self._carrying_out.discard(question)
        await self._work.cache.run(write_outputs, session.key, run.id, outputs)
        if outputs and len(outputs) == len(question[1]) and not failed and question_of(session) == question:
            session.answer_tools(ToolOutputs(run.id, outputs))
            self.stage.say(f"{', '.join(functions_of(run))}: answered by the remembered command.")
        elif question_of(session) == question:
            if self._is_ours(session, question):
                self._news.tell(session, f"{functions_of(run)[0]} waits for its output")
            self._attend(session, question)

    def open_form(self) -> None:
        """A click on the line, and Enter with nothing to send."""
        if question_of(self._work.session) is not None:
            self.answer()

    @worker("form", exclusive=True)
    async def answer(self) -> None:
        """The form for the run of this thread, else the thread where one waits."""
        if question_of(self._work.session) is None:
            await self._go_to_question()
        else:
            await self._form.ask()
            self._drawing.show_status()
            self.look()

    async def _go_to_question(self) -> None:
        waiting = await self._work.cache.run(waiting_threads, self._work.profile, time.time())
        if waiting and waiting[0].key != self._work.key:
            self._form.offered.clear()
            self._come_back_to.add(waiting[0].run_id)
            self._opening.open_key(waiting[0].key)
        else:
            self.stage.say("No run waits for an answer.")
