"""Words as the search index knows them: the one place where text is cut, for indexing and for asking.

SQLite's own tokenisers need blanks between words (`unicode61`) or three letters at least (`trigram`). So
the text is cut here, and SQLite gets tokens with blanks between them. Letter case, accents and width do
not matter. Scripts written without blanks (Chinese, Japanese, Korean, Thai and the like) become one token
a character, each with the character after it: two characters are then one token, more of them a phrase,
and a single one is asked for as the beginning of a token.
"""

from __future__ import annotations

import re
import unicodedata

VERSION = f"3/{unicodedata.unidata_version}"
"""Changes when the same text may be cut otherwise than before; the index is then made anew."""

LONGEST = 64
"""Letters of a word that count; longer ones are keys and encoded bytes."""

UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0f40-\u0fbc\u1000-\u1049\u1050-\u109f\u1100-\u11ff"
    "\u1780-\u17d3\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3100-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48c\uac00-\ud7fb\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Scripts that are written without blanks, as ranges of a regular expression."""
_INDIC = "\u0900-\u0963\u0966-\u0dff"
"""Words of these scripts hold vowel signs, which `\\w` leaves out."""
PICTURES = "\u2600-\u27bf\U0001f000-\U0001faff"
"""Each is a token, as ranges of a regular expression."""
WORD = f"(?:[^\\W_{UNSPACED}]|[{_INDIC}])"
"""A character of a word."""
_PIECES = re.compile(f"([{UNSPACED}]+)|({WORD}+)|([{PICTURES}])")
_ASCII_WORDS = re.compile("[a-z0-9]+")
_RUNS = re.compile("[\\x00-\\x7f]+|[^\\x00-\\x7f]+")
_CLUSTERS = re.compile("(?s:.)[\uff9e\uff9f\u3099\u309a]?")
"""A character with the sound mark that belongs to it."""
_ENDS_UNSPACED = re.compile(f"[{UNSPACED}]\\Z")

_STRIPPED = dict.fromkeys(
    [
        *range(0x0300, 0x0370),
        *range(0x0591, 0x05BE),
        *(0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7),
        *range(0x0610, 0x061B),
        0x0640,
        *range(0x064B, 0x0660),
        0x0670,
        *range(0x06D6, 0x06EE),
        *(0x00AD, 0x200C, 0x200D, 0xFE0E, 0xFE0F),
    ]
)
"""Accents, points and invisible joints: words are the same with and without them."""


def folded(text: str) -> str:
    """The text without what does not matter: letter case, accents, width, ligatures."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_STRIPPED)
    return unicodedata.normalize("NFC", plain)


def tokens_of(text: str) -> list[str]:
    """The tokens of a text, in order."""
    plain = folded(text)
    if plain.isascii():
        return [word[:LONGEST] for word in _ASCII_WORDS.findall(plain)]
    tokens: list[str] = []
    for unspaced, word, picture in _PIECES.findall(plain):
        if unspaced:
            tokens += [unspaced[at : at + 2] for at in range(len(unspaced))]
        else:
            tokens.append(word[:LONGEST] or picture)
    return tokens


def ends_unspaced(token: str) -> bool:
    """Whether a token ends with a character of a script written without blanks."""
    return _ENDS_UNSPACED.search(token) is not None


def origins(text: str) -> list[tuple[int, int]]:
    """For each character of the folded text the begin and end of what it was made from."""
    out: list[tuple[int, int]] = []
    for run in _RUNS.finditer(text):
        begin, end = run.span()
        if len(folded(run.group())) == end - begin:
            out += [(place, place + 1) for place in range(begin, end)]
        else:
            for cluster in _CLUSTERS.finditer(text, begin, end):
                out += [cluster.span()] * len(folded(cluster.group()))
    return out
