"""Anybody's text made safe to show: nothing in it may drive the terminal or pose as something else.

Control and escape characters become the visible pictures Unicode has for them, characters that
reorder what follows become a replacement mark. Every character is replaced by exactly one other, so
that positions in the text (annotations) stay true; only CR LF pairs, which become one newline, do not.
"""

import re

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)}
_PICTURES[0x7F] = "␡"
_C1 = dict.fromkeys(range(0x80, 0xA0), "\ufffd")
_BREAKS = dict.fromkeys((0x85, 0x2028, 0x2029), "\n")
_REORDERING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C), "\ufffd")
_NONCHARACTERS = dict.fromkeys(range(0xFDD0, 0xFDF0), "\ufffd")
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_TABLE = {**_PICTURES, **_C1, **_BREAKS, **_REORDERING, **_SURROGATES, **_NONCHARACTERS}

_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef]"
)


def clean(text: str) -> str:
    """The text with newlines normalised and nothing left that a terminal would obey."""
    if _SUSPECT.search(text) is None:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)


def clean_line(text: str) -> str:
    """The text as one line: newlines and tabs become spaces, for names and titles."""
    return clean(text).replace("\n", " ").replace("\t", " ")


def clean_url(url: str) -> str | None:
    """The address if it may be given to a terminal or a browser, else None.

    Only web and mail addresses pass; anything outside printable ASCII is percent-encoded, so that no
    byte of it can end the escape sequence it is put into.
    """
    if not url.lower().startswith(("http://", "https://", "mailto:")):
        return None
    return "".join(c if "!" <= c <= "~" else "".join(f"%{b:02X}" for b in _bytes(c)) for c in url)


def _bytes(character: str) -> bytes:
    return character.encode("utf-8", "replace")
