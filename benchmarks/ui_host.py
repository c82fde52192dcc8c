"""The program under test of `benchmarks/ui.py`: one widget over a line of input, fed from within.

It writes what it did and when to a report, one JSON object a line; times are of the system's monotonic
clock, which the measuring process shares.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import time
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, Markdown, Static
from ui_texts import mixed_messages, reply_tokens


class Host(App[None]):
    """A widget that shows a thread, and an input below it."""

    BINDINGS: ClassVar[list[BindingType]] = [("pageup", "page_back", "Page up")]
    CSS = "Transcript { height: 1fr; } Markdown { height: 1fr; overflow-y: auto; } Input { dock: bottom; }"

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__()
        self._options = options
        self._report = Path(options.report)

    def action_page_back(self) -> None:
        """A page up, whatever is focused."""
        self.screen.query_one("Transcript").scroll_page_up(animate=False)

    def compose(self) -> ComposeResult:
        if self._options.widget == "transcript":
            from tui_threads.ui.widgets.transcript import Transcript

            yield Transcript()
        elif self._options.widget == "stock":
            yield Markdown()
        else:
            yield Static("nothing")
        yield Input()

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self.set_timer(self._options.delay, self._run)

    def tell(self, **facts: float | str) -> None:
        """Add a line to the report."""
        with self._report.open("a") as out:
            out.write(json.dumps({"at": time.monotonic(), **facts}) + "\n")

    async def _run(self) -> None:
        if self._options.widget == "transcript":
            self.run_worker(self._feed_transcript())
        elif self._options.widget == "stock":
            self.run_worker(self._feed_stock())

    async def _feed_transcript(self) -> None:
        from tui_threads.chat.conversation import Conversation
        from tui_threads.ui.render.warm import warm
        from tui_threads.ui.widgets.transcript import Transcript
        from tui_threads.wire.deltas import MessageDelta, MessageDeltaEvent, TextDelta, TextDeltaBlock
        from tui_threads.wire.events import ThreadMessageCreated, ThreadMessageDelta, ThreadRunInProgress
        from tui_threads.wire.messages import Message
        from tui_threads.wire.runs import Run

        transcript = self.query_one(Transcript)
        conversation = Conversation()
        await asyncio.to_thread(warm)
        stored = await asyncio.to_thread(mixed_messages, self._options.messages)
        # The garbage of making ten thousand messages is not what is measured.
        gc.collect()
        gc.freeze()
        await asyncio.sleep(0.3)
        self.tell(what="open")
        transcript.show(conversation, conversation.load(stored))
        if not self._options.tokens:
            return
        await asyncio.sleep(1.0)
        run = Run(id="run_1", status="in_progress")
        message = Message(id="msg_reply", role="assistant", run_id="run_1", status="in_progress")
        transcript.show(conversation, conversation.apply(ThreadRunInProgress(run)))
        transcript.show(conversation, conversation.apply(ThreadMessageCreated(message)))

        def feed(token: str) -> None:
            block = TextDeltaBlock(index=0, text=TextDelta(value=token))
            event = MessageDeltaEvent(id="msg_reply", delta=MessageDelta(content=(block,)))
            transcript.show(conversation, conversation.apply(ThreadMessageDelta(event)))

        await self._stream(feed)

    async def _feed_stock(self) -> None:
        markdown = self.query_one(Markdown)
        stream = Markdown.get_stream(markdown)
        pending: list[str] = []

        def feed(token: str) -> None:
            pending.append(token)

        async def write() -> None:
            while True:
                if pending:
                    text = "".join(pending)
                    pending.clear()
                    await stream.write(text)
                    markdown.scroll_end(animate=False)
                await asyncio.sleep(0.01)

        writer = asyncio.create_task(write())
        await self._stream(feed)
        await asyncio.sleep(30)
        writer.cancel()

    async def _stream(self, feed: object) -> None:
        assert callable(feed)
        tokens = reply_tokens(self._options.tokens)
        rate = self._options.rate
        begin = time.monotonic()
        self.tell(what="begin", cpu=time.process_time())
        quarter = len(tokens) // 4
        for number, token in enumerate(tokens):
            if rate:
                ahead = begin + number / rate - time.monotonic()
                if ahead > 0:
                    await asyncio.sleep(ahead)
            elif number % 50 == 0:
                await asyncio.sleep(0)
            if quarter and number % quarter == 0:
                self.tell(what="quarter", number=number, cpu=time.process_time())
            feed(token)
        self.tell(what="end", cpu=time.process_time())
        await asyncio.sleep(0.5)
        self.tell(what="settled", cpu=time.process_time())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("report")
    parser.add_argument("--widget", default="transcript", choices=["transcript", "stock", "bare"])
    parser.add_argument("--messages", type=int, default=0)
    parser.add_argument("--tokens", type=int, default=0)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--delay", type=float, default=0.2)
    Host(parser.parse_args()).run()


if __name__ == "__main__":
    main()
