"""Writing: folds, undo, growth, the real cursor, and the limit of a message."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual import events

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.ui.widgets.composer import LONGEST_MESSAGE

LONG = "\n".join(f"line {number}" for number in range(120))


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


async def paste(app: Driven, text: str) -> None:
    app.screen.panes.composer.post_message(events.Paste(text))
    await app.pilot.pause()


async def test_a_long_paste_is_folded_on_the_screen_and_whole_when_it_is_sent(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("Look: ")
        await paste(app, LONG.replace("\n", "\r\n"))
        await app.write(" - what is it?")
        await app.expect("Look: [pasted 120 lines] - what is it?")
        assert app.screen.panes.composer.text == f"Look: {LONG} - what is it?"
        await app.press("enter")
        await app.wait_for(lambda: server.said() == [f"Look: {LONG} - what is it?"])
        await app.press("up")
        assert app.screen.panes.composer.text == f"Look: {LONG} - what is it?"


async def test_the_cursor_blinks_while_one_writes_and_then_stands_still(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_threads.ui.widgets.composer._BLINKING_SECONDS", 0.2)
    async with driven(tmp_path, server) as app:
        composer = app.screen.panes.composer
        app.app.animation_level = "full"
        was: list[bool] = []  # it may blink for a shorter time than it takes to look
        app.screen.watch(composer, "cursor_blink", lambda blinks: was.append(blinks), init=False)  # noqa: PLW0108
        await app.wait_for(lambda: not composer.cursor_blink)
        await app.press("a")
        await app.wait_for(lambda: was[-2:] == [True, False])


async def test_a_folded_paste_is_whole_in_the_draft_of_the_next_start(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await paste(app, LONG)
        await app.press("ctrl+q")
    async with driven(tmp_path, server) as app:
        assert app.screen.panes.composer.text == LONG


async def test_a_fold_is_one_piece_that_is_opened_deleted_and_brought_back(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        composer = app.screen.panes.composer
        await paste(app, "x" * 5000)
        await paste(app, "x" * 5000)
        await app.expect("[pasted 5,000 characters][pasted 5,000 characters #2]")
        await app.press("backspace")
        assert composer.text == "x" * 5000
        await app.press("ctrl+underscore")
        assert composer.text == "x" * 10000
        await app.press("end", "left")
        assert composer.selected_text == "x" * 5000
        await app.press("left", "a")
        assert composer.text == "x" * 5000 + "a" + "x" * 5000


async def test_enter_opens_the_fold_that_is_selected_and_undo_folds_it_again(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await paste(app, LONG)
        await app.press("left", "enter")
        await app.expect("line 119")
        assert server.calls.count("messages.create") == 0
        await app.press("ctrl+underscore")
        await app.expect("[pasted 120 lines]")
        assert app.screen.panes.composer.text == LONG
        await app.press("ctrl+y")
        await app.expect("line 119")


async def test_a_click_opens_a_fold(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await paste(app, LONG)
        await app.pilot.click(app.screen.panes.composer, offset=(6, 1))
        await app.expect("line 119")


async def test_ctrl_c_on_a_selected_fold_copies_all_of_it(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await paste(app, LONG)
        await app.press("left", "ctrl+c")
        await app.expect("clipboard")
        assert app.app.clipboard == LONG


async def test_words_that_look_like_a_fold_are_only_words(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("[pasted 120 lines] ")
        await paste(app, LONG)
        assert app.screen.panes.composer.text == f"[pasted 120 lines] {LONG}"


async def test_it_grows_to_a_third_of_the_screen_and_no_further(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server, size=(100, 36)) as app:
        await app.write("\n".join("abc"))
        assert app.screen.panes.composer.size.height == 3
        await app.write("\n" * 40)
        assert app.screen.panes.composer.outer_size.height == int(36 * 0.33)


async def test_the_terminals_cursor_stands_where_one_types(tmp_path: Path, server: FakeServer) -> None:
    """Input methods open their window there."""
    async with driven(tmp_path, server, size=(80, 24)) as app:
        composer = app.screen.panes.composer
        for text in ("ab", "日本", "\nsecond", "".join(f" w{n}" for n in range(40))):
            await app.write(text)
            last = text.split()[-1]
            await app.wait_for(partial(ends_before_cursor, app, last))
        await app.pilot.resize_terminal(60, 40)
        await app.wait_for(lambda: before_cursor(app).endswith("w39"))
        assert composer.region.contains(*app.app.cursor_position)
        composer.put("")
        await app.press("slash")
        await app.expect("Tab takes it")
        await app.wait_for(lambda: before_cursor(app).endswith("│ /"))


async def test_the_terminals_cursor_goes_into_a_dialog_and_comes_back(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("a draft")
        await app.press("ctrl+o")
        await app.expect("3 models")
        await app.write("poet")
        await app.wait_for(lambda: before_cursor(app).endswith("▌poet"))
        await app.press("ctrl+n")
        await app.expect("New assistant")
        await app.wait_for(lambda: before_cursor(app).endswith("▌"))
        await app.press("escape", "escape")
        await app.wait_for(lambda: before_cursor(app).endswith("│ a draft"))


def ends_before_cursor(app: Driven, word: str) -> bool:
    return before_cursor(app).endswith(word)


def before_cursor(app: Driven) -> str:
    """What stands in the row of the terminal's cursor, up to it."""
    x, y = app.app.cursor_position
    return app.app.screen._compositor.render_strips()[y].crop(0, x).text


async def test_the_number_of_characters_is_told_only_near_the_limit(
    tmp_path: Path, server: FakeServer
) -> None:
    async with driven(tmp_path, server) as app:
        await paste(app, "x" * 200_000)
        assert "characters ─" not in app.text
        await paste(app, "y" * 50_000)
        await app.expect("250,000 of 256,000 characters")


async def test_a_text_beyond_the_limit_is_not_sent_and_not_lost(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server, size=(160, 30)) as app:
        await paste(app, "x" * (LONGEST_MESSAGE + 1))
        await app.press("enter")
        await app.expect("This has 256,001 characters, and a message may have 256,000")
        assert app.screen.panes.composer.text == "x" * (LONGEST_MESSAGE + 1)
        assert server.said() == []


async def test_control_characters_never_stand_in_the_composer(tmp_path: Path, server: FakeServer) -> None:
    """Not from a paste, not from a draft or message that somebody else wrote."""
    evil = "a\x1b[31mred\x9bX\x07\r\nb\x7f\tc"
    async with driven(tmp_path, server) as app:
        composer = app.screen.panes.composer
        for bring in (composer.put, composer.insert_text, composer.replace_all, composer.paste):
            composer.put("")
            bring(evil)
            assert composer.text == "a[31mredX\nb\tc"
        composer.put("")
        await paste(app, evil * 500)
        assert composer.text == "a[31mredX\nb\tc" * 500


async def test_a_double_click_selects_a_word_and_a_third_the_line(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        composer = app.screen.panes.composer
        await app.write("some words here")
        await app.pilot.click(composer, offset=(2 + 7, 1), times=2)
        assert composer.selected_text == "words"
        await app.pilot.click(composer, offset=(2 + 7, 1), times=3)
        assert composer.selected_text == "some words here"
