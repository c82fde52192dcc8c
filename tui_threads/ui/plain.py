"""Text from anybody as one harmless line: no escape sequence, no line break, no turned direction."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from rich.cells import cell_len, set_cell_size

_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])

_BLANKS = frozenset("\t\n\v\f\r\x85")
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
del _CONTROLS[0x09], _CONTROLS[0x0A]


def one_line(text: str) -> str:
    """The text with every run of blanks and line breaks as one blank, and control characters as pictures."""
    if text.isprintable():  # then it has no control, no turned direction, and no blank but spaces
        return " ".join(text.split())
    shown = "".join(
        " " if character in _BLANKS or unicodedata.category(character)[0] == "Z" else _pictured(character)
        for character in text.translate(_TURNING)
    )
    return " ".join(shown.split())


def in_columns(text: str) -> str:
    """The text as `one_line` has it, but for two and more blanks: they part columns, and stay."""
    parts = enumerate(re.split("( {2,})", text))
    return "".join(part if at % 2 else one_line(part) for at, part in parts)


def visible(text: str) -> str:
    """The text with its lines, and with every other control character as a picture of itself."""
    return "".join(map(_pictured, text.translate(_TURNING)))


def _pictured(character: str) -> str:
    if character in "\n\t" or unicodedata.category(character) != "Cc":
        return character
    return chr(0x2400 + ord(character)) if ord(character) < 0x20 else "\N{REPLACEMENT CHARACTER}"


def harmless(text: str) -> str:
    """The text to be edited: line breaks as newlines, and without other control characters.

    Text areas and input lines draw what stands in them as it is, and must not drive the terminal.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)


def fit(text: str, width: int, more: str = "…") -> str:
    """The text in exactly `width` cells, cut with a mark or filled with blanks."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, max(0, width - cell_len(more))).rstrip() + more, width)


def from_home(path: Path) -> str:
    """The path as people write it, `~` for their home."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
