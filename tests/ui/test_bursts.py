"""Keys that arrive in one piece, as a slow line brings them: each finds its place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.ui.dialogs.assistants import AssistantPicker
from tui_threads.ui.dialogs.form import FormDialog
from tui_threads.ui.dialogs.rename import RenameDialog
from tui_threads.wire.assistants import Assistant


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[Driven]:
    server = FakeServer()
    for name in ("Reviewer", "Poet"):
        made = Assistant(id=f"asst_{name.lower()}", name=name, model="m", instructions=f"Be a {name}.")
        server.assistants[made.id] = made
    async with driven(tmp_path, server) as opened:
        yield opened


def burst(app: Driven, *parts: str) -> None:
    """Give the app keys and characters as a terminal does, without a pause."""
    for part in parts:
        if part in ("enter", "f2") or "+" in part:
            app.app.post_message(events.Key(part, None))
            continue
        for letter in part:
            app.app.post_message(events.Key(_character_to_key(letter), letter))


async def test_a_title_typed_right_after_f2_is_the_title(app: Driven) -> None:
    burst(app, "Hello", "enter")
    await app.wait_for(lambda: app.screen.work.row is not None and app.screen.work.row.title == "Hello")
    burst(app, "f2", "ctrl+u", "Another title", "enter", "the next message")
    await app.wait_for(
        lambda: app.screen.work.row is not None and app.screen.work.row.title == "Another title"
    )
    await app.wait_for(lambda: app.screen.panes.composer.text == "the next message")
    assert not isinstance(app.app.screen, RenameDialog)


async def test_what_is_typed_right_after_ctrl_f_is_searched_for(app: Driven) -> None:
    burst(app, "ctrl+f", "a boat")
    await app.expect("a boat")
    assert app.screen.panes.composer.text == ""


async def test_a_command_in_one_piece_is_taken_as_it_was_typed(app: Driven) -> None:
    burst(app, "Hello", "enter")
    await app.wait_for(lambda: app.screen.work.row is not None and app.screen.work.row.title == "Hello")
    burst(app, "/rename A better one", "enter")
    await app.wait_for(
        lambda: app.screen.work.row is not None and app.screen.work.row.title == "A better one"
    )


async def test_a_key_after_a_filter_means_what_the_filter_leaves(app: Driven) -> None:
    await app.press("ctrl+o")
    await app.wait_for(lambda: isinstance(app.app.screen, AssistantPicker))
    await app.expect("2 assistants")
    burst(app, "poet", "ctrl+e")
    await app.wait_for(lambda: isinstance(app.app.screen, FormDialog))
    await app.expect("Be a Poet.")


async def test_a_draft_is_whole_when_ctrl_c_behind_it_puts_it_by(app: Driven) -> None:
    await app.press("a")
    burst(app, " whole draft", "ctrl+c")
    await app.expect("The draft is in the history")
    await app.press("up")
    await app.wait_for(lambda: app.screen.panes.composer.text == "a whole draft")


async def test_enter_right_after_a_filter_opens_what_it_leaves(tmp_path: Path) -> None:
    server = FakeServer()
    server.add_thread("Wanted", "said in the wanted one")
    server.add_thread("Newest", "said last")
    async with driven(tmp_path, server) as app:
        await app.expect("Wanted", "Newest")
        burst(app, "ctrl+s", "want", "enter")
        await app.expect("said in the wanted one")


async def test_tab_leads_from_the_filter_into_the_list(tmp_path: Path) -> None:
    server = FakeServer()
    server.add_thread("Wanted", "said in the wanted one")
    server.add_thread("Newest", "said last")
    async with driven(tmp_path, server) as app:
        await app.expect("Wanted", "Newest")
        await app.press("ctrl+s")
        await app.write("want")
        await app.press("tab", "p")
        await app.wait_for(lambda: any(row.pinned for row in app.screen.work.library.rows))
        assert [row.title for row in app.screen.work.library.rows if row.pinned] == ["Wanted"]
