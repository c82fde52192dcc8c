"""Tables that fit the width: columns as wide as their words where there is room, folded where not.

Where even folding leaves columns too narrow to read, each row becomes a small list of "heading: value".
"""

from collections.abc import Sequence

from markdown_it.token import Token
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from tui_threads.ui.render.inline import inline_pieces
from tui_threads.ui.render.line import Hit, Line, Piece
from tui_threads.ui.render.palette import Face, Palette, Role
from tui_threads.ui.render.wrap import wrap

_NARROWEST = 6
"""A column folded narrower than this is not worth reading."""

Cell = list[Piece]


def table_lines(tokens: Sequence[Token], width: int, palette: Palette) -> list[Line]:
    """A table's tokens as lines at most `width` cells wide."""
    rows, aligns = _cells(tokens, palette)
    if not rows:
        return []
    wanted = [max(_width(row[column]) for row in rows) for column in range(len(aligns))]
    room = width - 3 * (len(aligns) - 1)
    widths = _fitted(wanted, room)
    if widths is None:
        return _stacked(rows, width, palette)
    lines = _row(rows[0], widths, aligns, palette)
    lines.append(_rule(widths, aligns, palette))
    drawn = [_row(row, widths, aligns, palette) for row in rows[1:]]
    folds = any(len(row) > 1 for row in drawn)
    for number, row_lines in enumerate(drawn):
        if folds and number:
            lines.append(_apart(widths, palette))
        lines.extend(row_lines)
    return lines


def _cells(tokens: Sequence[Token], palette: Palette) -> tuple[list[list[Cell]], list[str]]:
    """Cells by row, the heading first, and the alignment of each column."""
    rows: list[list[Cell]] = []
    aligns: list[str] = []
    heading = False
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            heading = token.type == "th_open"
            if heading:
                aligns.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
        elif token.type == "inline":
            cell = inline_pieces(token.children or (), palette)
            if heading:
                bold = palette.style(Role.TEXT, Face.STRONG)
                cell = [piece._replace(style=piece.style + bold) for piece in cell]
            rows[-1].append([piece._replace(text=piece.text.replace("\n", " ")) for piece in cell])
    return rows, aligns


def _width(cell: Cell) -> int:
    return sum(cell_len(piece.text) for piece in cell)


def _fitted(wanted: Sequence[int], room: int) -> list[int] | None:
    """Widths of the columns within the room, the widest giving way first; None where that cannot be."""
    widths = [max(1, want) for want in wanted]
    while sum(widths) > room:
        widest = max(widths)
        if widest <= _NARROWEST:
            return None
        second = max((one for one in widths if one < widest), default=_NARROWEST)
        number = widths.count(widest)
        excess = sum(widths) - room
        cut = min(widest - max(second, _NARROWEST), -(-excess // number)) or 1
        for index, one in enumerate(widths):
            if one == widest and excess > 0:
                step = min(cut, excess)
                widths[index] -= step
                excess -= step
    return widths


def _row(row: Sequence[Cell], widths: Sequence[int], aligns: Sequence[str], palette: Palette) -> list[Line]:
    """One row, as many lines high as its highest cell; the first line copies as the row's Markdown."""
    folded = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max(len(lines) for lines in folded)
    edge = palette.style(Role.RULE)
    plain = palette.style(Role.TEXT)
    says = "| " + " | ".join("".join(piece.text for piece in cell) for cell in row) + " |"
    out = []
    for number in range(height):
        body: list[Segment] = []
        hits: list[Hit] = []
        at = 0
        for column, lines in enumerate(folded):
            if column:
                body.append(Segment(f" {palette.glyphs.column} ", edge))
                at += 3
            line = lines[number] if number < len(lines) else Line()
            before, after = _padding(widths[column] - cell_len(line.text), aligns[column])
            last = column + 1 == len(folded)
            segments = _padded(line, before, 0 if last else after, plain)
            hits.extend(Hit(hit.start + at + before, hit.end + at + before, hit.target) for hit in line.hits)
            at += sum(len(segment.text) for segment in segments)
            body.extend(segments)
        final = number + 1 == height
        out.append(
            Line(
                body=tuple(body),
                hits=tuple(hits),
                source=says if number == 0 else "",
                joint="\n" if final else "",
            )
        )
    return out


def _padding(space: int, align: str) -> tuple[int, int]:
    if align == "right":
        return space, 0
    if align == "center":
        return space // 2, space - space // 2
    return 0, space


def _padded(line: Line, before: int, after: int, plain: Style) -> list[Segment]:
    out = [Segment(" " * before, plain)] if before else []
    out.extend(line.body)
    if after:
        out.append(Segment(" " * after, plain))
    return out


def _rule(widths: Sequence[int], aligns: Sequence[str], palette: Palette) -> Line:
    glyphs = palette.glyphs
    text = f"{glyphs.rule}{glyphs.cross}{glyphs.rule}".join(glyphs.rule * width for width in widths)
    marks = {"right": "---:", "center": ":---:", "left": ":---"}
    says = "| " + " | ".join(marks.get(align, "---") for align in aligns) + " |"
    return Line(body=(Segment(text, palette.style(Role.RULE)),), source=says)


def _apart(widths: Sequence[int], palette: Palette) -> Line:
    """What stands between the rows of a table in which some take several lines; it copies as nothing."""
    *before, _ = widths
    text = "".join(f"{' ' * width} {palette.glyphs.column} " for width in before).rstrip()
    return Line(body=(Segment(text, palette.style(Role.RULE)),), source="", joint="")


def _stacked(rows: Sequence[Sequence[Cell]], width: int, palette: Palette) -> list[Line]:
    """Each row as its headings and values, one below the other."""
    out: list[Line] = []
    colon = Piece(": ", palette.style(Role.TEXT, Face.STRONG))
    for number, row in enumerate(rows[1:]):
        if number:
            out.append(Line())
        for heading, cell in zip(rows[0], row, strict=True):
            out.extend(wrap([*heading, colon, *cell], width))
    return out or [line for cell in rows[0] for line in wrap(cell, width)]
