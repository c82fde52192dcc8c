"""Who answers: choosing, for good or once, and the assistants themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui_threads.ui.actions.assistant_editing import AssistantEditing
from tui_threads.ui.actions.forks import Forks
from tui_threads.ui.actions.model_card import SmallModel
from tui_threads.ui.drawing import Drawing
from tui_threads.ui.panes import Panes
from tui_threads.ui.plain import one_line
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.who_answers import assistant_in
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.ui.dialogs.assistants import InForce, Offered, Pick
    from tui_threads.wire.assistants import Assistant


class Assistants:
    """Answers Ctrl+O and what is chosen there."""

    def __init__(
        self,
        stage: Stage,
        work: Workspace,
        panes: Panes,
        drawing: Drawing,
        *,
        forks: Forks,
        small_model: SmallModel,
    ) -> None:
        self.stage = stage
        self._work = work
        self._transcript = panes.transcript
        self._drawing = drawing
        self._forks = forks
        self._small_model = small_model
        self.editing = AssistantEditing(stage, work, drawing)

    @worker("assistants", exclusive=True)
    async def pick(self) -> None:
        """Choose who answers here and in new threads; the list stays until something is chosen."""
        from tui_threads.ui.dialogs.assistants import AssistantPicker

        if self._work.desk is None:
            self.stage.say("The program is still starting; try again in a moment.")
            return
        cursor: str | None = None
        while True:
            known = self._known()
            picked = await self.stage.ask(
                AssistantPicker(known, self.editing.what_is_offered, in_force=self._in_force(), cursor=cursor)
            )
            if picked is None or await self._do(picked):
                return
            cursor = picked.assistant.id if picked.assistant else None

    @worker("assistants", exclusive=True)
    async def answer_again(self) -> None:
        """Have a question answered once more, by somebody else this once; the earlier reply is kept."""
        from tui_threads.chat.run_overrides import Overrides
        from tui_threads.ui.dialogs.assistants import AssistantPicker

        session = self._work.session
        key = self._transcript.focused_key if self.stage.focused is self._transcript else None
        if key is None and session is not None and session.conversation.keys:
            key = session.conversation.keys[-1]
        if key is None or self._work.desk is None:
            self.stage.say("There is nothing to answer yet.")
            return
        if self._work.run_active:
            self.stage.say("A reply is being written; Esc stops it.")
            return
        picked = await self.stage.ask(
            AssistantPicker(
                self._known(), self.editing.what_is_offered, in_force=self._in_force(), again=True
            )
        )
        if picked is not None:
            assistant_id = picked.assistant.id if picked.assistant else None
            self._forks.regenerate(key, Overrides(assistant_id=assistant_id, model=picked.model))

    @worker("assistants", exclusive=True)
    async def parameters(self) -> None:
        """Change how the runs of this thread are: model, instructions, temperature, budgets."""
        if self._work.desk is not None:
            await self.editing.edit_parameters()

    def _known(self) -> Offered:
        from tui_threads.wire.models import Model

        assert self._work.desk is not None
        return list(self._work.desk.assistants.values()), [Model(id=name) for name in self.editing.models]

    def _in_force(self) -> InForce:
        from tui_threads.ui.dialogs.assistants import InForce

        assert self._work.desk is not None
        answering = assistant_in(self._work.desk, self._work.row, self._work.session)
        default = self._work.desk.answerers.assistant_of(None)
        return InForce(
            assistant_id=answering.id if answering else None,
            model=self._work.desk.answerers.overrides(self._work.row).model,
            new_threads=default.id if default else None,
        )

    async def _do(self, picked: Pick) -> bool:
        """Do what was picked; whether the list may close."""
        if picked.deed in ("choose", "once"):
            if picked.deed == "choose":
                await self._choose_pick(picked)
            else:
                self._answer_once(picked)
            if picked.model is not None:
                self._small_model.answered_by_another()
            return True
        if picked.deed == "parameters":
            await self.editing.edit_parameters()
            return True
        if picked.deed == "create":
            await self.editing.edit(None)
        elif picked.assistant is not None and picked.deed == "edit":
            await self.editing.edit(picked.assistant)
        elif picked.assistant is not None and picked.deed == "copy":
            await self.editing.copy(picked.assistant)
        elif picked.assistant is not None:
            await self.editing.delete(picked.assistant)
        return False

    async def _choose_pick(self, picked: Pick) -> None:
        assert self._work.desk is not None
        answerers = self._work.desk.answerers
        answering = assistant_in(self._work.desk, self._work.row, self._work.session)
        kept = answerers.overrides(self._work.row)
        # A model goes with the assistant it was chosen for; the assistant itself is taken as it is.
        await answerers.choose(self._work.row, picked.assistant, replace(kept, model=picked.model))
        if picked.assistant is not None and self._work.key is not None:
            await self._work.library.change(self._work.key, assistant_id=picked.assistant.id)
        who = picked.assistant or answering
        name = one_line((who.name if who else None) or "The assistant")
        words = f"{name} answers" + (f" with {one_line(picked.model)}" if picked.model else "")
        self.stage.say(f"{words} {'here and ' if self._work.row else ''}in new threads.")
        self._drawing.show_header()
        self._drawing.show_status()

    @worker("work")
    async def choose(self, assistant: Assistant) -> None:
        """Have this one answer here and in new threads."""
        from tui_threads.ui.dialogs.assistants import Pick

        await self._choose_pick(Pick("choose", assistant))

    def _answer_once(self, picked: Pick) -> None:
        from tui_threads.chat.run_overrides import Overrides

        assistant = picked.assistant
        self._work.once = Overrides(assistant_id=assistant.id if assistant else None, model=picked.model)
        name = one_line((assistant.name or assistant.id) if assistant else picked.model or "")
        self._work.once_name = name
        self.stage.say(f"{name} answers your next message, and only that.")
        self._drawing.show_status()
