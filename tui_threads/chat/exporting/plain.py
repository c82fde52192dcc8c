"""Text from anybody, for files and terminals: nothing in it may drive the terminal it is printed on.

Control characters become the pictures Unicode has for them; characters that turn the direction of what
follows, and lone surrogates that no file can hold, become a replacement mark.
"""

from __future__ import annotations

_SHOWN = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: 0x2421}
_REPLACED = dict.fromkeys(
    (*range(0x80, 0xA0), 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)),
    "\N{REPLACEMENT CHARACTER}",
)
_BREAKS = dict.fromkeys((0x85, 0x2028, 0x2029), "\n")


def plain_text(text: str) -> str:
    """The text with its lines, harmless."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return unix.translate(_SHOWN).translate(_BREAKS).translate(_REPLACED)


def plain_line(text: str) -> str:
    """The text as one harmless line, for titles and names."""
    return " ".join(plain_text(text).split())
