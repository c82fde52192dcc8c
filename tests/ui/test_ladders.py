"""Esc and Ctrl+C, step by step; neither loses text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.chat.changes import Change
from tui_threads.chat.outbox import read_prompts
from tui_threads.chat.session import ChatSession
from tui_threads.ui.dialogs.help import HelpDialog
from tui_threads.ui.following import Follower


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


async def test_esc_never_clears_and_never_quits(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("keep me")
        await app.press("escape", "escape", "escape")
        assert app.screen.panes.composer.text == "keep me"
        assert app.app.is_running


async def test_esc_closes_a_dialog_before_it_stops_a_run(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("go")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        await app.press("f1")
        assert type(app.app.screen_stack[-1]) is HelpDialog
        await app.press("escape")
        assert len(app.app.screen_stack) == 1
        assert "runs.cancel" not in server.calls
        await app.press("escape")
        await app.wait_for(lambda: "runs.cancel" in server.calls)


async def test_esc_leaves_the_filter_before_it_leaves_the_list(tmp_path: Path, server: FakeServer) -> None:
    server.add_thread("Alpha")
    server.add_thread("Beta")
    async with driven(tmp_path, server) as app:
        await app.expect("Alpha", "Beta")
        await app.press("ctrl+s")
        await app.write("alp")
        await app.wait_for(lambda: "Beta" not in app.text)
        await app.press("escape")
        await app.expect("Beta")
        assert not app.screen.panes.composer.has_focus
        await app.press("escape")
        assert app.screen.panes.composer.has_focus


async def test_ctrl_c_stops_the_run_then_puts_the_draft_by_then_quits(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("go")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        await app.write("next thought")
        await app.press("ctrl+c")
        await app.wait_for(lambda: "runs.cancel" in server.calls)
        assert app.screen.panes.composer.text == "next thought"
        await app.wait_for(lambda: not app.screen.work.run_active)
        await app.press("ctrl+c")
        assert app.screen.panes.composer.text == ""
        await app.expect("The draft is in the history")
        await app.press("ctrl+c")
        await app.expect("Ctrl+C again quits.")
        assert app.app.is_running
        await app.press("ctrl+c")
        assert app.app._exit


class Stoppable(Follower):
    """Notes whether there is something to stop, whenever the session of a thread does something."""

    def __init__(self, app: Driven) -> None:
        self._app = app
        self.seen: list[bool] = []

    def changed(self, session: ChatSession, change: Change) -> None:
        self.seen.append(self._app.screen.work.run_active)


async def test_a_run_can_be_stopped_from_the_moment_it_is_wanted(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        watch = Stoppable(app)
        app.screen.parts.opening.followers = (*app.screen.parts.opening.followers, watch)
        await app.write("go")
        await app.press("enter")
        await app.wait_for(lambda: server.runs and any(server.runs.values()))
        server.say("Hel")
        await app.expect("Hel")
        assert False not in watch.seen[watch.seen.index(True) :]


async def test_a_draft_put_by_comes_back_with_up(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("precious")
        await app.press("ctrl+c")
        await app.wait_for(lambda: "history" in app.text)
        await app.press("up")
        assert app.screen.panes.composer.text == "precious"


async def test_ctrl_c_copies_a_selection_and_touches_nothing_else(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("some words")
        await app.press("shift+home", "ctrl+c")
        await app.expect("clipboard")
        assert app.app.clipboard == "some words"
        assert app.screen.panes.composer.text == "some words"


async def test_up_walks_through_earlier_prompts_and_down_comes_back(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        for text in ("first", "second"):
            await app.write(text)
            await app.press("enter")
        await app.wait_for(lambda: app.screen.panes.composer.text == "" and "runs.stream" in server.calls)
        await app.write("third")
        await app.press("up")
        assert app.screen.panes.composer.text == "second"
        await app.press("up")
        assert app.screen.panes.composer.text == "first"
        await app.press("down", "down")
        assert app.screen.panes.composer.text == "third"


async def test_a_draft_that_an_earlier_prompt_takes_the_place_of_is_there_at_the_next_start(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("sent before")
        await app.press("enter")
        await app.wait_for(lambda: app.screen.panes.composer.text == "" and "runs.stream" in server.calls)
        await app.write("never sent")
        await app.press("up")
        await app.write(", and changed")
        await app.press("down")
        await app.wait_for(lambda: "sent before, and changed" in app.cache.read(read_prompts))
    async with driven(tmp_path, server) as app:
        await app.press("ctrl+r")
        await app.expect("never sent", "sent before, and changed")
