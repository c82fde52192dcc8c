"""Fetching the small model from within the app."""

from __future__ import annotations

from textual import on
from textual.worker import Worker

from tui_threads.chat.connection import PullError
from tui_threads.ui.chat_base import ChatBase
from tui_threads.ui.widgets.composer import Composer
from tui_threads.ui.widgets.model_card import ModelCard


class ModelActions(ChatBase):
    """The card and the fetch behind it."""

    _fetch: Worker[None] | None = None

    def action_offer_model(self) -> None:
        if self.setup.model_offer is None:
            self.say("The small model is here already.")
            return
        self.card.offer()
        self.set_focus(self.card)

    @on(Composer.Nothing)
    def take_offer(self) -> None:
        """Enter in the empty composer takes the offer that stands above it."""
        if self.card.display:
            self.card.action_fetch()

    @on(ModelCard.FetchWanted)
    def fetch_model(self) -> None:
        self._fetch = self.start(self._pull(), group="model")

    @on(ModelCard.StopWanted)
    def stop_fetch(self) -> None:
        if self._fetch is not None:
            self._fetch.cancel()
        self.card.fail("Stopped. What was fetched is kept.")

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
        self.card.hide()
        self.say("The model is here.")
        if self.desk is not None:
            self.desk.may_send.set()

    def _told(self, there: int, total: int | None) -> None:
        """Progress may come from any thread."""
        self.app.call_later(self.card.progress, there, total)
