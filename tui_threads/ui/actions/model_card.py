"""Fetching the small model from within the app."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.worker import Worker

from tui_threads.chat.connection import PullError
from tui_threads.ui.drawing import Drawing
from tui_threads.ui.panes import Panes
from tui_threads.ui.plain import one_line
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

_OWN = "local/"
_LOOK_SECONDS = 2.0


class SmallModel:
    """The card that offers it, and the fetch behind it."""

    def __init__(self, stage: Stage, work: Workspace, panes: Panes, drawing: Drawing) -> None:
        self.stage = stage
        self._work = work
        self._panes = panes
        self._drawing = drawing
        self._fetch: Worker[None] | None = None

    def offer(self) -> None:
        """Show the card, with what else could answer as soon as the server says so."""
        if self._work.setup.model_offer is None:
            self.stage.say("The small model is here already.")
            return
        self._panes.card.offer()
        self.stage.focus(self._panes.card)
        self.stage.start(self._find_models, group="card")
        self.stage.start(self._watch_for_model, group="card")

    async def _find_models(self) -> None:
        """Let the card name the models that other programs on this machine have."""
        await self._work.link.client()  # before the import, which is not for the first frame
        from tui_threads.api.errors import ApiError

        try:
            models = await self._work.link.call(_other_models)
        except ApiError:
            return  # the card goes without; the status line says what is wrong
        self._panes.card.show_found(models)

    async def _watch_for_model(self) -> None:
        """Notice a model that another program has fetched meanwhile."""
        offer = self._work.setup.model_offer
        while offer is not None and self._panes.card.display:
            await asyncio.sleep(_LOOK_SECONDS)
            if self._panes.card.offering and await asyncio.to_thread(offer.is_there):
                self._model_is_there()

    def take_offer(self) -> None:
        """Enter in the empty composer takes the offer that stands above it."""
        if self._panes.card.display:
            self._panes.card.action_fetch()

    def point_at_offer(self) -> None:
        """What was sent waits for the card to be answered, so its keys are these now; typing goes on."""
        if self._panes.card.offering:
            self.stage.focus(self._panes.card)

    def fetch(self) -> None:
        """Begin to fetch the model."""
        self._fetch = self.stage.start(self._pull, group="model")

    def stop_fetch(self) -> None:
        """Fetch it no further."""
        if self._fetch is not None:
            self._fetch.cancel()
        self._panes.card.stop()

    @worker("work")
    async def answer_with(self, model: str) -> None:
        """Have new threads answered by a model that is there already."""
        from tui_threads.chat.run_overrides import Overrides

        assert self._work.desk is not None
        await self._work.desk.answerers.choose(self._work.row, None, Overrides(model=model))
        self.answered_by_another()
        self._drawing.show_header()
        self.stage.say(f"{one_line(model)} answers; ^O changes it.")

    def answered_by_another(self) -> None:
        """What waits for the small model need not wait: one that is there was chosen."""
        if self._panes.card.offering:
            self.put_card_away()
        else:
            self._let_send()

    def put_card_away(self) -> None:
        """Without the small model another one may answer; the server says so where none can."""
        self._panes.card.hide()
        self.stage.focus(self._panes.composer)
        self._let_send()

    def _let_send(self) -> None:
        if self._work.desk is not None:
            self._work.desk.may_send.set()

    async def _pull(self) -> None:
        offer = self._work.setup.model_offer
        assert offer is not None
        self._panes.card.begin()
        self.stage.focus(self._panes.composer)
        try:
            await offer.pull(self._told)
        except PullError as error:
            self._panes.card.fail(str(error))
            return
        self._model_is_there()

    def _model_is_there(self) -> None:
        self._panes.card.hide()
        self.stage.say("The model is here.")
        if self.stage.focused in (None, self._panes.card):
            self.stage.focus(self._panes.composer)
        self._let_send()

    def _told(self, there: int, total: int | None) -> None:
        """Progress may come from any thread, and its last word after the fetch has ended."""
        self.stage.app.call_later(self._show_progress, there, total)

    def _show_progress(self, there: int, total: int | None) -> None:
        if self._fetch is not None and self._fetch.is_running:
            self._panes.card.progress(there, total)


async def _other_models(client: ThreadsClient) -> list[str]:
    return [model.id async for model in client.models.list() if not model.id.startswith(_OWN)]
