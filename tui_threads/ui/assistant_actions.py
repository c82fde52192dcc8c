"""Who answers: choosing, for good or once, and the assistants themselves."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import work

from tui_threads.ui.fork_actions import ForkActions
from tui_threads.ui.plain import one_line
from tui_threads.ui.run_actions import RunActions
from tui_threads.ui.who_answers import assistant_in

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.ui.dialogs.assistants import InForce, Offered, Pick
    from tui_threads.ui.dialogs.form import Values
    from tui_threads.wire.assistants import Assistant

    AssistantWork = Callable[[ThreadsClient], Coroutine[object, object, Assistant]]


class AssistantActions(ForkActions, RunActions):
    """Answers Ctrl+O and what is chosen there."""

    _models: tuple[str, ...] = ()
    """Names of models as the server last offered them."""

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
                AssistantPicker(known, self._what_is_offered, in_force=self._in_force(), cursor=cursor)
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
            AssistantPicker(self._known(), self._what_is_offered, in_force=self._in_force(), again=True)
        )
        if picked is not None:
            assistant_id = picked.assistant.id if picked.assistant else None
            self.start(self.regenerate(key, Overrides(assistant_id=assistant_id, model=picked.model)))

    @work(exclusive=True, group="assistants")
    async def action_run_parameters(self) -> None:
        """Change how the runs of this thread are: model, instructions, temperature, budgets."""
        if self.desk is not None:
            await self._edit_parameters()

    def action_drop_once(self) -> None:
        """Let the next message be answered as usual."""
        self.once = None
        self.draw_status()

    def _known(self) -> Offered:
        from tui_threads.wire.models import Model

        assert self.desk is not None
        return list(self.desk.assistants.values()), [Model(id=name) for name in self._models]

    async def _what_is_offered(self) -> Offered | str:
        """What the server has, or a sentence."""
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.assistants import all_assistants, all_models
        from tui_threads.chat.trouble import trouble_of

        if self.link.state == "offline":
            return f"The server is away: {self.link.sentence}"
        try:
            assistants = await self.link.call(all_assistants)
            models = await self.link.call(all_models)
        except ApiError as error:
            return trouble_of(error).sentence
        assert self.desk is not None
        for assistant in assistants:
            self.desk.answerers.note(assistant)
        self._models = tuple(model.id for model in models)
        self.draw_header()
        return assistants, models

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
        if picked.deed == "choose":
            await self._choose_pick(picked)
            return True
        if picked.deed == "once":
            self._answer_once(picked)
            return True
        if picked.deed == "parameters":
            await self._edit_parameters()
            return True
        if picked.deed == "create":
            await self._edit(None)
        elif picked.assistant is not None and picked.deed == "edit":
            await self._edit(picked.assistant)
        elif picked.assistant is not None and picked.deed == "copy":
            await self._copy(picked.assistant)
        elif picked.assistant is not None:
            await self._delete(picked.assistant)
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

    def _answer_once(self, picked: Pick) -> None:
        from tui_threads.chat.run_overrides import Overrides

        assistant = picked.assistant
        self.once = Overrides(assistant_id=assistant.id if assistant else None, model=picked.model)
        name = one_line((assistant.name or assistant.id) if assistant else picked.model or "")
        self.once_name = name
        self.say(f"{name} answers your next message, and only that.")
        self.draw_status()

    async def _edit_parameters(self) -> None:
        from tui_threads.chat.run_form import overrides_of, written_overrides
        from tui_threads.ui.dialogs.assistant_editor import ParametersDialog

        assert self.desk is not None
        answerers, row = self.desk.answerers, self.row

        async def submit(values: Values) -> Values:
            from tui_threads.chat.form_values import FormError

            try:
                await answerers.set_overrides(row, overrides_of(values))
            except FormError as error:
                return error.complaints
            return {}

        heading = "How runs of this thread are" if row else "How runs of new threads are"
        values = written_overrides(answerers.overrides(row))
        if await self.app.push_screen_wait(
            ParametersDialog(heading, values, await self._model_names(), submit)
        ):
            self.draw_header()
            self.say("The next run is as you said.")

    async def _model_names(self) -> Sequence[str]:
        """Names of models to complete to, asked for once."""
        if not self._models and self.link.state == "online":
            await self._what_is_offered()
        return self._models

    async def _edit(self, assistant: Assistant | None) -> None:
        from tui_threads.chat.assistant_form import written
        from tui_threads.chat.assistants import change, create
        from tui_threads.ui.dialogs.assistant_editor import AssistantEditor

        async def submit(values: Values) -> Values:
            if assistant is None:
                return await self._try(partial(create, values=values), "is there")
            return await self._try(partial(change, assistant=assistant, values=values), "is changed")

        values = written(assistant, self.setup.endpoint.model)
        heading = f"Edit {assistant.name or assistant.id}" if assistant else "New assistant"
        await self.app.push_screen_wait(AssistantEditor(heading, values, await self._model_names(), submit))

    async def _copy(self, assistant: Assistant) -> None:
        from tui_threads.chat.assistants import copy

        complaints = await self._try(partial(copy, assistant=assistant), "is there")
        if complaints:
            self.say(" ".join(complaints.values()))

    async def _delete(self, assistant: Assistant) -> None:
        from tui_threads.api.errors import ApiError, NotFoundError
        from tui_threads.ui.dialogs.confirm import ConfirmDialog

        name = one_line(assistant.name or assistant.id)
        question = f"Delete “{name}” from the server? Threads and messages stay."
        if not await self.app.push_screen_wait(ConfirmDialog(question, "Delete")):
            return
        try:
            await self.link.call(lambda client: _deleted(client, assistant.id))
        except NotFoundError:
            self.say(f"“{name}” was deleted already.")
        except ApiError as error:
            self.say(error.message)
            return
        assert self.desk is not None
        self.desk.answerers.forget(assistant.id)
        self.draw_header()
        self.say(f"“{name}” is deleted.")

    async def _try(self, work: AssistantWork, done: str) -> Values:
        """Do something to an assistant; what is wrong by field, nothing when it is done."""
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.form_values import FormError

        if self.link.state == "offline":
            return {
                "": f"The server is away: {self.link.sentence} What you wrote stays here; ^S tries again."
            }
        try:
            assistant = await self.link.call(work)
        except FormError as error:
            return error.complaints
        except ApiError as error:
            return {"": error.message}
        assert self.desk is not None
        self.desk.answerers.note(assistant)
        self.draw_header()
        self.say(f"“{one_line(assistant.name or assistant.id)}” {done}.")
        return {}


async def _deleted(client: ThreadsClient, assistant_id: str) -> None:
    await client.assistants.delete(assistant_id)
