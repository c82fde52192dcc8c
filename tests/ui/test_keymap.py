from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widget import Widget

import tui_threads.ui
from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tests.ui.dialogs.stage import shown
from tui_threads.settings import Settings
from tui_threads.ui.dialogs.confirm import ConfirmDialog
from tui_threads.ui.keymap import KEYS, PLACES, clashes, keymap_for, unknown_ids
from tui_threads.ui.slash_commands import commands
from tui_threads.ui.widgets.thread_list import ThreadList
from tui_threads.ui.widgets.welcome import Welcome


def _classes() -> Iterator[type[DOMNode]]:
    """Every screen, dialog and widget of ours, and the app."""
    for module in pkgutil.walk_packages(tui_threads.ui.__path__, "tui_threads.ui."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, DOMNode) and value.__module__ == module.name:
                yield value


def test_every_binding_there_is_stands_in_the_key_tables() -> None:
    known = {key.id for key in KEYS}
    bound = [binding for one in _classes() for binding in vars(one).get("BINDINGS", [])]

    strange = [one for one in bound if not isinstance(one, Binding) or one.id not in known]

    assert strange == []
    assert {binding.id for binding in bound} == known


def test_every_id_is_given_once_and_the_house_keys_do_not_clash() -> None:
    assert len({key.id for key in KEYS}) == len(KEYS)
    assert {key.place for key in KEYS} == set(PLACES)
    assert clashes({key.id: key.keys for key in KEYS}) == []
    assert clashes(keymap_for([], "ctrl+j")) == []


def test_a_key_given_twice_is_told_with_both_ids() -> None:
    sentences = clashes({"message.copy": "c"})

    assert sentences == ["c is given to both message.copy and message.copy_code."]
    assert unknown_ids(["message.copi"]) == ["message.copi"]


@pytest.mark.parametrize(
    "id, keys, other",
    [
        ("thread.new", "enter", "composer.send"),  # outer, before the focused pane sees it
        ("composer.history", "ctrl+v", "composer.paste"),  # outer, and the pane keeps it to itself
        ("message.copy", "ctrl+n", "thread.new"),  # inner, and never reached
        ("assistants.new", "ctrl+j", "picker.down"),  # in one dialog
        ("dialog.leave", "y", "reader.copy"),
        ("app.quit", "y", "dialog.yes"),
    ],
)
def test_a_key_that_would_not_arrive_is_told(id: str, keys: str, other: str) -> None:
    told = " ".join(clashes({id: keys}))

    assert id in told
    assert other in told


@pytest.mark.parametrize(
    "id, keys",
    [
        ("message.copy", "ctrl+r"),  # nearer than composer.history
        ("reader.copy", "ctrl+n"),  # a dialog is open, and the panes are not
        ("dialog.yes", "enter"),
    ],
)
def test_a_key_that_arrives_is_no_clash(id: str, keys: str) -> None:
    assert clashes({id: keys}) == []


async def test_a_row_without_a_key_can_be_given_one(tmp_path: Path) -> None:
    settings = Settings(keys={"threads.archived": "f11"})
    async with driven(tmp_path, FakeServer(), settings=settings) as app:
        await app.press("f11")
        await app.expect("Archived threads are shown.")


async def test_everything_that_no_pane_does_is_done_by_the_screen(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        assert sorted(app.screen.parts.doing.deeds) == sorted(key.id for key in KEYS if not key.action)
        worded = {command.key.id for command in commands().values() if command.wants == "words"}
        assert set(app.screen.parts.doing.deeds_with_words) == worded


async def test_a_key_that_is_taken_away_does_nothing(tmp_path: Path) -> None:
    settings = Settings(keys={"app.help": "", "app.themes": "f11"})
    async with driven(tmp_path, FakeServer(), settings=settings) as app:
        await app.press("f1", "f11")
        await app.expect("─ Theme ")


async def test_a_dialog_has_the_users_keys_and_names_them(tmp_path: Path) -> None:
    settings = Settings(keys={"dialog.leave": "f12", "picker.down": "f11", "app.palette": "f10"})
    async with driven(tmp_path, FakeServer(), settings=settings) as app:
        await app.press("f1")
        await app.expect("F12 leave")
        await app.press("f12")
        await app.wait_for(lambda: "F12 leave" not in app.text)
        await app.press("f10")
        await app.expect("Search for commands")


async def test_help_on_a_dialog_lists_its_keys_and_does_what_is_chosen(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        await app.press("ctrl+o", "f1")
        await app.expect("In the list of assistants")
        assert "In the composer" not in app.text
        await app.write("new assist")
        await app.press("enter")
        await app.expect("─ New assistant ")


async def test_help_finds_the_keys_of_dialogs_and_says_where_they_work(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        await app.press("f1")
        await app.write("reader.copy")
        await app.press("enter")
        await app.expect("“Copy” works in a text to read, not from here.")


@pytest.mark.parametrize("pane", [ThreadList, Welcome])
async def test_a_question_mark_opens_the_help_where_nothing_is_written(
    tmp_path: Path, pane: type[Widget]
) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        await app.press("?")
        assert app.screen.panes.composer.text == "?"
        app.screen.query_one(pane).focus()
        await app.press("?")
        await app.expect("search the keys")


async def test_a_letter_can_be_the_key_of_a_pane_that_hands_letters_on(tmp_path: Path) -> None:
    settings = Settings(keys={"welcome.third": "b", "app.themes": "z"})
    async with driven(tmp_path, FakeServer(), settings=settings) as app:
        app.screen.panes.welcome.focus()
        await app.expect("b  Suggest three names", "Type 1, 2 or b.")
        await app.press("b")
        await app.wait_for(lambda: app.screen.panes.composer.text.startswith("Suggest three names"))
        app.screen.panes.side.threads.focus()
        await app.press("z")
        await app.expect("─ Theme ")


async def test_the_palette_does_not_open_over_a_dialog(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        await app.press("f1", "ctrl+p", "escape")
        await app.wait_for(lambda: app.app.screen is app.screen)


async def test_a_dialog_outside_the_app_names_the_keys_of_the_tables() -> None:
    async with shown(ConfirmDialog("Really?", "Do it")) as (stage, _):
        assert "y do it   n leave it" in stage.text
