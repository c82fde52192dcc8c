"""Fenced code as lines: a quiet label, highlighted text on a faint ground, folded where it is too wide.

Highlighting goes in stretches of `STRETCH` lines, each by itself. That bounds the work for every token of
a long block that is still arriving, and gives the same colours however the text came.
"""

import re
from functools import lru_cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import (
    Comment,
    Generic,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    _TokenType,
)
from pygments.util import ClassNotFound
from rich.cells import cell_len
from rich.segment import Segment

from tui_threads.ui.render.inline import NOTE_CLOSE, NOTE_OPEN
from tui_threads.ui.render.line import Hit, Line, Piece, Target
from tui_threads.ui.render.palette import Palette, Role
from tui_threads.ui.render.wrap import wrap

STRETCH = 64
"""Lines highlighted at once."""
_LONGEST = 2_000
"""A line longer than this is shown without colours: lexers are not made for it."""
_TAB = 4
_LABEL = re.compile(r"[\w+#.\-]{1,40}")

_ROLES: dict[_TokenType, Role] = {
    Comment: Role.SYNTAX_COMMENT,
    Comment.Preproc: Role.SYNTAX_KEYWORD,
    Keyword: Role.SYNTAX_KEYWORD,
    Keyword.Type: Role.SYNTAX_TYPE,
    Keyword.Constant: Role.SYNTAX_NUMBER,
    Operator.Word: Role.SYNTAX_KEYWORD,
    String: Role.SYNTAX_STRING,
    Number: Role.SYNTAX_NUMBER,
    Literal: Role.SYNTAX_NUMBER,
    Name.Function: Role.SYNTAX_NAME,
    Name.Class: Role.SYNTAX_TYPE,
    Name.Builtin: Role.SYNTAX_NAME,
    Name.Decorator: Role.SYNTAX_NAME,
    Name.Tag: Role.SYNTAX_KEYWORD,
    Name.Attribute: Role.SYNTAX_NAME,
    Name.Exception: Role.SYNTAX_TYPE,
    Name.Constant: Role.SYNTAX_NUMBER,
    Generic.Inserted: Role.SYNTAX_ADDED,
    Generic.Deleted: Role.SYNTAX_REMOVED,
    Generic.Heading: Role.SYNTAX_TYPE,
    Generic.Subheading: Role.SYNTAX_TYPE,
    Generic.Error: Role.SYNTAX_REMOVED,
    Punctuation: Role.BLOCK,
}


@lru_cache(maxsize=256)
def _role(kind: _TokenType) -> Role:
    at: _TokenType | None = kind
    while at is not None:
        if at in _ROLES:
            return _ROLES[at]
        at = at.parent
    return Role.BLOCK


@lru_cache(maxsize=32)
def _lexer(language: str) -> Lexer | None:
    if not language:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False, stripall=False)
    except ClassNotFound:
        return None


def language_of(info: str) -> str:
    """The language named after a fence, such as "python" in "python title=x"."""
    found = _LABEL.match(info.strip().removeprefix("{.").removeprefix("{"))
    return found.group().lower() if found else ""


def code_label(info: str, number: int | None, width: int, palette: Palette) -> Line:
    """The line above a code block: its language, and that it can be copied.

    Args:
        info: What stands after the fence.
        number: Which code block of the message it is, from 0; None where it is none of them.
        width: Cells of the whole block.
        palette: Styles.
    """
    hint = "c copy" if number is not None else ""
    name = (language_of(info) or "text")[: max(1, width - len(hint) - 4)]
    label = palette.style(Role.LABEL)
    gap = max(1, width - cell_len(name) - len(hint) - 2)
    body = (Segment(f" {name}{' ' * gap}{hint} ", label),)
    start = 1 + len(name) + gap
    hits = (Hit(start, start + len(hint), Target("copy", str(number))),) if hint else ()
    return Line(body=body, hits=hits, source=f"```{info}".rstrip(), fill=label)


def code_lines(code: str, info: str, width: int, palette: Palette) -> list[Line]:
    """The lines of a code block's text, without its label.

    Args:
        code: Its text, without the newline before the closing fence.
        info: What stands after the fence, for the language.
        width: Cells of the whole block, of which one on each side stays empty.
        palette: Styles.
    """
    rows = code.replace(NOTE_OPEN, "[").replace(NOTE_CLOSE, "]").split("\n")
    lexer = _lexer(language_of(info))
    ground = palette.style(Role.BLOCK)
    margin = Segment(" ", ground)
    out: list[Line] = []
    for begin in range(0, len(rows), STRETCH):
        stretch = rows[begin : begin + STRETCH]
        for row in _highlighted(stretch, lexer, palette):
            for line in wrap(row, max(1, width - 2)):
                out.append(line._replace(lead=(margin,), fill=ground))
    return out


def _highlighted(rows: list[str], lexer: Lexer | None, palette: Palette) -> list[list[Piece]]:
    """Pieces of each row, tabs expanded."""
    rows = [row.expandtabs(_TAB) for row in rows]
    if lexer is None or any(len(row) > _LONGEST for row in rows):
        plain = palette.style(Role.BLOCK)
        return [[Piece(row, plain)] for row in rows]
    out: list[list[Piece]] = [[]]
    for kind, text in lexer.get_tokens("\n".join(rows)):
        style = palette.style(_role(kind))
        head, *others = text.split("\n")
        if head and out[-1] and out[-1][-1].style is style:
            head = out[-1].pop().text + head
        if head:
            out[-1].append(Piece(head, style))
        for part in others:
            out.append([Piece(part, style)] if part else [])
    # A lexer may drop or add trailing newlines; the text's own rows are the measure.
    del out[len(rows) :]
    out.extend([] for _ in range(len(rows) - len(out)))
    return out
