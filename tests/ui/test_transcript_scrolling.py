"""Scrolling, resizing and growing upwards: the reader's line stays, and the screen is always right."""

from __future__ import annotations

import random

import pytest

from tests.ui.sample_thread import MARKDOWN, everything, said
from tests.ui.transcript_host import TranscriptHost
from tui_threads.chat.conversation import Conversation
from tui_threads.ui.widgets.transcript import Transcript


def long_thread(count: int = 120) -> Conversation:
    """Messages of very different heights."""
    texts = ["short", "a few words\n\nin two paragraphs", MARKDOWN, "x " * 400]
    conversation = Conversation()
    conversation.load(
        [
            said(f"m{n}", "user" if n % 2 else "assistant", f"number {n} {texts[n % 4]}", after=n)
            for n in range(count)
        ]
    )
    return conversation


def words(host: TranscriptHost) -> list[str]:
    return [row for row in host.terminal_rows() if row.strip()]


async def test_a_thread_opens_at_its_end() -> None:
    host = TranscriptHost(long_thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert host.transcript.place is None
        assert host.terminal_rows() == host.fresh_rows()
        assert "x x x" in words(host)[-1]


async def test_paging_up_and_down_again_meets_the_same_lines() -> None:
    host = TranscriptHost(long_thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        seen = []
        for _ in range(12):
            await pilot.press("pageup")
            await pilot.pause()
            seen.append(host.terminal_rows())
        assert len({tuple(rows) for rows in seen}) == 12
        for rows in reversed(seen[:-1]):
            await pilot.press("pagedown")
            await pilot.pause()
            assert host.terminal_rows() == rows


async def test_pages_follow_on_each_other_without_a_gap_while_heights_are_mended() -> None:
    host = TranscriptHost(long_thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for _ in range(30):
            before = host.terminal_rows()
            await pilot.press("pageup")
            await pilot.pause()
            after = host.terminal_rows()
            # The first line that was in view is still in view, lower down.
            assert any(after[at:] == before[: len(after) - at] for at in range(1, len(after)))


async def test_the_first_message_is_reached_and_older_ones_are_asked_for() -> None:
    host = TranscriptHost(long_thread(30))
    async with host.run_test(size=(80, 24), message_hook=host.told.append) as pilot:
        await pilot.pause()
        await pilot.press("g")
        await pilot.pause()
        assert any("number 0" in row for row in host.terminal_rows())
        assert host.told_of(Transcript.OlderWanted)


async def test_an_older_page_comes_in_above_without_moving_what_is_read() -> None:
    host = TranscriptHost(long_thread(30))
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("g")
        await pilot.pause()
        before = host.terminal_rows()
        older = [said(f"old{n}", "user", f"older {n}", after=-100 + n) for n in range(40)]
        host.show(host.conversation.prepend(older))
        await pilot.pause()
        gap = [""] if host.terminal_rows()[0] == "" else []
        assert host.terminal_rows()[len(gap) :] == before[: len(before) - len(gap)]
        await pilot.press("pageup")
        await pilot.pause()
        assert any("older 39" in row for row in host.terminal_rows())


@pytest.mark.parametrize("width", [40, 60, 120])
async def test_a_resize_keeps_the_line_that_is_read(width: int) -> None:
    conversation = Conversation()
    conversation.load(
        [said("m", "assistant", "\n\n".join(f"paragraph {n} " + "word " * 30 for n in range(80)))]
    )
    host = TranscriptHost(conversation)
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("pageup", "pageup", "pageup")
        await pilot.pause()
        number = next(row.split("paragraph ")[1].split()[0] for row in words(host) if "paragraph" in row)
        await pilot.resize_terminal(width, 24)
        await pilot.pause()
        assert host.terminal_rows() == host.fresh_rows()
        top = [row for row in words(host)[:12] if f"paragraph {number} " in row]
        assert top, words(host)


async def test_the_end_is_followed_through_a_terminal_so_high_that_all_fits() -> None:
    host = TranscriptHost(long_thread(10))
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for size in ((120, 300), (40, 12)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert host.transcript.place is None
        assert host.terminal_rows()[-1].endswith("in two paragraphs")


async def test_several_changes_shown_as_one_leave_each_entry_there_once() -> None:
    host = TranscriptHost(long_thread(10))
    async with host.run_test(size=(80, 24)) as pilot:
        talk = host.conversation
        host.show(
            talk.load([said("a", "user", "first")])
            + talk.add_local("l", "typed")
            + talk.mark_local("l", "sending")
        )
        await pilot.pause()
        assert sum("typed" in row for row in host.terminal_rows()) == 1
        host.show(
            talk.add_local("x", "never seen")
            + talk.settle_local("l", said("b", "user", "typed"))
            + talk.drop("x")
        )
        await pilot.pause()
        rows = host.terminal_rows()
        assert sum("typed" in row for row in rows) == 1
        assert not any("never seen" in row for row in rows)
        assert rows == host.fresh_rows()


async def test_scrolling_to_the_end_takes_hold_of_it_again() -> None:
    host = TranscriptHost(long_thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("pageup")
        await pilot.pause()
        assert host.transcript.place is not None
        await pilot.press("pagedown", "pagedown")
        await pilot.pause()
        assert host.transcript.place is None


@pytest.mark.parametrize("seed", range(8))
async def test_any_sequence_of_acts_leaves_the_screen_as_drawing_it_whole(seed: int) -> None:
    dice = random.Random(seed)
    host = TranscriptHost(everything() if seed % 2 else long_thread(40))
    async with host.run_test(size=(90, 30)) as pilot:
        await pilot.pause()
        for number in range(25):
            act = dice.choice(["keys", "keys", "size", "new", "old", "drop", "wheel", "theme"])
            if act == "keys":
                await pilot.press(
                    dice.choice(["pageup", "pagedown", "j", "k", "g", "G", "enter", "v", "shift+down"])
                )
            elif act == "size":
                await pilot.resize_terminal(dice.choice([40, 64, 90, 130]), dice.choice([12, 24, 40]))
            elif act == "new":
                host.show(host.conversation.add_local(f"l{number}", dice.choice(["hi", MARKDOWN])))
            elif act == "old":
                host.show(
                    host.conversation.prepend([said(f"o{number}", "user", "old " * dice.randint(1, 90))])
                )
            elif act == "drop":
                host.show(host.conversation.drop(dice.choice(list(host.conversation.keys))))
            elif act == "wheel":
                host.transcript.scroll_relative(y=dice.choice([-3, 3, -40, 40]))
            else:
                host.theme = dice.choice(["threads-dark", "threads-light"])
            await pilot.pause()
            assert host.terminal_rows() == host.fresh_rows(), (number, act)
