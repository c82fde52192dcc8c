"""Where words stand on lines, those included that go over a fold.

Case does not matter, and any newline counts as a space. Everything here keeps the length of a text, so that
a place in it is a place on the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tui_threads.ui.render.line import Line

_MARKS = str.maketrans("", "", "*_`~")


def plain(text: str) -> str:
    """A text as it is compared, of the same length."""
    text = text.replace("\n", " ")
    folded = text.casefold()
    if len(folded) == len(text):
        return folded
    return "".join(lower if len(lower := one.casefold()) == 1 else one for one in text)


def unmarked(text: str) -> str:
    """A text without the marks of inline Markdown: a phrase may be found although a word in it is bold."""
    return text.translate(_MARKS)


def marked(lines: Sequence[Line], number: int, words: Sequence[str]) -> list[tuple[int, int]]:
    """The parts of a line that belong to hits, half-open, in characters.

    Args:
        lines: All lines of an entry.
        number: Which of them.
        words: What is looked for, each as `plain` gives it.
    """
    size = len(lines[number].text)
    ranges = ((max(0, start), min(size, end)) for start, end in _hits(lines, number, words))
    return sorted(span for span in ranges if span[0] < span[1])


def begun(lines: Sequence[Line], words: Sequence[str]) -> list[int]:
    """Numbers of the lines on which hits begin, once for each hit."""
    out: list[int] = []
    for number, line in enumerate(lines):
        size = len(line.text) + len(line.joint)
        out.extend(number for start, _ in _hits(lines, number, words) if 0 <= start < size)
    return out


def _hits(lines: Sequence[Line], number: int, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Hits that touch a line, as ranges that may reach beyond its ends."""
    reach = max(map(len, words), default=0) - 1
    first = _around(lines, number - 1, -1, reach)
    last = _around(lines, number + 1, 1, reach)
    before = "".join(line.text + line.joint for line in lines[first:number])
    rest = "".join(line.text + line.joint for line in lines[number:last])
    text = plain(before + rest)
    for word in filter(None, words):
        at = text.find(word)
        while at >= 0:
            yield at - len(before), at + len(word) - len(before)
            at = text.find(word, at + 1)


def _around(lines: Sequence[Line], at: int, step: int, reach: int) -> int:
    """How far to look beyond a line for a hit that touches it: the slice's bound in one direction."""
    while reach > 0 and 0 <= at < len(lines):
        reach -= len(lines[at].text) + len(lines[at].joint)
        at += step
    return max(0, at + 1) if step < 0 else min(len(lines), at)
