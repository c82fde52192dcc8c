"""Fetching the small model from within the app."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import on
from textual.worker import Worker

from tui_threads.chat.connection import PullError
from tui_threads.ui.chat_base import ChatBase
from tui_threads.ui.plain import one_line
from tui_threads.ui.widgets.composer import Composer
from tui_threads.ui.widgets.model_card import ModelCard

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient

_OWN = "local/"
_LOOK_SECONDS = 2.0


class ModelActions(ChatBase):
    """The card and the fetch behind it."""

    _fetch: Worker[None] | None = None

    def action_offer_model(self) -> None:
        if self.setup.model_offer is None:
            self.say("The small model is here already.")
            return
        self.offer_model()

    def offer_model(self) -> None:
        """Show the card, with what else could answer as soon as the server says so."""
        self.card.offer()
        self.set_focus(self.card)
        self.start(self._find_models(), group="card")
        self.start(self._watch_for_model(), group="card")

    async def _find_models(self) -> None:
        """Let the card name the models that other programs on this machine have."""
        await self.link.client()  # before the import, which is not for the first frame
        from tui_threads.api.errors import ApiError

        try:
            models = await self.link.call(_other_models)
        except ApiError:
            return  # the card goes without; the status line says what is wrong
        self.card.show_found(models)

    async def _watch_for_model(self) -> None:
        """Notice a model that another program has fetched meanwhile."""
        offer = self.setup.model_offer
        while offer is not None and self.card.display:
            await asyncio.sleep(_LOOK_SECONDS)
            if self.card.offering and await asyncio.to_thread(offer.is_there):
                self._model_is_there()

    @on(Composer.Nothing)
    def take_offer(self) -> None:
        """Enter in the empty composer takes the offer that stands above it."""
        if self.card.display:
            self.card.action_fetch()

    @on(Composer.Submitted)
    def point_at_offer(self) -> None:
        """What was sent waits for the card to be answered, so its keys are these now; typing goes on."""
        if self.card.offering:
            self.set_focus(self.card)

    @on(ModelCard.FetchWanted)
    def fetch_model(self) -> None:
        self._fetch = self.start(self._pull(), group="model")

    @on(ModelCard.StopWanted)
    def stop_fetch(self) -> None:
        if self._fetch is not None:
            self._fetch.cancel()
        self.card.fail("Stopped. Another try starts from the beginning.")

    @on(ModelCard.ModelChosen)
    def answer_with(self, event: ModelCard.ModelChosen) -> None:
        """Have new threads answered by a model that is there already."""
        self.start(self._answer_with(event.name))

    async def _answer_with(self, model: str) -> None:
        from tui_threads.chat.run_overrides import Overrides

        assert self.desk is not None
        await self.desk.answerers.choose(self.row, None, Overrides(model=model))
        self.answered_by_another()
        self.draw_header()
        self.say(f"{one_line(model)} answers; ^O changes it.")

    def answered_by_another(self) -> None:
        """What waits for the small model need not wait: one that is there was chosen."""
        if self.card.offering:
            self.put_card_away()
        elif self.desk is not None:
            self.desk.may_send.set()

    @on(ModelCard.Dismissed)
    def put_card_away(self) -> None:
        """Without the small model another one may answer; the server says so where none can."""
        self.card.hide()
        self.set_focus(self.composer)
        if self.desk is not None:
            self.desk.may_send.set()

    async def _pull(self) -> None:
        offer = self.setup.model_offer
        assert offer is not None
        self.card.progress(0, offer.size)
        self.set_focus(self.composer)
        try:
            await offer.pull(self._told)
        except PullError as error:
            self.card.fail(str(error))
            return
        self._model_is_there()

    def _model_is_there(self) -> None:
        self.card.hide()
        self.say("The model is here.")
        if self.focused in (None, self.card):
            self.set_focus(self.composer)
        if self.desk is not None:
            self.desk.may_send.set()

    def _told(self, there: int, total: int | None) -> None:
        """Progress may come from any thread, and its last word after the fetch has ended."""
        self.app.call_later(self._show_progress, there, total)

    def _show_progress(self, there: int, total: int | None) -> None:
        if self._fetch is not None and self._fetch.is_running:
            self.card.progress(there, total)


async def _other_models(client: ThreadsClient) -> list[str]:
    return [model.id async for model in client.models.list() if not model.id.startswith(_OWN)]
