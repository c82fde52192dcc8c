"""Titles and snippets, made from what is said."""

from __future__ import annotations

import re

from tui_threads.chat.plain_text import unmarked

_LONGEST = 60
_FENCE = re.compile(r"^\s*(```|~~~)")
_MARKS = re.compile(r"^\s*(#{1,6}\s+|>\s*|[-*+]\s+|\d+[.)]\s+)")


def title_from(text: str) -> str:
    """The first line that means something, without Markdown's marks, cut at a word."""
    for line in text.splitlines():
        plain = " ".join(_MARKS.sub("", line).split())
        if not _FENCE.match(line) and any(character.isalnum() for character in plain):
            return cut(plain, _LONGEST)
    return ""


def snippet_from(text: str) -> str:
    """The beginning of a text as one line of plain words."""
    return cut(" ".join(unmarked(text[:400]).split()), 160)


def cut(text: str, longest: int) -> str:
    """At most `longest` characters, ended at a word where one ends near."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    at = head.rfind(" ")
    return (head[:at] if at > longest // 2 else head).rstrip(" ,.;:-") + "…"
