"""Commands that are typed: offered while one types, done by Enter, and never in the way of a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tui_threads.settings import Settings, UiSettings
from tui_threads.ui.dialogs.help import HelpDialog
from tui_threads.ui.keymap import KEYS
from tui_threads.ui.slash_commands import Call, Unknown, commands, offers_for, read_typed


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


def test_everything_the_palette_offers_can_be_typed() -> None:
    known = commands()
    assert {command.key.id for command in known.values()} == {key.id for key in KEYS if key.palette}
    assert {"new", "rename", "attach", "quit", "help", "theme", "fetch-model"} <= set(known)


@pytest.mark.parametrize(
    "text", ["/usr/bin is full", "hello /new", "/ is the root", "/1/2", "a\n/new", "/", "// ".strip() + "x"]
)
def test_a_text_is_a_text(text: str) -> None:
    assert read_typed(text, commands()) == text.replace("//", "/")


def test_a_command_is_recognised_with_its_words() -> None:
    known = commands()
    assert read_typed("/attach a b.txt ", known) == Call(known["attach"], "a b.txt")
    assert read_typed("/NEW", known) == Call(known["new"], "")


def test_a_misspelt_command_is_not_sent_and_the_nearest_is_named() -> None:
    known = commands()
    misspelt = read_typed("/atach x", known)
    assert isinstance(misspelt, Unknown)
    assert "no command /atach; did you mean /attach?" in misspelt.sentence
    assert "sent with //" in misspelt.sentence
    assert isinstance(read_typed("/pin and more", known), Unknown)


def test_the_best_offer_is_the_command_itself() -> None:
    known = commands()
    for name in known:
        assert offers_for(name, known, {})[0].text == name


async def test_commands_are_offered_filtered_and_done(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.press("slash")
        await app.expect("/attach", "Tab takes it")
        await app.press("h", "e", "l")
        await app.expect("/help")
        await app.press("enter")
        await app.wait_for(lambda: isinstance(app.app.screen, HelpDialog))
        assert app.screen.panes.composer.text == ""


async def test_offers_are_chosen_with_arrows_tab_and_mouse(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.press("slash", "a")
        await app.expect("/archive", "/attach")
        names = [line.split()[0] for line in offers(app.text)]
        await app.press("down", "down", "up", "tab")
        assert app.screen.panes.composer.text.strip() == names[1]
        app.screen.panes.composer.put("")
        await app.press("slash", "a")
        await app.wait_for(lambda: app.screen.panes.composer.popup.open)
        await app.pilot.click(app.screen.panes.composer.popup, offset=(3, 2))
        assert app.screen.panes.composer.text.strip() == names[2]


def offers(screen: str) -> list[str]:
    """The lines of the popup."""
    lines = [line.rpartition("│")[2].strip() for line in screen.splitlines()]
    return [line for line in lines if line.startswith("/") and "filter" not in line]


async def test_esc_closes_the_offers_and_nothing_else(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("go")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        await app.press("slash")
        await app.expect("Tab takes it")
        await app.press("escape")
        assert "Tab takes it" not in app.text
        await app.press("q")
        assert app.screen.panes.composer.text == "/q"
        assert "Tab takes it" not in app.text
        assert "runs.cancel" not in server.calls


async def test_an_unknown_command_keeps_what_was_typed(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("/nwe")
        await app.press("escape", "enter")
        await app.expect("There is no command /nwe; did you mean /new?")
        assert app.screen.panes.composer.text == "/nwe"
        assert server.said() == []


async def test_two_slashes_send_one(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("//new is a command")
        await app.press("enter")
        await app.wait_for(lambda: server.said() == ["/new is a command"])


async def test_the_offers_fit_a_small_terminal_and_move_nothing(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server, size=(40, 12)) as app:
        before = app.screen.panes.composer.region
        await app.press("slash")
        await app.expect("/attach", "Tab takes it")
        assert app.screen.panes.composer.region == before
        popup = app.screen.panes.composer.popup.region
        assert popup.bottom == before.y
        assert popup.y >= 0
        assert popup.right <= 40


async def test_some_commands_take_words(tmp_path: Path, server: FakeServer) -> None:
    server.add_thread("Old title", "a sail", "a mast")
    async with driven(tmp_path, server) as app:
        await app.expect("Old title")
        app.screen.parts.opening.open_key(app.screen.work.library.rows[0].key)
        await app.expect("a mast")
        await app.write("/rename A 'better'   title")
        await app.press("enter")
        await app.expect("A 'better' title")
        await app.write("/new fix the\nrigging")
        await app.press("enter")
        await app.wait_for(lambda: app.screen.work.row is None)
        assert app.screen.panes.composer.text == "fix the\nrigging"
        await app.write("x")
        app.screen.panes.composer.put("/search mast")
        await app.press("enter")
        await app.expect("a mast")
        assert len(app.app.screen_stack) == 2


async def test_words_that_are_typed_key_by_key_are_not_taken_for_the_command(
    tmp_path: Path, server: FakeServer
) -> None:
    server.add_thread("Old title", "a sail", "a mast")
    async with driven(tmp_path, server) as app:
        await app.expect("Old title")
        app.screen.parts.opening.open_key(app.screen.work.library.rows[0].key)
        await app.expect("a mast")
        await app.press("slash", *"rename")
        await app.expect("Tab takes it")
        await app.press("space", *"New")
        assert "Tab takes it" not in app.text
        await app.press("enter")
        await app.wait_for(lambda: app.screen.work.row is not None and app.screen.work.row.title == "New")


async def test_where_enter_makes_a_line_it_still_takes_an_offer(tmp_path: Path, server: FakeServer) -> None:
    settings = Settings(ui=UiSettings(send_key="ctrl+j"))
    async with driven(tmp_path, server, settings=settings) as app:
        await app.press("slash", "a", "t", "t")
        await app.expect("Tab takes it")
        await app.press("enter")
        assert app.screen.panes.composer.text == "/attach "


async def test_the_offers_stay_above_the_composer_when_the_terminal_changes(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server, size=(120, 36)) as app:
        await app.press("slash", "t")
        await app.expect("Tab takes it")
        await app.press("down")
        composer, popup = app.screen.panes.composer, app.screen.panes.composer.popup
        chosen = popup.chosen
        for width, height in ((60, 14), (100, 30)):
            await app.pilot.resize_terminal(width, height)
            await app.wait_for(lambda: popup.region.bottom == composer.region.y)
            assert popup.region.right <= width
            assert popup.chosen == chosen
