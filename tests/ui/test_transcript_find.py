"""Finding words in a thread."""

from __future__ import annotations

from textual.geometry import Region

from tests.ui.sample_thread import everything, said
from tests.ui.transcript_host import TranscriptHost
from tui_threads.chat.conversation import Conversation
from tui_threads.chat.entries import MessageEntry, StepEntry
from tui_threads.ui.render.words import step_words


def marked_words(host: TranscriptHost, row: int) -> str:
    """What is drawn as a hit on a row."""
    styles = [
        host.transcript.get_component_rich_style(f"transcript--{role}") for role in ("match", "match-current")
    ]
    strip = host.transcript.render_lines(Region(0, row, host.transcript.size.width, 1))[0]
    return "".join(
        segment.text
        for segment in strip
        if segment.style
        and any((segment.style.bgcolor, segment.style.color) == (one.bgcolor, one.color) for one in styles)
    )


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


async def test_a_message_that_goes_away_is_no_hit_any_more() -> None:
    host = TranscriptHost(thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"needle", "enter", "N")
        await pilot.pause()
        assert "2 of 3 messages" in host.terminal_rows()[-1]
        host.show(host.conversation.drop("m5"))
        await pilot.pause()
        assert "1 of 2 messages" in host.terminal_rows()[-1]
        await pilot.press("N")
        await pilot.pause()
        assert host.transcript.focused_key == "m41"
        assert host.terminal_rows() == host.fresh_rows()


async def test_a_search_without_hits_says_so_and_escape_ends_it() -> None:
    host = TranscriptHost(thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"nowhere")
        await pilot.pause()
        assert "nothing found" in host.terminal_rows()[-1]
        await pilot.press("escape")
        await pilot.pause()
        assert not host.transcript.finder.on
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
        assert host.transcript.finder.find("treasure") == 1
        await pilot.pause()
        assert any("treasure" in row for row in host.terminal_rows()[:-1])


async def test_a_hit_that_goes_over_a_fold_is_marked_on_both_lines() -> None:
    conversation = Conversation()
    conversation.load([said("m", "assistant", "word " * 13 + "golden hinge " + "word " * 20)])
    host = TranscriptHost(conversation)
    async with host.run_test(size=(80, 24)) as pilot:
        assert host.transcript.finder.find("golden hinge") == 1
        await pilot.pause()
        rows = host.terminal_rows()
        at = next(n for n, row in enumerate(rows) if row.endswith("golden"))
        assert rows[at + 1].strip().startswith("▌ hinge")
        for row, word in ((at, "golden"), (at + 1, "hinge")):
            assert marked_words(host, row) == word


async def test_a_phrase_is_found_although_a_word_of_it_is_bold() -> None:
    conversation = Conversation()
    conversation.load(
        [said("m", "assistant", "a **very** big one"), said("o", "user", "very * big", after=1)]
    )
    host = TranscriptHost(conversation)
    async with host.run_test(size=(80, 24)) as pilot:
        assert host.transcript.finder.find("very big") == 1
        await pilot.pause()
        assert any(marked_words(host, row) == "very big" for row in range(6))


async def test_a_hit_in_the_folded_part_is_shown_although_another_stands_in_the_open() -> None:
    conversation = Conversation()
    paste = "treasure\n" + "\n".join(f"row {n}" for n in range(60)) + "\nmore treasure"
    conversation.load([said("paste", "user", paste), said("end", "user", "end")])
    host = TranscriptHost(conversation)
    async with host.run_test(size=(80, 24)) as pilot:
        assert host.transcript.finder.find("treasure") == 1
        await pilot.pause()
        at = next(n for n, row in enumerate(host.terminal_rows()) if "more treasure" in row)
        assert marked_words(host, at) == "treasure"
        await pilot.press("n")
        await pilot.pause()
        assert any(row.strip() == "▌ treasure" for row in host.terminal_rows())


async def test_a_hit_in_a_folded_tool_call_is_shown() -> None:
    host = TranscriptHost(everything())
    async with host.run_test(size=(100, 30)) as pilot:
        steps = [entry for entry in host.conversation.entries if isinstance(entry, StepEntry)]
        assert steps
        for step in steps:
            word = step_words(step.step).split()[-1]
            host.transcript.reveal(step.key, [word])
            await pilot.pause()
            assert any(word in marked_words(host, row) for row in range(29)), (word, host.terminal_rows())


async def test_a_hit_that_only_the_source_has_says_how_to_see_it() -> None:
    conversation = Conversation()
    conversation.load([said("m", "assistant", "see [the page](https://hidden.example/x)")])
    host = TranscriptHost(conversation)
    async with host.run_test(size=(80, 24)) as pilot:
        assert host.transcript.finder.find("hidden.example") == 1
        await pilot.pause()
        assert "in its raw text: v shows it" in host.terminal_rows()[-1]
        await pilot.press("v")
        await pilot.pause()
        assert any("hidden.example" in marked_words(host, row) for row in range(6))
        assert "raw text" not in host.terminal_rows()[-1]


async def test_a_search_goes_on_when_the_thread_is_loaded_anew() -> None:
    host = TranscriptHost(thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"needle", "enter")
        more = said("m80", "user", "one more needle", after=80)
        messages = [entry.message for entry in thread().entries if isinstance(entry, MessageEntry)]
        host.show(host.conversation.load([*messages, more]))
        await pilot.pause()
        assert "3 of 4 messages" in host.terminal_rows()[-1]
