"""Selecting text across messages and copying it as it was meant."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.ui.sample_thread import said
from tests.ui.transcript_host import TranscriptHost
from tui_threads.chat.conversation import Conversation
from tui_threads.ui.widgets.transcript import Transcript

LONG = "This sentence is long enough to be folded over more than one line of the narrow screen it is on."


def thread(*texts: str) -> Conversation:
    conversation = Conversation()
    conversation.load(
        [said(f"m{n}", "user" if n % 2 == 0 else "assistant", text, after=n) for n, text in enumerate(texts)]
    )
    return conversation


async def drag(pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> None:
    """Press the mouse at one place of the transcript, let go at another."""
    await pilot.mouse_down(Transcript, offset=start)
    await pilot.hover(Transcript, offset=((start[0] + end[0]) // 2, (start[1] + end[1]) // 2))
    await pilot.hover(Transcript, offset=end)
    await pilot.mouse_up(Transcript, offset=end)
    await pilot.pause()


def row_of(host: TranscriptHost, words: str) -> int:
    return next(y for y, row in enumerate(host.terminal_rows()) if words in row)


async def test_a_drag_over_a_folded_line_copies_the_sentence_in_one_piece() -> None:
    host = TranscriptHost(thread("Hi", LONG))
    async with host.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        top = row_of(host, "This sentence")
        await drag(pilot, (4, top), (50, top + 1))
        assert host.screen.get_selected_text() == LONG


async def test_a_drag_over_two_messages_takes_neither_bars_nor_indents() -> None:
    host = TranscriptHost(thread("first words", "- one\n- two"))
    async with host.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        top, bottom = row_of(host, "first words"), row_of(host, "two")
        await drag(pilot, (4, top), (20, bottom))
        assert host.screen.get_selected_text() == "first words\n\nAssistant:\n- one\n- two"


async def test_part_of_a_line_is_copied_as_that_part() -> None:
    host = TranscriptHost(thread("alpha beta gamma"))
    async with host.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        row = row_of(host, "alpha")
        await drag(pilot, (10, row), (13, row))
        assert host.screen.get_selected_text() == "beta"


async def test_wide_characters_are_selected_whole() -> None:
    host = TranscriptHost(thread("你好世界"))
    async with host.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        row = row_of(host, "你好")
        await drag(pilot, (6, row), (8, row))
        assert host.screen.get_selected_text() == "好世"


async def test_a_selection_stays_on_its_words_when_messages_come_above() -> None:
    host = TranscriptHost(thread("keep these words"))
    async with host.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        row = row_of(host, "keep")
        await drag(pilot, (4, row), (13, row))
        host.show(host.conversation.prepend([said("old", "user", "older\n\nlines\n\nabove", after=-9)]))
        await pilot.pause()
        assert host.screen.get_selected_text() == "keep these"


async def test_shift_and_arrows_select_lines_across_messages() -> None:
    host = TranscriptHost(thread("question", "answer"))
    async with host.run_test(size=(60, 20)) as pilot:
        host.transcript.entry_focus.go("m0")
        await pilot.press("shift+down", "shift+down", "shift+down")
        assert host.screen.get_selected_text() == "You:\nquestion\n\nAssistant:\nanswer"


async def test_a_code_block_is_copied_without_its_ground_and_hints() -> None:
    host = TranscriptHost(thread("```python\nx = 1\n\ny = 2\n```"))
    async with host.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        top, bottom = row_of(host, "x = 1"), row_of(host, "y = 2")
        await drag(pilot, (5, top), (30, bottom))
        assert host.screen.get_selected_text() == "x = 1\n\ny = 2"


async def test_a_whole_table_row_is_copied_as_markdown() -> None:
    host = TranscriptHost(thread("| a | b |\n|---|--:|\n| one | 2 |"))
    async with host.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        top, bottom = row_of(host, "a   │"), row_of(host, "one")
        await drag(pilot, (4, top), (40, bottom))
        assert host.screen.get_selected_text() == "| a | b |\n| --- | ---: |\n| one | 2 |"


@pytest.mark.parametrize(
    ("clicked", "word"),
    [("path", "/etc/path.d/file"), ("don", "don't"), ("well", "well-known"), ("end", "end")],
)
async def test_a_double_click_selects_the_word_under_it(clicked: str, word: str) -> None:
    host = TranscriptHost(thread("see /etc/path.d/file, don't go, well-known end."))
    async with host.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        row = row_of(host, "see")
        column = host.terminal_rows()[row].index(clicked)
        await pilot.click(Transcript, offset=(column + 1, row), times=2)
        await pilot.pause()
        assert host.screen.get_selected_text() == word


async def test_a_double_click_on_nothing_selects_nothing() -> None:
    host = TranscriptHost(thread("some words"))
    async with host.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        for column in (0, 8, 40):
            await pilot.click(Transcript, offset=(column, row_of(host, "some words")), times=2)
            await pilot.pause()
            assert not host.screen.get_selected_text()


async def test_a_word_broken_over_lines_is_selected_whole() -> None:
    word = "a" * 90
    host = TranscriptHost(thread(f"one {word} two"))
    async with host.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        row = row_of(host, "aa") + 1
        await pilot.click(Transcript, offset=(6, row), times=2)
        await pilot.pause()
        assert host.screen.get_selected_text() == word


async def test_a_triple_click_selects_the_paragraph_under_it() -> None:
    host = TranscriptHost(thread("Hi", f"Before it.\n\n{LONG}\n\nAfter it."))
    async with host.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        await pilot.click(Transcript, offset=(6, row_of(host, "This sentence") + 1), times=3)
        await pilot.pause()
        assert host.screen.get_selected_text() == LONG


async def test_escape_ends_the_selection_and_the_screen_is_clean() -> None:
    host = TranscriptHost(thread("some words"))
    async with host.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        row = row_of(host, "some words")
        await drag(pilot, (4, row), (9, row))
        assert host.screen.get_selected_text()
        host.screen.clear_selection()
        await pilot.pause()
        assert not host.screen.get_selected_text()
        assert host.terminal_rows() == host.fresh_rows()
