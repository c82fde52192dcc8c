"""What `benchmarks/ui.py` compares with: one widget of Textual over a line of input, fed from within.

It writes what it did and when to a report, one JSON object a line; times are of the system's monotonic
clock, which the measuring process shares.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Input, Static
from ui_texts import reply_tokens


class Host(App[None]):
    """A widget that shows a thread, and an input below it."""

    CSS = "Markdown { height: 1fr; overflow-y: auto; } Input { dock: bottom; }"

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__()
        self._options = options
        self._report = Path(options.report)

    def compose(self) -> ComposeResult:
        if self._options.widget == "stock":
            from textual.widgets import Markdown  # not for the bare one, whose start is measured

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
        if self._options.widget == "stock":
            self.run_worker(self._feed_stock())

    async def _feed_stock(self) -> None:
        from textual.widgets import Markdown

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
        tokens = reply_tokens(self._options.tokens, self._options.last)
        rate = self._options.rate
        begin = time.monotonic()
        self.tell(what="begin", cpu=time.process_time())
        for number, token in enumerate(tokens):
            if rate:
                ahead = begin + number / rate - time.monotonic()
                if ahead > 0:
                    await asyncio.sleep(ahead)
            feed(token)
        self.tell(what="end", cpu=time.process_time())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("report")
    parser.add_argument("--widget", default="bare", choices=["stock", "bare"])
    parser.add_argument("--tokens", type=int, default=0)
    parser.add_argument("--last", default="")
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--delay", type=float, default=0.2)
    Host(parser.parse_args()).run()


if __name__ == "__main__":
    main()
