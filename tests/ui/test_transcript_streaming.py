"""A reply that is being written: what the terminal shows while it comes and when it is there."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.ui.sample_thread import MARKDOWN, said
from tests.ui.transcript_host import TranscriptHost
from tui_threads.chat.conversation import Conversation
from tui_threads.wire.deltas import MessageDelta, MessageDeltaEvent, TextDelta, TextDeltaBlock
from tui_threads.wire.events import (
    RunProgressEvent,
    StreamEvent,
    ThreadMessageCompleted,
    ThreadMessageCreated,
    ThreadMessageDelta,
    ThreadRunCompleted,
    ThreadRunFailed,
    ThreadRunInProgress,
    ThreadRunQueued,
)
from tui_threads.wire.extensions import RunProgress
from tui_threads.wire.messages import Message
from tui_threads.wire.runs import LastError, Run

RUN = Run(id="run_1", status="in_progress")


def delta(text: str) -> StreamEvent:
    block = TextDeltaBlock(index=0, text=TextDelta(value=text))
    return ThreadMessageDelta(MessageDeltaEvent(id="reply", delta=MessageDelta(content=(block,))))


def begun(host: TranscriptHost) -> None:
    reply = Message(id="reply", role="assistant", run_id="run_1", status="in_progress")
    host.apply(ThreadRunInProgress(RUN), ThreadMessageCreated(reply))


def ended(host: TranscriptHost, text: str) -> None:
    whole = said("reply", "assistant", text, run_id="run_1")
    host.apply(
        ThreadMessageCompleted(whole), ThreadRunCompleted(RUN.model_copy(update={"status": "completed"}))
    )


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Let the app work until something is so."""
    for _ in range(400):
        await pilot.pause()
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never became so")


def shows(host: TranscriptHost, words: str) -> Callable[[], bool]:
    return lambda: any(words in row for row in host.terminal_rows())


@pytest.mark.parametrize("seed", range(6))
async def test_any_split_ends_in_the_same_screen_as_drawing_the_whole(seed: int) -> None:
    dice = random.Random(seed)
    text = MARKDOWN * 2
    question = said("question", "user", "Show me.")
    host = TranscriptHost()
    async with host.run_test(size=(dice.choice([50, 80, 120]), 30)) as pilot:
        host.show(host.conversation.load([question]))
        begun(host)
        at = 0
        while at < len(text):
            size = dice.randint(1, 40)
            host.apply(delta(text[at : at + size]))
            at += size
            if dice.random() < 0.3:
                await pilot.pause(0.01)
        await until(pilot, shows(host, "12345"))
        ended(host, text)
        host.set_focus(None)
        await pilot.pause()
        streamed = host.terminal_rows()
        assert streamed == host.fresh_rows()
        size_now = host.size
    whole = Conversation()
    whole.load([question, said("reply", "assistant", text, run_id="run_1")])
    other = TranscriptHost(whole)
    async with other.run_test(size=size_now) as pilot:
        other.set_focus(None)
        await until(pilot, shows(other, "12345"))
        assert other.terminal_rows() == streamed


async def test_the_last_token_is_shown_without_anything_after_it() -> None:
    host = TranscriptHost()
    async with host.run_test(size=(80, 24)) as pilot:
        begun(host)
        for word in ("one ", "two ", "lastword"):
            host.apply(delta(word))
        await until(pilot, shows(host, "lastword"))
        assert [row.strip() for row in host.terminal_rows() if "one" in row] == ["one two lastword"]


async def test_the_final_text_is_laid_over_what_was_streamed() -> None:
    host = TranscriptHost()
    async with host.run_test(size=(80, 24)) as pilot:
        begun(host)
        host.apply(delta("Helo wrld"))
        await until(pilot, shows(host, "Helo wrld"))
        ended(host, "Hello world.")
        await until(pilot, shows(host, "Hello world."))
        assert not shows(host, "Helo")()


async def test_a_reader_who_scrolled_up_keeps_their_lines_while_text_arrives() -> None:
    conversation = Conversation()
    conversation.load([said(f"m{n}", "user", f"message number {n}", after=n) for n in range(60)])
    host = TranscriptHost(conversation)
    async with host.run_test(size=(80, 24)) as pilot:
        begun(host)
        await pilot.press("pageup")
        await pilot.pause()
        before = host.terminal_rows()
        assert host.transcript.place is not None
        for number in range(80):
            host.apply(delta(f"line {number}\n\n"))
        await pilot.pause(0.1)
        assert host.terminal_rows() == before == host.fresh_rows()


async def test_at_the_end_the_newest_line_stays_in_view_while_text_arrives() -> None:
    host = TranscriptHost()
    async with host.run_test(size=(80, 24)) as pilot:
        begun(host)
        for number in range(120):
            host.apply(delta(f"line {number}\n\n"))
            if number % 20 == 19:
                await until(pilot, shows(host, f"line {number}"))
        assert host.transcript.place is None
        assert host.terminal_rows() == host.fresh_rows()


async def test_waiting_is_told_in_words_that_change_with_the_phase() -> None:
    host = TranscriptHost()
    async with host.run_test(size=(80, 24)) as pilot:
        host.apply(ThreadRunQueued(Run(id="run_1", status="queued")))
        await until(pilot, shows(host, "queued"))
        host.apply(RunProgressEvent(RunProgress(run_id="run_1", phase="loading_model", fraction=0.4)))
        await until(pilot, shows(host, "loading model 40 %"))
        host.apply(RunProgressEvent(RunProgress(run_id="run_1", phase="reading_prompt")))
        await until(pilot, shows(host, "reading prompt"))
        host.apply(ThreadRunInProgress(RUN))
        await until(pilot, shows(host, "thinking"))
        host.apply(delta("Hi"))
        await until(pilot, shows(host, "Esc stops"))
        assert not shows(host, "thinking")()
        ended(host, "Hi")
        await until(pilot, lambda: not shows(host, "Esc stops")())


async def test_a_failed_run_keeps_its_text_and_says_what_to_do() -> None:
    host = TranscriptHost()
    async with host.run_test(size=(80, 24)) as pilot:
        begun(host)
        host.apply(delta("partial words"))
        error = LastError(code="server_error", message="The model fell over.")
        host.apply(ThreadRunFailed(Run(id="run_1", status="failed", last_error=error)))
        await until(pilot, shows(host, "The model fell over."))
        assert shows(host, "partial words")()
        assert shows(host, "server_error")()
        assert shows(host, "r tries again")()


async def test_an_image_of_escape_codes_in_a_reply_never_reaches_the_terminal() -> None:
    host = TranscriptHost()
    async with host.run_test(size=(80, 24)) as pilot:
        begun(host)
        host.apply(delta("before \x1b]0;stolen\x07\x1b[2J after"))
        await until(pilot, shows(host, "before ␛]0;stolen␇␛[2J after"))
        assert "\x1b]0;" not in host.sent
        assert "\x1b[2J" not in host.sent


async def test_a_reply_that_is_whole_leaves_no_blank_lines_below_it() -> None:
    host = TranscriptHost()
    async with host.run_test(size=(80, 42)) as pilot:
        begun(host)
        text = ""
        for number in range(90):
            text += (piece := f"line {number}\n\n")
            host.apply(delta(piece))
            if number % 7 == 6:
                await until(pilot, shows(host, f"line {number}"))
        ended(host, text)
        await until(pilot, lambda: "line 89" in host.terminal_rows()[-1])
        assert host.terminal_rows() == host.fresh_rows()
