"""The card of the first start: no model is here yet; this one could be fetched.

It offers, shows progress and can be stopped; the composer beside it takes text all the while.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from textual import events
from textual.app import RenderResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from tui_threads.chat.connection import ModelOffer
from tui_threads.ui.keyed_app import keys_wished
from tui_threads.ui.keymap import bindings, hinted
from tui_threads.ui.plain import from_home, one_line
from tui_threads.ui.widgets.fetch_progress import FetchProgress, megabytes

State = Literal["offered", "fetching", "failed"]

_FOUND = 3
_ONE_LINE = 60
"""Columns from which the keys stand behind the words."""
_Part = Content | str | tuple[str, str]
_AIRY = 28
"""Rows of a terminal that has some for blank lines."""
_LOW = 18
"""Below so many rows the card says what it needs to, so that the composer stays in sight."""


class ModelCard(Widget, can_focus=True):
    """Name, size, source and place of the small model, with what can be done about it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("model")]
    DEFAULT_CSS = """
    ModelCard {
        height: auto; margin: 0 1 1 1; padding: 0 1; border: round $border-blurred; background: $background;
        display: none;
        &.-shown { display: block; }
        &:focus { border: round $border; }
    }
    """

    class FetchWanted(Message):
        """The user wants the model fetched."""

    class StopWanted(Message):
        """The user wants the fetch stopped."""

    class ModelChosen(Message):
        """The user wants a model that was found on this machine instead."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Dismissed(Message):
        """The user wants to see the card later."""

    class Typed(Message):
        """A character that belongs to the composer."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    def __init__(self, offer: ModelOffer | None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.auto_links = False  # the keys say what can be done, without underlines
        self._offer = offer
        self._state: State = "offered"
        self._progress = FetchProgress(offer.size if offer else 0)
        self._reason = ""
        self._typing = False
        """Whether a character has gone to the composer, and the focus will follow it."""
        self._found: Sequence[str] = ()

    def offer(self) -> None:
        """Show the offer."""
        self._show("offered")

    @property
    def offering(self) -> bool:
        """Whether it waits for the user's word, and fetches nothing."""
        return self.has_class("-shown") and self._state != "fetching"

    def show_found(self, models: Sequence[str]) -> None:
        """Offer models that other programs on this machine have, by their names; three at most."""
        self._found = models[:_FOUND]
        self.refresh(layout=True)

    def begin(self) -> None:
        """Show that the fetch begins, with what is here already."""
        self._progress.begin(self._kept())
        self._show("fetching")

    def progress(self, there: int, total: int | None) -> None:
        """Show how far the fetch is."""
        self._progress.reach(there, total)
        self._show("fetching")

    def fail(self, sentence: str) -> None:
        """Show why the fetch ended, and that it can be tried again."""
        self._reason = sentence
        self._show("failed")

    def stop(self) -> None:
        """Show that the fetch was stopped, and what a further try would begin with."""
        self.fail("Stopped." if self._kept() else "Stopped. Another try starts from the beginning.")

    def hide(self) -> None:
        self.remove_class("-shown")

    def _kept(self) -> int:
        return self._offer.kept() if self._offer else 0

    def _show(self, state: State) -> None:
        self._state = state
        if state != "fetching":
            self._progress.kept = self._kept()
        self.add_class("-shown")
        self.refresh(layout=True)

    def action_fetch(self) -> None:
        if self._state != "fetching":
            self.post_message(self.FetchWanted())

    def action_step_back(self) -> None:
        """Stop a fetch; put an offer away."""
        self.post_message(self.StopWanted() if self._state == "fetching" else self.Dismissed())

    def action_take(self, number: int) -> None:
        """Answer with a model that was found."""
        if number < len(self._found):
            self.post_message(self.ModelChosen(self._found[number]))
        else:
            self.post_message(self.Typed(str(number + 1)))

    def on_key(self, event: events.Key) -> None:
        bound = not self._typing and event.key in self.screen.active_bindings
        if event.is_printable and event.character and not bound:
            event.stop()
            self._typing = True
            self.post_message(self.Typed(event.character))
        elif event.key == "enter" and self._typing:  # the end of a line that came in one piece
            event.stop()
            self.post_message(self.Typed("\n"))

    def on_focus(self) -> None:
        self._typing = False

    def on_click(self) -> None:
        self.focus()

    def render(self) -> RenderResult:
        if self._offer is None:
            return Content()
        name, size, here = self._offer.name, megabytes(self._offer.size), self._progress.kept
        if self._state == "fetching":
            already = f"{megabytes(here)} were here already.\n" if here else ""
            return Content.assemble(
                (f"Fetching {name}\n", "bold"),
                self._progress.bar(self.content_size.width, ascii_only=self.app.has_class("-ascii")),
                "\n",
                (f"{already}You can already type; it will be sent.", "$text-muted"),
                "   " if self.content_size.width > _ONE_LINE else "\n",
                *self._keys(("app.next_pane", "to here", ""), ("model.later", "stop", "step_back")),
            )
        head = f"No model is here yet. {name} runs on this machine, without an account."
        fetch, kept = "fetch it", ""
        if self._state == "failed":
            head, fetch = self._reason, "try again"
        if here:
            kept = f"{megabytes(here)} of them are here already; the next try goes on from there\n"
            fetch = "fetch the rest"
        air = "\n" if self.app.size.height >= _AIRY else ""
        details = f"{size} from {self._offer.source}\n{kept}kept in {from_home(self._offer.destination)}\n"
        if self._is_low:
            fetch, details = f"{fetch} ({size})", ""
        return Content.assemble(
            (f"{head}\n", "$error" if self._state == "failed" else "bold"),
            (details, "$text-muted"),
            air,
            *self._keys(("model.fetch", fetch, "fetch"), ("model.later", "later", "step_back")),
            air,
            *self._others(),
        )

    @property
    def _is_low(self) -> bool:
        return self.app.size.height < _LOW

    def _others(self) -> list[_Part]:
        parts: list[_Part] = []
        if not self._is_low:
            words = (
                "Or answer with what this machine has already:"
                if self._found
                else "Another provider: “Settings” in ^P adds it."
            )
            parts = [(f"\n{words}", "$text-muted")]
        keys = ("model.first", "model.second", "model.third")[: 1 if self._is_low else None]
        for number, (key, name) in enumerate(zip(keys, self._found, strict=False)):
            line = Content.assemble(
                (hinted(key, keys_wished(self.app)), "$accent bold"), f"  {one_line(name)}"
            )
            parts += ["\n", line.stylize(Style.from_meta({"@click": f"take({number})"}))]
        return parts

    def _keys(self, *hints: tuple[str, str, str]) -> list[_Part]:
        """Keys by their ids, with a word each and the action that a click on them does."""
        wished, parts = keys_wished(self.app), list[_Part]()
        for index, (hint, word, action) in enumerate(hints):
            drawn = Content.assemble((hinted(hint, wished), "$accent bold"), f" {word}")
            parts += [
                "  " if index else "",
                drawn.stylize(Style.from_meta({"@click": action})) if action else drawn,
            ]
        return parts
