"""Who answers: choosing, for good or once, and the assistants themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work

from tui_threads.ui.actions.assistant_editing import AssistantEditing
from tui_threads.ui.actions.model import ModelActions
from tui_threads.ui.actions.run import RunActions
from tui_threads.ui.plain import one_line
from tui_threads.ui.who_answers import assistant_in

if TYPE_CHECKING:
    from tui_threads.ui.dialogs.assistants import InForce, Offered, Pick
    from tui_threads.wire.assistants import Assistant


class AssistantActions(AssistantEditing, RunActions, ModelActions):
    """Answers Ctrl+O and what is chosen there."""

    @work(exclusive=True, group="assistants")
    async def action_pick_assistant(self) -> None:
        """Choose who answers here and in new threads; the list stays until something is chosen."""
        from tui_threads.ui.dialogs.assistants import AssistantPicker

        if self.desk is None:
            self.say("The program is still starting; try again in a moment.")
            return
        cursor: str | None = None
        while True:
            known = self._known()
            picked = await self.app.push_screen_wait(
                AssistantPicker(known, self.what_is_offered, in_force=self._in_force(), cursor=cursor)
            )
            if picked is None or await self._do(picked):
                return
            cursor = picked.assistant.id if picked.assistant else None

    @work(exclusive=True, group="assistants")
    async def action_answer_again_with(self) -> None:
        """Have a question answered once more, by somebody else this once; the earlier reply is kept."""
        from tui_threads.chat.run_overrides import Overrides
        from tui_threads.ui.dialogs.assistants import AssistantPicker

        session = self.session
        key = self.transcript.focused_key if self.focused_place == "transcript" else None
        if key is None and session is not None and session.conversation.keys:
            key = session.conversation.keys[-1]
        if key is None or self.desk is None:
            self.say("There is nothing to answer yet.")
            return
        if self.run_active:
            self.say("A reply is being written; Esc stops it.")
            return
        picked = await self.app.push_screen_wait(
            AssistantPicker(self._known(), self.what_is_offered, in_force=self._in_force(), again=True)
        )
        if picked is not None:
            assistant_id = picked.assistant.id if picked.assistant else None
            self.start(self.regenerate(key, Overrides(assistant_id=assistant_id, model=picked.model)))

    @work(exclusive=True, group="assistants")
    async def action_run_parameters(self) -> None:
        """Change how the runs of this thread are: model, instructions, temperature, budgets."""
        if self.desk is not None:
            await self.edit_parameters()

    def action_drop_once(self) -> None:
        """Let the next message be answered as usual."""
        self.once = None
        self.draw_status()

    def _known(self) -> Offered:
        from tui_threads.wire.models import Model

        assert self.desk is not None
        return list(self.desk.assistants.values()), [Model(id=name) for name in self._models]

    def _in_force(self) -> InForce:
        from tui_threads.ui.dialogs.assistants import InForce

        assert self.desk is not None
        answering = assistant_in(self.desk, self.row, self.session)
        default = self.desk.answerers.assistant_of(None)
        return InForce(
            assistant_id=answering.id if answering else None,
            model=self.desk.answerers.overrides(self.row).model,
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
                self.answered_by_another()
            return True
        if picked.deed == "parameters":
            await self.edit_parameters()
            return True
        if picked.deed == "create":
            await self.edit_assistant(None)
        elif picked.assistant is not None and picked.deed == "edit":
            await self.edit_assistant(picked.assistant)
        elif picked.assistant is not None and picked.deed == "copy":
            await self.copy_assistant(picked.assistant)
        elif picked.assistant is not None:
            await self.delete_assistant(picked.assistant)
        return False

    async def _choose_pick(self, picked: Pick) -> None:
        assert self.desk is not None
        answerers = self.desk.answerers
        answering = assistant_in(self.desk, self.row, self.session)
        kept = answerers.overrides(self.row)
        # A model goes with the assistant it was chosen for; the assistant itself is taken as it is.
        await answerers.choose(self.row, picked.assistant, replace(kept, model=picked.model))
        if picked.assistant is not None and self.row is not None:
            await self.change(self._set_assistant(picked.assistant.id))
        who = picked.assistant or answering
        name = one_line((who.name if who else None) or "The assistant")
        words = f"{name} answers" + (f" with {one_line(picked.model)}" if picked.model else "")
        self.say(f"{words} {'here and ' if self.row else ''}in new threads.")
        self.draw_header()
        self.draw_status()

    async def _set_assistant(self, assistant_id: str) -> None:
        from tui_threads.chat.thread_rows import change_thread, read_thread

        assert self.row is not None
        await self.cache.run(change_thread, self.row.key, assistant_id=assistant_id)
        row = await self.cache.run(read_thread, self.row.key)
        if row is not None:
            self.library.put(row)

    def choose_assistant(self, assistant: Assistant) -> None:
        """Have this one answer here and in new threads."""
        from tui_threads.ui.dialogs.assistants import Pick

        self.start(self._choose_pick(Pick("choose", assistant)))

    def _answer_once(self, picked: Pick) -> None:
        from tui_threads.chat.run_overrides import Overrides

        assistant = picked.assistant
        self.once = Overrides(assistant_id=assistant.id if assistant else None, model=picked.model)
        name = one_line((assistant.name or assistant.id) if assistant else picked.model or "")
        self.once_name = name
        self.say(f"{name} answers your next message, and only that.")
        self.draw_status()
