"""Places: where one reads, going to a message, what is unread and what the model no longer sees."""

from __future__ import annotations

import pytest

from tests.ui.sample_thread import said
from tests.ui.test_transcript_scrolling import long_thread, words
from tests.ui.transcript_host import TranscriptHost
from tui_threads.chat.changes import Change
from tui_threads.chat.conversation import Conversation

UNSEEN = "the model no longer sees"


async def test_a_reading_place_is_found_again_in_another_app_at_the_same_line() -> None:
    host = TranscriptHost(long_thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["pageup"] * 7)
        host.transcript.scroll_relative(y=-3)
        await pilot.pause()
        rows, place = host.terminal_rows(), host.transcript.place
    assert place is not None
    again = TranscriptHost(long_thread())
    async with again.run_test(size=(80, 24)) as pilot:
        again.transcript.restore(place)
        await pilot.pause()
        assert again.terminal_rows() == rows == again.fresh_rows()
        assert again.transcript.place == place
        assert again.transcript.place is not None


async def test_a_place_holds_when_older_messages_have_come_in_above() -> None:
    host = TranscriptHost(long_thread(60))
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["pageup"] * 5)
        await pilot.pause()
        rows, place = host.terminal_rows(), host.transcript.place
        host.transcript.follow()
        host.show(host.conversation.prepend([said(f"o{n}", "user", "old " * 40) for n in range(50)]))
        host.transcript.restore(place)
        await pilot.pause()
        assert host.terminal_rows() == rows


async def test_a_place_taken_at_one_width_shows_the_same_words_at_another() -> None:
    conversation = Conversation()
    text = "\n\n".join(f"paragraph {n} " + "word " * 30 for n in range(80))
    conversation.load([said("m", "assistant", text)])
    host = TranscriptHost(conversation)
    async with host.run_test(size=(120, 24)) as pilot:
        await pilot.press("pageup", "pageup", "pageup")
        await pilot.pause()
        place = host.transcript.place
        number = next(row.split("paragraph ")[1].split()[0] for row in words(host) if "paragraph" in row)
    narrow = TranscriptHost(conversation)
    async with narrow.run_test(size=(50, 24)) as pilot:
        narrow.transcript.restore(place)
        await pilot.pause()
        assert any(f"paragraph {number} " in row for row in words(narrow)[:6])


@pytest.mark.parametrize("place", [None, "gone:3", "m1", "m1:x", ":", ""])
async def test_what_is_no_place_leads_to_the_end(place: str | None) -> None:
    host = TranscriptHost(long_thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("pageup")
        host.transcript.restore(place)
        await pilot.pause()
        assert host.transcript.place is None
        assert host.transcript.place is None


async def test_a_place_given_before_there_is_a_size_is_gone_to_when_there_is_one() -> None:
    host = TranscriptHost(long_thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["pageup"] * 7)
        await pilot.pause()
        rows, place = host.terminal_rows(), host.transcript.place
    again = TranscriptHost(long_thread())
    again.transcript.display = False
    async with again.run_test(size=(80, 24)) as pilot:
        again.transcript.restore(place)
        await pilot.pause()
        again.transcript.display = True
        await pilot.pause()
        assert again.terminal_rows() == rows


async def test_a_thread_that_is_loaded_anew_stays_where_it_is_read() -> None:
    host = TranscriptHost(long_thread(40))
    async with host.run_test(size=(80, 24)) as pilot:
        host.show(host.conversation.prepend([said(f"o{n}", "user", "old " * 40) for n in range(50)]))
        host.transcript.reveal("o45")
        await pilot.pause()
        rows = host.terminal_rows()
        assert any("old old" in row for row in rows)
        newest = [entry.message for entry in long_thread(40).entries if hasattr(entry, "message")]
        host.show(host.conversation.load(newest))
        await pilot.pause()
        assert host.terminal_rows() == rows == host.fresh_rows()


async def test_revealing_focuses_a_message_far_up_and_marks_its_words() -> None:
    host = TranscriptHost(long_thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert host.transcript.reveal("m17", ["Number 17"])
        await pilot.pause()
        assert host.transcript.focused_key == "m17"
        assert any("number 17 " in row for row in host.terminal_rows())
        assert host.terminal_rows()[-1].strip().startswith("/Number 17")
        assert host.terminal_rows() == host.fresh_rows()


async def test_revealing_without_words_shows_the_message_with_something_above_it() -> None:
    host = TranscriptHost(long_thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert host.transcript.reveal("m20")
        await pilot.pause()
        at = next(n for n, row in enumerate(host.terminal_rows()) if "number 20 " in row)
        assert 2 <= at <= 12
        assert host.transcript.focused_key == "m20"
        assert not host.transcript.finder.on


async def test_a_message_that_is_not_loaded_cannot_be_revealed() -> None:
    host = TranscriptHost(long_thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = host.terminal_rows()
        assert not host.transcript.reveal("m999", ["number"])
        await pilot.pause()
        assert host.terminal_rows() == before


async def test_n_goes_on_from_a_revealed_message_to_others_with_all_the_words() -> None:
    conversation = Conversation()
    texts = ["red fox", "red hen", "blue fox", "fox so red"]
    conversation.load([said(f"m{n}", "user", text, after=n) for n, text in enumerate(texts)])
    host = TranscriptHost(conversation)
    async with host.run_test(size=(80, 24)) as pilot:
        host.transcript.reveal("m0", ["fox", "red"])
        await pilot.press("n")
        assert host.transcript.focused_key == "m3"
        await pilot.pause()
        assert "2 of 2 messages" in host.terminal_rows()[-1]


async def test_a_quiet_line_tells_what_the_model_no_longer_sees() -> None:
    host = TranscriptHost(long_thread(20))
    async with host.run_test(size=(80, 24)) as pilot:
        host.transcript.mark_unseen("m18")
        host.transcript.places.jump_to("m17")
        await pilot.pause()
        rows = host.terminal_rows()
        at = next(n for n, row in enumerate(rows) if UNSEEN in row)
        assert rows[at - 1] == rows[at + 1] == ""
        assert any("number 17" in row for row in rows[:at])
        assert any("number 18" in row for row in rows[at:])
        assert rows == host.fresh_rows()
        host.transcript.mark_unseen(None)
        await pilot.pause()
        assert not any(UNSEEN in row for row in host.terminal_rows())
        assert host.terminal_rows() == host.fresh_rows()


async def test_the_line_of_what_is_unseen_waits_until_something_stands_above_it() -> None:
    host = TranscriptHost(long_thread(3))
    async with host.run_test(size=(80, 60)) as pilot:
        host.transcript.mark_unseen("m0")
        await pilot.pause()
        assert not any(UNSEEN in row for row in host.terminal_rows())
        host.show(host.conversation.prepend([said("older", "user", "older")]))
        await pilot.pause()
        assert any(UNSEEN in row for row in host.terminal_rows())
        assert host.terminal_rows() == host.fresh_rows()


async def test_the_mark_of_what_is_unseen_does_not_go_over_to_another_thread() -> None:
    host = TranscriptHost(long_thread(3))
    async with host.run_test(size=(80, 60)) as pilot:
        host.transcript.mark_unseen("m1")
        await pilot.pause()
        assert any(UNSEEN in row for row in host.terminal_rows())
        host.transcript.show(long_thread(3), Change())
        await pilot.pause()
        assert not any(UNSEEN in row for row in host.terminal_rows())


async def test_the_line_of_what_is_unseen_is_not_copied_with_the_messages_around_it() -> None:
    conversation = Conversation()
    conversation.load([said("a", "user", "above"), said("b", "user", "below")])
    host = TranscriptHost(conversation)
    async with host.run_test(size=(80, 24)) as pilot:
        host.transcript.mark_unseen("b")
        host.transcript.entry_focus.go("a")
        await pilot.press(*["shift+down"] * 4)
        await pilot.pause()
        assert "above" in (text := host.screen.get_selected_text() or "")
        assert "below" in text
        assert UNSEEN not in text


async def test_u_goes_to_the_first_message_that_is_not_read_and_it_says_so() -> None:
    host = TranscriptHost(long_thread())
    async with host.run_test(size=(80, 24)) as pilot:
        host.transcript.mark_unread("m30")
        await pilot.press("u")
        await pilot.pause()
        assert host.transcript.focused_key == "m30"
        assert "new" in host.terminal_rows()[0] + host.terminal_rows()[1]
