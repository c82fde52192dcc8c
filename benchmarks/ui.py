"""Measures the app in a pseudo-terminal of 120 by 40, beside bare Textual and its Markdown widget.

    python benchmarks/ui.py            all of it, some minutes
    python benchmarks/ui.py open echo  only these

It is the whole program that is measured: the app, a real server behind it, and a provider that gives its
tokens at a known pace. Every program runs in a process of its own and is watched from outside: what counts is
when bytes come out of the terminal. What is compared is measured in turns. The last column says what is aimed
at; a miss is marked, and the exit code is their number.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Sequence

from ui_app import Reply, WholeProgram
from ui_floor import Floor, echoes_of
from ui_texts import last_word

ELIA_BYTES = 4_000
"""Bytes a token that elia 1.10 writes to the terminal, measured in the same way."""
PROBES = "жщюяфцчшэъ"
"""Letters that stand in none of the texts."""
ROUNDS = 15
_READ_SECONDS = 45.0
"""By then everything of a new thread of 10,000 messages was read for the search, a page now and then."""


class Table:
    """Rows of results; counts the misses."""

    def __init__(self) -> None:
        self.misses = 0
        print(f"{'what':58}{'measured':>16}{'aim':>10}")

    def row(self, what: str, value: float, unit: str, aim: float | None = None, *, most: bool = True) -> None:
        """Print a result and whether it is within its aim."""
        missed = aim is not None and (value > aim if most else value < aim)
        self.misses += missed
        aimed = "" if aim is None else f"{'<=' if most else '>='} {aim:g}"
        print(f"{what:58}{f'{value:.4g} {unit}':>16}{aimed:>10}{'  MISSED' if missed else ''}", flush=True)


def measure_start(table: Table) -> None:
    """From the start of a process to its first frame, which holds the threads."""
    bare, own = [], []
    with WholeProgram(small=20) as program:
        for _ in range(ROUNDS):
            with Floor(widget="bare") as floor:
                bare.append(floor.terminal.wait_for("nothing") - floor.terminal.started)
            own.append(program.start_another())
    table.row("bare Textual: first frame", statistics.median(bare) * 1000, "ms")
    table.row("app: first frame", statistics.median(own) * 1000, "ms", 600)
    table.row(
        "app: first frame against bare Textual's", statistics.median(own) / statistics.median(bare), "times"
    )


def measure_open(table: Table) -> None:
    """From Enter in the thread list to the last word of the thread."""
    with WholeProgram(small=20, large=10_000) as program:
        first = program.open("small"), program.open("large")
        small, large = [], []
        for _ in range(ROUNDS):
            small.append(program.open("small"))
            large.append(program.open("large"))
    middle = statistics.median(large)
    table.row("10,000 messages, never opened before: end in view", first[1] * 1000, "ms")
    table.row("20 messages: end in view", statistics.median(small) * 1000, "ms")
    table.row("10,000 messages: end in view", middle * 1000, "ms", 250)
    table.row("10,000 messages against 20", middle / statistics.median(small), "times", 1.3)


def measure_pages(table: Table) -> None:
    """PageUp held through a long thread, which comes from the server page by page."""
    with WholeProgram(small=20, large=10_000) as program:
        program.open("small")
        empty = program.terminal.usage().resident
        program.open("large")
        frames = []
        for _ in range(300):
            sent = program.terminal.type("\x1b[5~")
            frames.append(program.terminal.settled(0.012) - sent)
        table.row("PageUp held, 10,000 messages: p95 of a frame", _p95(frames) * 1000, "ms", 50)
        table.row("memory above a short thread", program.terminal.usage().resident - empty, "MB", 60)


def measure_echo(table: Table) -> None:
    """Key echo while a reply streams into a long thread."""
    bare: list[float] = []
    busy: list[float] = []
    with Floor(widget="bare") as floor, WholeProgram(large=10_000) as program:
        floor.terminal.wait_for("nothing")
        program.open("large")
        for _ in range(3):
            bare += echoes_of(floor.terminal, PROBES * 3)
            busy += program.ask(900, 200, PROBES * 4).echoes
    table.row("bare Textual: p95 of a key's echo", _p95(bare) * 1000, "ms")
    table.row("reply at 200 tokens/s, 10,000 messages: p95 of an echo", _p95(busy) * 1000, "ms", 30)


def measure_stream(table: Table) -> None:
    """2,000 tokens at 100 a second."""
    with WholeProgram(large=10_000) as program:
        program.open("large")
        _tell(table, "app", program.ask(2_000, 100), 60, 20, ELIA_BYTES / 10)
    last = last_word()
    with Floor(widget="stock", tokens=2_000, rate=100, last=last) as floor:
        try:
            seen = floor.terminal.wait_for(last)
        except TimeoutError:
            print("Textual's Markdown: the last token was not seen within a minute")
            return
        _tell(table, "Textual's Markdown", floor.reply(seen))


def _tell(table: Table, who: str, reply: Reply, *aims: float) -> None:
    lag, share, written = aims or (None, None, None)
    table.row(f"{who}, 100 tokens/s: last one late by", reply.lag * 1000, "ms", lag)
    table.row(f"{who}, 100 tokens/s: of a core", reply.cpu * 100, "%", share)
    table.row(f"{who}, 100 tokens/s: to the terminal", reply.written, "B/token", written)


def measure_flood(table: Table) -> None:
    """Tokens as fast as they come, and whether the last cost what the first did."""
    with WholeProgram(small=20) as program:
        program.open("small")
        rates = [5_000 / program.ask(5_000, 0).seconds for _ in range(3)]
        table.row("5,000 tokens at once", statistics.median(rates), "tokens/s", 3_000, most=False)
        costs = program.ask_in_quarters(50_000, 2_000)
        table.row("50,000 tokens: last quarter's cost against the first", costs[3] / costs[0], "times", 1.3)


def measure_idle(table: Table) -> None:
    """What a long thread costs while nothing happens."""
    with Floor(widget="bare") as floor, WholeProgram(large=10_000) as program:
        floor.terminal.wait_for("nothing")
        program.open("large")
        program.terminal.drain(_READ_SECONDS, _READ_SECONDS)
        bare, own = floor.terminal.usage().cpu, program.terminal.usage().cpu
        program.terminal.drain(10, 10)
        table.row("bare Textual, idle: of a core", (floor.terminal.usage().cpu - bare) * 10, "%")
        table.row("app, idle: of a core", (program.terminal.usage().cpu - own) * 10, "%", 1)


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


MEASURES: dict[str, Callable[[Table], None]] = {
    "start": measure_start,
    "open": measure_open,
    "pages": measure_pages,
    "echo": measure_echo,
    "stream": measure_stream,
    "flood": measure_flood,
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
