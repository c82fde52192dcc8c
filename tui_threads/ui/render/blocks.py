"""A growing Markdown text cut into blocks that are parsed once and never again.

Everything before the start of the last top-level block (or last item of a top-level list) is final, as
soon as that start lies on complete lines: CommonMark decides line by line, and a closed block never opens
again. An open fence is cut inside too, every `STRETCH` lines. The blocks are a function of the text
alone, however it was split on its way here, except that a link definition reaches only what follows
it until `settle` is called.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from tui_threads.ui.render.code import STRETCH
from tui_threads.ui.render.parser import markdown_parser

_KINDS = {"fence": "code", "code_block": "code"}


@dataclass(frozen=True, slots=True)
class Item:
    """What makes a block an item of a top-level list."""

    ordered: bool
    number: int
    markup: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document that is drawn by itself."""

    kind: str
    """The parser's name of it ("paragraph", "heading", "table", ...), "item" or "code"."""
    tokens: Sequence[Token] = ()
    gap: bool = False
    """Whether a blank line stands above it."""
    item: Item | None = None
    code: str = ""
    """Text of a "code" block, without the newline before the closing fence; maybe only a stretch of it."""
    info: str = ""
    """What stood after the fence."""
    opens: bool = True
    """Whether a "code" block is the first stretch of its fence, which carries the label."""


@dataclass(frozen=True, slots=True)
class _Fence:
    mark: str
    indent: int
    info: str
    gap: bool
    opens: bool = True

    def closed_by(self, line: str) -> bool:
        stripped = line.strip(" \t\r")
        return len(stripped) >= len(self.mark) and not stripped.strip(self.mark[0]) and _indent(line) < 4

    def block(self, rows: Sequence[str]) -> Block:
        indent = re.compile(f" {{0,{self.indent}}}")
        code = "\n".join(indent.sub("", row, count=1) for row in rows)
        return Block("code", gap=self.gap and self.opens, code=code, info=self.info, opens=self.opens)


class Document:
    """The blocks of a text that may still grow at its end."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        """The whole text."""
        self.blocks: list[Block] = []
        """Final blocks that were not taken yet, in order."""
        self._start = 0
        self._seen = 0
        self._fence: _Fence | None = None
        self._last: Block | None = None
        self._env: dict[str, object] = {}
        self._advance()

    def append(self, text: str) -> None:
        """Add text at the end; whole lines of it may make blocks final."""
        self.text += text
        if "\n" in text:
            self._advance()

    def take(self) -> list[Block]:
        """The final blocks since this was last called; they are not kept, their tokens are many."""
        taken, self.blocks = self.blocks, []
        return taken

    def settle(self) -> bool:
        """The text is complete: let definitions reach what stood before them.

        Returns:
            Whether blocks had to be made again.
        """
        if "]:" not in self.text:
            return False
        env: dict[str, object] = {}
        tokens = markdown_parser().parse(self.text, env)
        if not _references(env):
            return False
        self.blocks, self._last, self._fence = [], None, None
        for _, block in self._units(tokens, self.text, blank=False):
            self.blocks.append(block)
            self._last = block
        self._start = len(self.text)
        return True

    def tail(self) -> list[Block]:
        """The blocks after the final ones, as far as the text goes now."""
        rest = self.text[self._start :]
        if self._fence is not None:
            *rows, last = rest.split("\n")
            if last.strip() and not self._fence.closed_by(last):
                rows.append(last)
            return [self._fence.block(rows)] if rows or self._fence.opens else []
        if not rest:
            return []
        env = {"references": dict(_references(self._env))}
        tokens = markdown_parser().parse(rest, env)
        return [block for _, block in self._units(tokens, rest, blank=self._blank_before())]

    def _advance(self) -> None:
        """Move the start of the tail as far as complete lines allow."""
        end = self.text.rfind("\n", self._seen) + 1
        if end <= self._start:
            return
        self._seen = end
        while self._in_fence(end) if self._fence is not None else self._between_blocks(end):
            pass

    def _in_fence(self, end: int) -> bool:
        """Take whole stretches, or the rest of a fence that closes.

        Returns:
            Whether the fence has closed and more follows.
        """
        fence = self._fence
        assert fence is not None
        rows: list[str] = []
        at = self._start
        while at < end:
            stop = self.text.index("\n", at)
            row = self.text[at:stop]
            at = stop + 1
            if fence.closed_by(row):
                if rows or fence.opens:
                    self._commit(fence.block(rows))
                self._fence, self._start = None, at
                return at < end
            rows.append(row)
            if len(rows) == STRETCH:
                self._commit(fence.block(rows))
                fence = self._fence = replace(fence, opens=False)
                rows, self._start = [], at
        return False

    def _between_blocks(self, end: int) -> bool:
        """Make all blocks but the last one final, and enter the last one if it is a fence.

        Returns:
            Whether a fence was entered and has lines to look at.
        """
        source = self.text[self._start : end]
        env: dict[str, object] = {"references": dict(_references(self._env))}
        tokens = markdown_parser().parse(source, env)
        units = list(self._units(tokens, source, blank=self._blank_before()))
        if not units:
            return False
        starts = _line_starts(source)
        for _, block in units[:-1]:
            self._commit(block)
        line, last = units[-1]
        if len(units) > 1:
            self._env = env
            self._start += starts[line]
        if last.tokens[0].type != "fence":
            return False
        opening = last.tokens[0]
        first = source[starts[line] :].split("\n", 1)[0]
        indent = len(first) - len(first.lstrip(" "))
        self._fence = _Fence(opening.markup, indent, opening.info, last.gap)
        base = self._start if len(units) > 1 else self._start + starts[line]
        self._start = base + len(first) + 1
        return self._start < end

    def _commit(self, block: Block) -> None:
        self.blocks.append(block)
        self._last = block

    def _blank_before(self) -> bool:
        """Whether the line before the tail is blank."""
        return self.text[max(0, self._start - 400) : self._start].rstrip(" \t").endswith("\n\n")

    def _units(self, tokens: Sequence[Token], source: str, *, blank: bool) -> Iterator[tuple[int, Block]]:
        """Top-level blocks with the line each begins on; lists come item by item."""
        rows = source.split("\n")
        last = self._last
        for group in _groups(tokens):
            items = list(_items(group)) if group[0].type.endswith("_list_open") else [(None, group)]
            for number, (item, part) in enumerate(items):
                line = (part[0].map or [0, 0])[0]
                empty_above = not rows[line - 1].strip() if line else blank
                goes_on = number > 0 or _continues(item, last, line)
                kind = "item" if item else _KINDS.get(part[0].type, part[0].type.removesuffix("_open"))
                gap = _gap(last, kind, empty_above, continues=goes_on)
                code = part[0].content.removesuffix("\n") if kind == "code" else ""
                counted = _counted(item, last) if goes_on else item
                block = Block(kind, part, gap, counted, code, part[0].info)
                yield line, block
                last = block


def _indent(line: str) -> int:
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip(" "))


def _references(env: dict[str, object]) -> dict[str, object]:
    found = env.get("references")
    return found if isinstance(found, dict) else {}


def _continues(item: Item | None, last: Block | None, line: int) -> bool:
    return bool(item and not line and last and last.item and last.item.markup == item.markup)


def _counted(item: Item | None, last: Block | None) -> Item | None:
    """An item goes on with the numbers of its list, of which the tail may hold only the end."""
    if item is None or last is None or last.item is None:
        return item
    return replace(item, number=last.item.number + 1)


def _gap(last: Block | None, kind: str, empty_above: bool, *, continues: bool) -> bool:
    """Items keep the source's blank lines between them; a small heading stays with what follows it."""
    if last is None:
        return False
    if kind == "item" and continues:
        return empty_above
    return not (last.kind == "heading" and last.tokens[0].tag not in ("h1", "h2") and kind != "heading")


def _groups(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Tokens grouped by the top-level block they belong to."""
    begin = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            yield tokens[begin : index + 1]
            begin = index + 1


def _items(group: Sequence[Token]) -> Iterator[tuple[Item, Sequence[Token]]]:
    """The items of a top-level list."""
    ordered = group[0].type == "ordered_list_open"
    first = int(group[0].attrs.get("start", 1)) if ordered else 0
    begin = count = 0
    for index, token in enumerate(group):
        if token.level == 1 and token.type == "list_item_open":
            begin = index
        elif token.level == 1 and token.type == "list_item_close":
            yield Item(ordered, first + count, group[begin].markup), group[begin : index + 1]
            count += 1


def _line_starts(source: str) -> list[int]:
    starts = [0]
    for found in re.finditer("\n", source):
        starts.append(found.end())
    return starts
