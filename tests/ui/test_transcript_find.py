"""Finding words in a thread."""

from __future__ import annotations

from tests.ui.sample_thread import said
from tests.ui.transcript_host import TranscriptHost
from tui_threads.chat.conversation import Conversation


def thread() -> Conversation:
    conversation = Conversation()
    conversation.load(
        [
            said(
                f"m{n}",
                "assistant",
                f"number {n}" + (" the Needle here" if n in (5, 40, 41) else ""),
                after=n,
            )
            for n in range(80)
        ]
    )
    return conversation


async def test_typing_after_a_slash_goes_to_the_last_hit_and_n_on_to_others() -> None:
    host = TranscriptHost(thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"needle")
        await pilot.pause()
        assert any("number 41 the Needle" in row for row in host.terminal_rows())
        assert "3 of 3 messages" in host.terminal_rows()[-1]
        await pilot.press("enter", "N", "N")
        await pilot.pause()
        assert any("number 5 the Needle" in row for row in host.terminal_rows())
        assert "1 of 3 messages" in host.terminal_rows()[-1]
        await pilot.press("n")
        await pilot.pause()
        assert host.transcript.focused_key == "m40"


async def test_a_search_without_hits_says_so_and_escape_ends_it() -> None:
    host = TranscriptHost(thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"nowhere")
        await pilot.pause()
        assert "nothing found" in host.terminal_rows()[-1]
        await pilot.press("escape")
        await pilot.pause()
        assert not host.transcript.finding
        assert host.terminal_rows() == host.fresh_rows()
        assert "nothing found" not in host.terminal_rows()[-1]


async def test_letters_go_into_the_search_and_not_to_the_message_keys() -> None:
    host = TranscriptHost(thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", "y", "d", "backspace", "x")
        await pilot.pause()
        assert "/yx" in host.terminal_rows()[-1]


async def test_hits_inside_a_folded_paste_unfold_it() -> None:
    conversation = Conversation()
    paste = "\n".join(f"row {n}" for n in range(60)) + " treasure"
    conversation.load([said("paste", "user", paste), said("end", "user", "end")])
    host = TranscriptHost(conversation)
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert host.transcript.find("treasure") == 1
        await pilot.pause()
        assert any("treasure" in row for row in host.terminal_rows()[:-1])
