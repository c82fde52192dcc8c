"""Choosing who answers: the assistants of the server, below them the models it offers."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import work
from textual.binding import BindingType

from tui_threads.ui.dialogs.picker import Choice, PickerDialog
from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import one_line

if TYPE_CHECKING:
    from tui_threads.wire.assistants import Assistant
    from tui_threads.wire.models import Model

Deed = Literal["choose", "once", "create", "edit", "copy", "delete", "parameters"]

Offered = tuple["Sequence[Assistant]", "Sequence[Model]"]
"""What a server has to choose from."""


@dataclass(frozen=True, slots=True)
class Pick:
    """What is to be done, and with what: an assistant, a model, or neither."""

    deed: Deed
    assistant: Assistant | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """Who answers now, so that the list can say it."""

    assistant_id: str | None = None
    model: str | None = None
    """A model chosen in the place of the assistant's."""
    new_threads: str | None = None
    """Id of the assistant that answers in new threads."""


class AssistantPicker(PickerDialog[Pick]):
    """Gives what was chosen and what is to be done with it.

    What is known is shown at once; what the server says takes its place when it comes.
    """

    HEADING = "Who answers"
    SIZE = "large"
    PLACEHOLDER = "type to filter assistants and models"
    PLACE = "assistants"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("assistants")]

    def __init__(
        self,
        known: Offered,
        ask: Callable[[], Coroutine[object, object, Offered | str]],
        *,
        in_force: InForce,
        again: bool = False,
        cursor: str | None = None,
    ) -> None:
        """`ask` gives what the server has, or a sentence; `again` asks who answers once more, only once.

        Args:
            cursor: Id of the assistant to begin at.
        """
        self._in_force = in_force
        self._cursor = cursor
        self._again = again
        self._ask = ask
        super().__init__(self._listed(known), heading="Answer again with" if again else "")

    def on_mount(self) -> None:
        if self._again:
            self.show_hints((("Enter", "answer again, this once"), ("dialog.leave", "leave")))
        else:
            self.show_hints(
                (
                    ("Enter", "choose"),
                    ("assistants.once", "once"),
                    ("assistants.new", "new"),
                    ("assistants.edit", "edit"),
                    ("assistants.delete", "delete"),
                    ("dialog.leave", "leave"),
                )
            )
        self.look()

    @work(exclusive=True, group="look")
    async def look(self) -> None:
        """Ask the server what there is."""
        self.show_aside("asking the server")
        answer = await self._ask()
        if isinstance(answer, str):
            self.show_problem(answer)
            self.show_aside("")
            return
        at = self.highlighted
        if at is not None and at.value.assistant is not None:
            self._cursor = at.value.assistant.id
        self.set_choices(self._listed(answer))
        assistants, models = answer
        self.show_aside(f"{_count(assistants, 'assistant')} · {_count(models, 'model')}")

    def _listed(self, offered: Offered) -> list[Choice[Pick]]:
        from tui_threads.chat.assistants import provider_of

        assistants, models = offered
        choices = [self._assistant(one) for one in assistants]
        by_provider = sorted(models, key=lambda model: (provider_of(model), model.id))
        return choices + [self._model(model, provider_of(model)) for model in by_provider]

    def _assistant(self, assistant: Assistant) -> Choice[Pick]:
        from tui_threads.chat.assistants import first_line

        force = self._in_force
        here = assistant.id == force.assistant_id
        model = force.model if here and force.model else assistant.model
        said = [
            "answers here" if here else "",
            "new threads" if assistant.id == force.new_threads and not here else "",
            model.removeprefix("local/"),
        ]
        return Choice(
            Pick("choose", assistant=assistant),
            assistant.name or assistant.id,
            note=" · ".join(one_line(word) for word in said if word),
            detail=first_line(assistant),
            group="Assistants",
            current=assistant.id == (self._cursor or force.assistant_id),
        )

    def _model(self, model: Model, provider: str) -> Choice[Pick]:
        note = "answers here" if model.id == self._in_force.model else ""
        return Choice(
            Pick("choose", model=model.id),
            model.id,
            note=note,
            group=f"Models · {one_line(provider) or 'of the server'}",
        )

    def action_do(self, deed: Deed) -> None:
        """Leave with something else than a choice."""
        if not self._again:
            self.after_typing(self._do, deed)

    def _do(self, deed: Deed) -> None:
        at = self.highlighted.value if self.highlighted is not None else Pick("choose")
        if deed in ("create", "parameters"):
            self.dismiss(Pick(deed, at.assistant, at.model))
        elif deed == "once" and (at.assistant or at.model):
            self.dismiss(Pick(deed, at.assistant, at.model))
        elif at.assistant is not None:
            self.dismiss(Pick(deed, at.assistant))
        else:
            self.show_problem("That can be done with an assistant; this is a model.")


def _count(things: Sequence[object], name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"
