"""The form for the outputs of functions: opened for a run that waits, closed when it waits no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_threads.chat.tool_outputs import DECLINED, ToolOutputs, read_outputs
from tui_threads.ui.call_desk import CallDesk
from tui_threads.ui.output_drafts import OutputDrafts
from tui_threads.ui.questions import Question, calls_of, ending_of, question_of
from tui_threads.ui.stage import Stage
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession
    from tui_threads.ui.dialogs.tool_outputs import Answer, CallDeeds, ToolOutputsDialog
    from tui_threads.wire.runs import Run


class OutputsForm:
    """At most one is open; what is typed in it is kept until it is handed over."""

    def __init__(self, stage: Stage, work: Workspace, call_desk: CallDesk) -> None:
        self._stage = stage
        self._work = work
        self._call_desk = call_desk
        self.drafts = OutputDrafts(work.cache, later=stage.later, on_trouble=stage.say)
        self.offered: set[Question] = set()
        """Questions whose form was open."""
        self._open: tuple[Question, ToolOutputsDialog] | None = None
        self._key = 0
        """The thread of the one that is open."""

    async def ask(self) -> None:
        """Ask for the outputs that the run of the thread that is shown waits for, and hand them over."""
        from tui_threads.ui.dialogs.tool_outputs import ToolOutputsDialog

        session, question = self._work.session, question_of(self._work.session)
        run = session.active_run if session is not None else None
        if session is None or question is None or run is None or self._open is not None:
            return
        drafts = await self._work.cache.run(read_outputs, session.key, run.id)
        wanted = await self._call_desk.wanted(calls_of(run), drafts)
        form = ToolOutputsDialog(wanted, run.expires_at, self._deeds(session, run))
        self._open, self._key = (question, form), session.row.key
        self.offered.add(question)
        try:
            answer = await self._stage.ask(form)
        finally:
            self._open = None
        self.drafts.keep()
        if answer is not None:
            self._take(session, run, answer)

    def _deeds(self, session: ChatSession, run: Run) -> CallDeeds:
        from tui_threads.ui.dialogs.tool_outputs import CallDeeds

        key = session.key
        return CallDeeds(
            typed=lambda call_id, text: self.drafts.note(key, run.id, call_id, text),
            run=self._call_desk.run,
            name_command=self._call_desk.name_command,
        )

    def _take(self, session: ChatSession, run: Run, answer: Answer) -> None:
        if answer.deed == "copy":
            self._stage.copy("\n\n".join(answer.outputs.values()), "text")
            return
        outputs = dict(answer.outputs)
        if answer.deed == "decline":
            outputs = dict.fromkeys(outputs, DECLINED)
        session.answer_tools(ToolOutputs(run.id, outputs))
        if self._work.link.state != "online":
            self._stage.say("The answer is handed over as soon as the server is there.")

    def end_unless(self, question: Question | None) -> None:
        """Close it where its run waits no more, by whomever, or another thread is shown."""
        if self._open is None or self._open[0] == question:
            return
        asked, form = self._open
        sentence = ending_of(self._work.session, asked)
        if form.is_attached:
            # All that stands in it, at once: the session is about to bring it to the prompt history.
            for call_id, text in form.outputs.items():
                self.drafts.note(self._key, asked[0], call_id, text)
            self.drafts.keep()
            form.end(sentence)
            self._stage.say(sentence)
