"""Markdown and the markers of citations taken off a text, where it is shown as plain words. Pure."""

from __future__ import annotations

import re

MARKUP = re.compile(
    r"【\d+:\d+†[^】]*(?:】|$)"  # a citation, maybe cut off at either end
    r"|\A[^【】\n]{0,80}†[^【】\n]{0,120}】"
    r"|(?<![^\s\"'“—-])(?:\*{1,3}|~~)(?=[^\s*])"  # the beginning of emphasis, and its end
    r"|(?<=[^\s*])(?:\*{1,3}|~~)(?![\w*])"
    r"|`+"
    r"|^[ ]{0,3}(?:\#{1,6}[ \t]+|>[ ]?)",  # a heading, a quotation
    re.MULTILINE,
)
"""What marks a text up and is no word of it."""
_CITATION = re.compile(r"[ ]?【\d+:\d+†([^】]*)】")
_NAMELESS = frozenset({"", "source"})


def unmarked(text: str) -> str:
    """A text without its marks."""
    return MARKUP.sub("", text)


def uncited(text: str) -> str:
    """A text whose citations name their files in brackets, as a copy has no annotations."""
    return _CITATION.sub(_named, text)


def _named(citation: re.Match[str]) -> str:
    name = citation[1].strip()
    return "" if name in _NAMELESS else f" [{name}]"
