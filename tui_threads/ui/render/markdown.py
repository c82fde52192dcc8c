"""Markdown blocks as lines."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it.token import Token
from rich.segment import Segment

from tui_threads.ui.render.blocks import Block, Document, Item
from tui_threads.ui.render.code import code_label, code_lines
from tui_threads.ui.render.inline import inline_pieces
from tui_threads.ui.render.line import Line, Piece, lead_width, led
from tui_threads.ui.render.palette import Face, Palette, Role
from tui_threads.ui.render.tables import table_lines
from tui_threads.ui.render.wrap import wrap

_DEEPEST = 12
"""Lists and quotes nested deeper than this are drawn without further indentation."""


def markdown_lines(text: str, width: int, palette: Palette) -> list[Line]:
    """A complete text as lines at most `width` cells wide."""
    document = Document(text)
    document.settle()
    out: list[Line] = []
    codes = 0
    for block in (*document.blocks, *document.tail()):
        out.extend(block_lines(block, width, palette, codes))
        codes += code_count(block)
    return out


def code_count(block: Block) -> int:
    """How many code blocks begin in a block."""
    if block.kind == "code":
        return int(block.opens)
    return sum(token.type in ("fence", "code_block") for token in block.tokens)


def block_lines(
    block: Block, width: int, palette: Palette, codes: int = 0, *, breaks: bool = False
) -> list[Line]:
    """The lines of one block, with the blank line above it where it has one.

    Args:
        block: What to draw.
        width: Cells there are.
        palette: Styles.
        codes: How many code blocks the message has before this block, which numbers them.
        breaks: Keep the text's own line breaks.
    """
    flow = _Flow(palette, codes, breaks=breaks)
    gap = [Line()] if block.gap else []
    if block.kind == "code":
        label = [code_label(block.info, codes, width, palette)] if block.opens else []
        return gap + label + code_lines(block.code, block.info, width, palette)
    if block.item is not None:
        return gap + flow.item(block.tokens, block.item, width, 0)
    return gap + flow.lines(block.tokens, width, 0)


class _Flow:
    """Draws nested tokens; counts the code blocks it meets."""

    def __init__(self, palette: Palette, codes: int, *, breaks: bool) -> None:
        self._breaks = breaks
        self._palette = palette
        self._codes = codes

    def lines(self, tokens: Sequence[Token], width: int, depth: int) -> list[Line]:
        """A sequence of sibling blocks, with the source's blank lines between them."""
        out: list[Line] = []
        end: int | None = None
        for group in _siblings(tokens):
            begin = group[0].map[0] if group[0].map else None
            drawn = self._group(group, width, depth)
            if out and drawn and (end is None or begin is None or begin > end):
                out.append(Line())
            out.extend(drawn)
            end = _end(group)
        return out

    def item(self, tokens: Sequence[Token], item: Item, width: int, depth: int) -> list[Line]:
        """One list item behind its bullet or number."""
        task, inner = _task(tokens[1:-1])
        bullets = self._palette.glyphs.bullets
        shown = f"{item.number}. " if item.ordered else f"{bullets[depth % len(bullets)]} "
        says = shown if item.ordered else "- "
        if task is not None:
            glyphs = self._palette.glyphs
            shown = f"{glyphs.ticked if task else glyphs.todo} "
            says = "- [x] " if task else "- [ ] "
        if depth > _DEEPEST:
            return self.lines(inner, width, depth + 1)
        first = Segment(shown, self._palette.style(Role.DIM))
        rest = Segment(" " * lead_width((first,)), self._palette.style(Role.TEXT))
        lines = self.lines(inner, max(4, width - len(rest.text)), depth + 1)
        return led(lines or [Line()], first, rest, says)

    def _group(self, group: Sequence[Token], width: int, depth: int) -> list[Line]:
        """One block of any kind."""
        head = group[0]
        match head.type:
            case "bullet_list_open" | "ordered_list_open":
                lines = self._list(group, width, depth)
            case "blockquote_open":
                lines = self._quote(group, width, depth)
            case "fence" | "code_block":
                lines = self._code(head, width)
            case "table_open":
                lines = table_lines(group, width, self._palette)
            case "heading_open":
                lines = _heading(group, width, self._palette)
            case "hr":
                lines = [_rule(width, self._palette)]
            case _:
                lines = self._words(group, width)
        return lines

    def _code(self, token: Token, width: int) -> list[Line]:
        label = code_label(token.info, self._codes, width, self._palette)
        self._codes += 1
        return [label, *code_lines(token.content.removesuffix("\n"), token.info, width, self._palette)]

    def _words(self, group: Sequence[Token], width: int) -> list[Line]:
        pieces: list[Piece] = []
        for token in group:
            if token.type == "inline":
                pieces.extend(inline_pieces(token.children or (), self._palette, breaks=self._breaks))
        return wrap(pieces, width) if pieces else []

    def _list(self, group: Sequence[Token], width: int, depth: int) -> list[Line]:
        ordered = group[0].type == "ordered_list_open"
        number = int(group[0].attrs.get("start", 1)) if ordered else 0
        out: list[Line] = []
        end: int | None = None
        for part in _siblings(group[1:-1]):
            begin = part[0].map[0] if part[0].map else None
            if out and end is not None and begin is not None and begin > end:
                out.append(Line())
            out.extend(self.item(part, Item(ordered, number, part[0].markup), width, depth))
            number += 1
            end = _end(part)
        return out

    def _quote(self, group: Sequence[Token], width: int, depth: int) -> list[Line]:
        if depth > _DEEPEST:
            return self.lines(group[1:-1], width, depth + 1)
        bar = Segment(f"{self._palette.glyphs.quote} ", self._palette.style(Role.DIM))
        lines = self.lines(group[1:-1], max(4, width - 2), depth + 1)
        quote = self._palette.style(Role.QUOTE)
        text = self._palette.style(Role.TEXT)
        toned = [
            line._replace(
                body=tuple(Segment(s.text, quote) if s.style is text else s for s in line.body),
                mark=f"> {line.mark}" if not number or lines[number - 1].joint == "\n" else line.mark,
                lead=(bar, *line.lead),
            )
            for number, line in enumerate(lines)
        ]
        return toned


def _rule(width: int, palette: Palette) -> Line:
    rule = Segment(palette.glyphs.rule * min(width, 40), palette.style(Role.RULE))
    return Line(body=(rule,), source="---")


def _heading(group: Sequence[Token], width: int, palette: Palette) -> list[Line]:
    level = int(group[0].tag[1:])
    pieces: list[Piece] = []
    for token in group:
        if token.type == "inline":
            pieces.extend(inline_pieces(token.children or (), palette, Role.HEADING))
    face = Face.STRONG if level <= 3 else Face.STRONG | Face.EMPHASIS
    bold = palette.style(Role.HEADING, face)
    pieces = [piece if piece.target else piece._replace(style=piece.style + bold) for piece in pieces]
    first, *rest = wrap(pieces, width)
    return [first._replace(mark="#" * level + " "), *rest]


def _siblings(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Tokens grouped by the block of this level they belong to."""
    if not tokens:
        return
    level = tokens[0].level
    begin = 0
    for index, token in enumerate(tokens):
        if token.level == level and token.nesting <= 0:
            yield tokens[begin : index + 1]
            begin = index + 1


def _end(group: Sequence[Token]) -> int | None:
    """The line after the last one that holds words of a block, where known."""
    return next((t.map[1] for t in reversed(group) if t.map and t.type in _LEAVES), None)


_LEAVES = frozenset({"paragraph_open", "heading_open", "fence", "code_block", "hr", "tr_open"})


def _task(inner: Sequence[Token]) -> tuple[bool | None, Sequence[Token]]:
    """Whether an item is a ticked (True) or open (False) task or none, and its tokens without the mark."""
    if len(inner) < 2 or inner[1].type != "inline" or not inner[1].children:
        return None, inner
    words = inner[1].children[0]
    if words.type != "text" or words.content[:4].lower() not in ("[ ] ", "[x] "):
        return None, inner
    rest = [replace(words, content=words.content[4:]), *inner[1].children[1:]]
    return words.content[1] != " ", [inner[0], replace(inner[1], children=rest), *inner[2:]]
