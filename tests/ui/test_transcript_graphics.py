"""Images as Sixel on a screen that scrolls, is resized and covered: told from what the terminal was sent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Input

from tests.chat.desk_fixture import wait_for
from tests.ui.sample_images import ROWS, pictures, shown
from tests.ui.sample_thread import put_kitty, said
from tests.ui.sixel_terminal import PictureHost
from tui_threads.chat.conversation import Conversation
from tui_threads.ui.dialogs.confirm import ConfirmDialog


def wholly_in_view(host: PictureHost) -> set[tuple[int, int]]:
    """Upper left cells of the images a person sees whole: as many rows of blocks as an image has."""
    rows, found = host.terminal_rows(), set()
    for y in range(len(rows) - ROWS + 1):
        blocks = [row[4:28] == "▀" * 24 for row in rows[y : y + ROWS]]
        above = y > 0 and "▀" in rows[y - 1]
        if all(blocks) and not above:
            found.add((4, y))
    return found


def check_no_ghosts(host: PictureHost) -> None:
    """Pixels lie only where the cells below belong to an image too."""
    buffer = host.terminal.buffer
    assert {buffer[y][x].data for x, y in host.terminal.parts} <= {"▀"}


async def come_to_rest(host: PictureHost) -> None:
    """Wait until the images in view, and they alone, are drawn."""

    def at_rest() -> bool:
        check_no_ghosts(host)
        return set(host.terminal.images()) == wholly_in_view(host) and not host.terminal.scraps()

    await wait_for(at_rest)


async def decoded(host: PictureHost, pilot: Pilot[None]) -> None:
    """Wait until the images in view are there."""
    await wait_for(lambda: wholly_in_view(host))
    await host.workers.wait_for_complete()
    await pilot.pause()


async def test_images_wholly_in_view_are_drawn_once_and_where_they_belong() -> None:
    host = PictureHost(pictures())
    async with host.run_test(size=(60, 40)) as pilot:
        await decoded(host, pilot)
        await come_to_rest(host)
        before = host.terminal.drawn
        assert before == len(wholly_in_view(host)) > 0
        host.query_one(Input).focus()
        await pilot.press(*"words that lie elsewhere")
        await pilot.pause()
        assert host.terminal.drawn == before


async def test_an_image_partly_in_view_is_half_blocks() -> None:
    conversation = Conversation()
    conversation.load([shown("p", (200, 0, 0)), said("end", "assistant", "\n\n".join(["words"] * 4))])
    host = PictureHost(conversation)
    async with host.run_test(size=(60, 16)) as pilot:
        await wait_for(lambda: any("▀" in row for row in host.terminal_rows()))
        assert not wholly_in_view(host)
        await pilot.press("g")
        await wait_for(lambda: wholly_in_view(host))
        await come_to_rest(host)
        assert host.terminal.drawn == 1
        await pilot.press("G")
        await pilot.pause()
        check_no_ghosts(host)
        await wait_for(lambda: not host.terminal.parts)
        assert host.terminal.drawn == 1


async def test_a_dialog_takes_the_place_of_images_and_gives_it_back() -> None:
    host = PictureHost(pictures())
    async with host.run_test(size=(60, 40)) as pilot:
        await decoded(host, pilot)
        await come_to_rest(host)
        drawn = host.terminal.drawn
        await host.push_screen(ConfirmDialog("Really?", "Yes"))
        await wait_for(lambda: not host.terminal.parts)
        for change in (host.transcript.scroll_page_up, host.transcript.refresh):
            host.asked = 0
            change()
            await wait_for(lambda: host.asked)
            await host.workers.wait_for_complete()  # what came into view is encoded before it is drawn
        assert host.terminal.drawn == drawn
        await pilot.press("escape")
        await wait_for(lambda: host.terminal.drawn > drawn)
        await come_to_rest(host)


async def test_what_lies_over_an_image_is_never_drawn_over() -> None:
    host = PictureHost(pictures(1))
    async with host.run_test(size=(60, 30)) as pilot:
        await decoded(host, pilot)
        await come_to_rest(host)
        box = host.query_one("#box")
        box.display = True
        await pilot.pause()
        await pilot.press("k")
        check_no_ghosts(host)
        host.transcript.refresh()
        await wait_for(lambda: not host.terminal.parts)
        drawn = host.terminal.drawn
        box.display = False
        await wait_for(lambda: host.terminal.drawn > drawn)
        await come_to_rest(host)
        assert host.terminal.drawn == drawn + 1


async def test_a_terminal_that_does_not_tell_its_cells_gets_no_sixel() -> None:
    host = PictureHost(pictures())
    host.cell = None
    async with host.run_test(size=(60, 40)) as pilot:
        await decoded(host, pilot)
        await wait_for(lambda: host.asked)
        assert not host.terminal.drawn


async def test_a_terminal_of_kittys_protocol_is_given_each_image_that_stands_in_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm-kitty")
    monkeypatch.setenv("COLORTERM", "truecolor")
    host = PictureHost(pictures(2), "kitty")
    async with host.run_test(size=(60, 40)) as pilot:
        await wait_for(lambda: any("\U0010eeee" in row for row in host.terminal_rows()))
        await host.workers.wait_for_complete()
        await pilot.pause()
        sent = "".join(host.written)
        colours = {
            host.terminal.buffer[y][x].fg
            for y, row in enumerate(host.terminal_rows())
            for x in range(len(row))
            if "\U0010eeee" in host.terminal.buffer[y][x].data
        }
        assert len(colours) == 2
        for colour in colours:
            assert f"\x1b_Ga=p,U=1,i={int(colour, 16)},c=24,r={ROWS},q=2\x1b\\" in sent
        assert not host.terminal.drawn


async def test_beside_a_dialog_that_dims_what_is_below_kittys_images_are_half_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    host = PictureHost(pictures(), "kitty")

    def is_placed() -> bool:
        return any("\U0010eeee" in row for row in host.terminal_rows())

    async with host.run_test(size=(60, 40)) as pilot:
        await wait_for(is_placed)
        await host.workers.wait_for_complete()
        await pilot.pause()
        before = host.terminal_rows()
        await host.push_screen(ConfirmDialog("Really?", "Yes"))
        await wait_for(lambda: any("▀" in row for row in host.terminal_rows()))
        assert not is_placed()
        host.pop_screen()
        await wait_for(lambda: host.terminal_rows() == before)


@pytest.mark.parametrize(("version", "placed"), [("0.27.1", False), ("0.28.0", True)])
async def test_a_kitty_gets_images_by_itself_only_from_the_version_on_that_draws_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, placed: bool
) -> None:
    put_kitty(tmp_path, f"kitty {version} created by Kovid Goyal")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for name in ("TMUX", "STY", "SSH_CONNECTION", "KITTY_PID"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm-kitty", "COLORTERM": "truecolor", "KITTY_WINDOW_ID": "1"}.items():
        monkeypatch.setenv(name, value)
    host = PictureHost(pictures(2), "auto")
    sign = "\U0010eeee" if placed else "▀"
    async with host.run_test(size=(60, 40)):
        await wait_for(lambda: any(sign in row for row in host.terminal_rows()))
        assert any(sequence.startswith("\x1b_G") for sequence in host.written) is placed
        host.transcript.draw_images_as("blocks" if placed else "kitty")
        other = "▀" if placed else "\U0010eeee"
        await wait_for(lambda: any(other in row for row in host.terminal_rows()))
        assert not any(sign in row for row in host.terminal_rows())


@pytest.mark.parametrize(
    ("graphics", "environ"),
    [
        ("kitty", {"NO_COLOR": "1", "COLORTERM": "truecolor"}),
        ("kitty", {"TERM": "xterm-kitty", "COLORTERM": ""}),
        ("sixel", {"NO_COLOR": "1"}),
    ],
)
async def test_where_colours_do_not_arrive_as_they_are_images_are_half_blocks(
    monkeypatch: pytest.MonkeyPatch, graphics: Literal["kitty", "sixel"], environ: dict[str, str]
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    host = PictureHost(pictures(2), graphics)
    async with host.run_test(size=(60, 40)) as pilot:
        await decoded(host, pilot)
        await wait_for(lambda: host.asked or graphics == "kitty")
        assert not any(sequence.startswith(("\x1b_G", "\x1b7")) for sequence in host.written)


_STEPS = st.sampled_from(
    [
        "up",
        "down",
        "pageup",
        "pagedown",
        "g",
        "G",
        "j",
        "k",
        "line",
        "back",
        "small",
        "large",
        "box",
        "text",
        "dialog",
    ]
)


@settings(max_examples=12)
@given(st.lists(_STEPS, min_size=3, max_size=14))
async def test_whatever_happens_to_the_screen_no_pixel_stays_behind(steps: list[str]) -> None:
    host = PictureHost(pictures())
    async with host.run_test(size=(60, 30)) as pilot:
        await decoded(host, pilot)
        for number, step in enumerate(steps):
            if number % 3 == 0:
                await come_to_rest(host)
            await take_step(host, pilot, step, number)
            check_no_ghosts(host)
        await come_to_rest(host)
        assert host.terminal.whole_at_once
        assert host.terminal_rows() == host.fresh_rows()


async def take_step(host: PictureHost, pilot: Pilot[None], step: str, number: int) -> None:
    """Do one thing that moves or covers images."""
    match step:
        case "line" | "back":
            host.transcript.scroll_to(y=host.transcript.scroll_y + (1 if step == "line" else -1))
        case "small" | "large":
            await pilot.resize_terminal(*((60, 22) if step == "small" else (72, 36)))
        case "box":
            box = host.query_one("#box")
            box.display = True
            await pilot.pause()
            box.display = False
        case "text":
            change = host.conversation.add_local(f"new{number}", "more")
            host.show(change)
        case "dialog":
            await host.push_screen(ConfirmDialog("Really?", "Yes"))
            await pilot.press("escape")
        case key:
            await pilot.press(key)
    await pilot.pause()
