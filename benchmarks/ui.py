"""Measures the transcript in a pseudo-terminal of 120 by 40, beside bare Textual and its Markdown widget.

    python benchmarks/ui.py            all of it, some minutes
    python benchmarks/ui.py open echo  only these

Every program runs in a process of its own and is watched from outside: what counts is when bytes come out
of the terminal. The last column says what is aimed at; a miss is marked, and the exit code is its number.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from ui_app import stream_reply
from ui_terminal import Terminal
from ui_texts import END, START

HOST = str(Path(__file__).with_name("ui_host.py"))
ELIA_BYTES = 4_000
"""Bytes a token that elia 1.10 writes to the terminal, measured in the same way."""
_PROBES = "жщюяфцчшэъ"
"""Letters that stand in none of the texts."""


class Run:
    """One program under test."""

    def __init__(self, **options: float | str) -> None:
        self._report = Path(tempfile.mkstemp(suffix=".jsonl")[1])
        arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        self.terminal = Terminal([HOST, str(self._report), *arguments])

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.terminal.close()
        self._report.unlink()

    def told(self, what: str) -> list[dict[str, float]]:
        """What the program reported of one kind."""
        lines = [json.loads(line) for line in self._report.read_text().splitlines()]
        return [line for line in lines if line["what"] == what]

    def opened(self) -> float:
        """Wait until the thread's end is seen; seconds it took."""
        seen = self.terminal.wait_for(START)
        self.terminal.drain(0.3)
        return seen - self.told("open")[0]["at"]

    def echo(self, letter: str) -> float:
        """Seconds from a key to its letter on the screen."""
        sent = self.terminal.type(letter)
        return self.terminal.wait_for(letter, 10) - sent


class Table:
    """Rows of results; counts the misses."""

    def __init__(self) -> None:
        self.misses = 0
        print(f"{'what':54}{'measured':>14}{'aim':>12}")

    def row(self, what: str, value: float, unit: str, aim: float | None = None, *, most: bool = True) -> None:
        """Print a result and whether it is within its aim."""
        missed = aim is not None and (value > aim if most else value < aim)
        self.misses += missed
        aimed = "" if aim is None else f"{'<=' if most else '>='} {aim:g}"
        print(f"{what:54}{f'{value:.4g} {unit}':>14}{aimed:>12}{'  MISSED' if missed else ''}", flush=True)


def measure_open(table: Table) -> None:
    """How soon the end of a thread is seen, and what paging through it costs."""
    small = statistics.median(_open_once(20) for _ in range(3))
    large = statistics.median(_open_once(10_000) for _ in range(3))
    table.row("20 messages: end in view", small * 1000, "ms")
    table.row("10,000 messages: end in view", large * 1000, "ms", 250)
    table.row("10,000 messages against 20", large / small, "times", 1.3)


def _open_once(messages: int) -> float:
    with Run(messages=messages) as run:
        return run.opened()


def measure_pages(table: Table) -> None:
    """PageUp held through a long thread."""
    with Run(messages=20) as run:
        run.opened()
        empty = run.terminal.usage().resident
    with Run(messages=10_000) as run:
        run.opened()
        frames = []
        for _ in range(300):
            sent = run.terminal.type("\x1b[5~")
            frames.append(run.terminal.drain(0.012) - sent)
        table.row("PageUp, 10,000 messages: p95 of a frame", _p95(frames) * 1000, "ms", 50)
        table.row("memory above a short thread", run.terminal.usage().resident - empty, "MB", 60)


def measure_echo(table: Table) -> None:
    """Key echo while a reply streams into a long thread."""
    with Run(widget="bare") as run:
        run.terminal.wait_for("nothing")
        run.terminal.drain(0.3)
        table.row("bare Textual: p95 of a key's echo", _p95(_echoes(run, 30)) * 1000, "ms")
    with Run(messages=10_000, tokens=3_000, rate=200) as run:
        run.opened()
        time.sleep(1.5)
        table.row("reply at 200 tokens/s: p95 of a key's echo", _p95(_echoes(run, 60)) * 1000, "ms", 30)


def _echoes(run: Run, count: int) -> list[float]:
    out = []
    for number in range(count):
        run.terminal.drain(0.001, 0.06)
        out.append(run.echo(_PROBES[number % len(_PROBES)]))
    return out


def measure_stream(table: Table) -> None:
    """2,000 tokens at 100 a second."""
    _stream(table, "transcript", 60, 20, ELIA_BYTES / 10)
    try:
        _stream(table, "stock")
    except TimeoutError:
        print("stock Markdown, 100 tokens/s: the last token was not seen within a minute")


def _stream(table: Table, widget: str, *aims: float) -> None:
    lag, share, written = aims or (None, None, None)
    with Run(widget=widget, messages=2 if widget == "transcript" else 0, tokens=2_000, rate=100) as run:
        before = 0
        if widget == "transcript":
            run.opened()
            before = run.terminal.written
        seen = run.terminal.wait_for(END, 60)
        run.terminal.drain(1.0, 1.0)
        begin, end = run.told("begin")[0], run.told("end")[0]
        table.row(f"{widget}, 100 tokens/s: last one late by", (seen - end["at"]) * 1000, "ms", lag)
        cpu = (end["cpu"] - begin["cpu"]) / (end["at"] - begin["at"]) * 100
        table.row(f"{widget}, 100 tokens/s: of a core", cpu, "%", share)
        table.row(
            f"{widget}, 100 tokens/s: to the terminal",
            (run.terminal.written - before) / 2_000,
            "B/token",
            written,
        )


def measure_app(table: Table) -> None:
    """The whole program: app, server and a paced provider."""
    reply = stream_reply(2_000, 100)
    table.row("whole program, 100 tokens/s: last one late by", reply.lag * 1000, "ms", 60)
    table.row("whole program, 100 tokens/s: app's share of a core", reply.cpu * 100, "%", 20)
    table.row("whole program, 100 tokens/s: to the terminal", reply.written, "B/token", ELIA_BYTES / 10)
    reply = stream_reply(1_500, 200, _PROBES * 5)
    table.row("whole program, 200 tokens/s: p95 of a key's echo", _p95(reply.echoes) * 1000, "ms", 30)
    reply = stream_reply(5_000, 0)
    table.row("whole program, full speed", 5_000 / reply.seconds, "tokens/s", 3_000, most=False)


def measure_flood(table: Table) -> None:
    """Tokens as fast as they are taken, and whether the last cost what the first did."""
    with Run(messages=2, tokens=50_000) as run:
        run.opened()
        seen = run.terminal.wait_for(END, 200)
        run.terminal.drain(1.0, 1.0)
        table.row("full speed", 50_000 / (seen - run.told("begin")[0]["at"]), "tokens/s", 3_000, most=False)
        marks = [*run.told("quarter"), run.told("end")[0]]
        costs = [after["cpu"] - before["cpu"] for before, after in pairwise(marks)]
        table.row("50,000 tokens: last quarter against the first", costs[3] / costs[0], "times", 1.3)


def measure_idle(table: Table) -> None:
    """What a long thread costs while nothing happens."""
    with Run(messages=10_000) as run:
        run.opened()
        before = run.terminal.usage().cpu
        run.terminal.drain(10, 10)
        table.row("idle for 10 s: of a core", (run.terminal.usage().cpu - before) * 10, "%", 1)


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


MEASURES: dict[str, Callable[[Table], None]] = {
    "open": measure_open,
    "pages": measure_pages,
    "echo": measure_echo,
    "stream": measure_stream,
    "flood": measure_flood,
    "app": measure_app,
    "idle": measure_idle,
}


def main() -> int:
    """Run the measures named, or all."""
    table = Table()
    for name in sys.argv[1:] or MEASURES:
        MEASURES[name](table)
    return table.misses


if __name__ == "__main__":
    sys.exit(main())
