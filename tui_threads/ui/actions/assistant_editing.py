"""Assistants made, changed, copied and deleted from within the app, and the parameters of runs."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING

from tui_threads.ui.drawing import Drawing
from tui_threads.ui.plain import one_line
from tui_threads.ui.stage import Stage
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.ui.dialogs.assistants import Offered
    from tui_threads.ui.dialogs.form import FormDialog, Values
    from tui_threads.wire.assistants import Assistant

    AssistantWork = Callable[[ThreadsClient], Coroutine[object, object, Assistant]]


class AssistantEditing:
    """Forms over the assistants of the server; what is typed in them stays until it is taken."""

    def __init__(self, stage: Stage, work: Workspace, drawing: Drawing) -> None:
        self._stage = stage
        self._work = work
        self._drawing = drawing
        self.models: tuple[str, ...] = ()
        """Names of models as the server last offered them."""

    async def what_is_offered(self) -> Offered | str:
        """What the server has, or a sentence."""
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.assistants import all_assistants, all_models
        from tui_threads.chat.trouble import trouble_of

        if self._work.link.state == "offline":
            return f"The server is away: {self._work.link.sentence}"
        try:
            assistants = await self._work.link.call(all_assistants)
            models = await self._work.link.call(all_models)
        except ApiError as error:
            return trouble_of(error).sentence
        assert self._work.desk is not None
        for assistant in assistants:
            self._work.desk.answerers.note(assistant)
        self.models = tuple(model.id for model in models)
        self._drawing.show_header()
        return assistants, models

    async def edit_parameters(self) -> None:
        """Change how the runs of the thread are, or of new threads."""
        from tui_threads.chat.run_form import overrides_of, written_overrides
        from tui_threads.chat.run_overrides import words_of
        from tui_threads.ui.dialogs.assistant_editor import ParametersDialog

        assert self._work.desk is not None
        answerers, row = self._work.desk.answerers, self._work.row

        async def submit(values: Values) -> Values:
            from tui_threads.chat.form_values import FormError

            try:
                await answerers.set_overrides(row, overrides_of(values))
            except FormError as error:
                return error.complaints
            return {}

        heading = "Run parameters of this thread" if row else "Run parameters of new threads"
        values = written_overrides(answerers.overrides(row))
        if await self._ask(ParametersDialog(heading, values, self.models, submit)):
            self._drawing.show_header()
            said = words_of(answerers.overrides(row))
            self._stage.say(
                f"From the next run on: {said}." if said else "Runs are as the assistant has them."
            )

    async def _ask(self, form: FormDialog) -> Values | None:
        """Show a form with a model in it; it does not wait for the names to complete that to."""
        if not self.models and self._work.link.state == "online":
            self._stage.start(self._name_models, form)
        return await self._stage.ask(form)

    async def _name_models(self, form: FormDialog) -> None:
        await self.what_is_offered()
        await form.opened()
        if form.is_attached:
            form.complete("model", self.models)

    async def edit(self, assistant: Assistant | None) -> None:
        """Change an assistant, or make one."""
        from tui_threads.chat.assistant_form import written
        from tui_threads.chat.assistants import change, create
        from tui_threads.ui.dialogs.assistant_editor import AssistantEditor

        async def submit(values: Values) -> Values:
            if assistant is None:
                return await self._try(partial(create, values=values), "is there")
            return await self._try(partial(change, assistant=assistant, values=values), "is changed")

        values = written(assistant, self._work.setup.endpoint.model)
        heading = f"Edit {assistant.name or assistant.id}" if assistant else "New assistant"
        await self._ask(AssistantEditor(heading, values, self.models, submit))

    async def copy(self, assistant: Assistant) -> None:
        """Make another one like it."""
        from tui_threads.chat.assistants import copy

        complaints = await self._try(partial(copy, assistant=assistant), "is there")
        if complaints:
            self._stage.say(" ".join(complaints.values()))

    async def delete(self, assistant: Assistant) -> None:
        """Delete an assistant from the server, if the user is sure."""
        from tui_threads.api.errors import ApiError, NotFoundError
        from tui_threads.ui.dialogs.confirm import ConfirmDialog

        name = one_line(assistant.name or assistant.id)
        question = f"Delete “{name}” from the server? Threads and messages stay."
        if not await self._stage.ask(ConfirmDialog(question, "Delete")):
            return
        try:
            await self._work.link.call(lambda client: _deleted(client, assistant.id))
        except NotFoundError:
            self._stage.say(f"“{name}” was deleted already.")
        except ApiError as error:
            self._stage.say(error.message)
            return
        assert self._work.desk is not None
        self._work.desk.answerers.forget(assistant.id)
        self._drawing.show_header()
        self._stage.say(f"“{name}” is deleted.")

    async def _try(self, work: AssistantWork, done: str) -> Values:
        """Do something to an assistant; what is wrong by field, nothing when it is done."""
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.form_values import FormError

        if self._work.link.state == "offline":
            away = f"The server is away: {self._work.link.sentence}"
            return {"": f"{away} What you wrote stays here; ^S tries again."}
        try:
            assistant = await self._work.link.call(work)
        except FormError as error:
            return error.complaints
        except ApiError as error:
            return {"": error.message}
        assert self._work.desk is not None
        self._work.desk.answerers.note(assistant)
        self._drawing.show_header()
        self._stage.say(f"“{one_line(assistant.name or assistant.id)}” {done}.")
        return {}


async def _deleted(client: ThreadsClient, assistant_id: str) -> None:
    await client.assistants.delete(assistant_id)
