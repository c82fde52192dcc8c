"""Words as the search knows them: without case, accents and common English endings.

Texts and queries pass through the same function, so that a database needs no language support of its own.
Scripts without spaces are indexed by single characters and by pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_RUN = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_LONGEST_WORD = 64
_STOP_WORDS = frozenset(
    "a an and any are as at be been by can could did do does for from get got had has have how i if in is it "
    "its me my of on or our please shall should so tell than that the their them then there these they this "
    "those to us was we were what when where which who whom whose why will with would you your".split()
)


def words(text: str) -> list[str]:
    """The search words of a text, in its order."""
    return list(_words(text, pairs_only=False))


def query_words(query: str) -> list[str]:
    """The search words of a question, each once, without those that every English text has."""
    found = list(dict.fromkeys(_words(query, pairs_only=True)))
    return [word for word in found if word not in _STOP_STEMS] or found


def _words(text: str, *, pairs_only: bool) -> Iterator[str]:
    for run in _RUN.findall(_plain(text)):
        place = 0
        for match in _UNSPACED.finditer(run):
            yield from _word(run[place : match.start()])
            yield from _characters(match.group(), pairs_only=pairs_only)
            place = match.end()
        yield from _word(run[place:])


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare)


def _word(run: str) -> Iterator[str]:
    if run and len(run) <= _LONGEST_WORD:
        yield _stem(run)


def _characters(run: str, *, pairs_only: bool) -> Iterator[str]:
    if not pairs_only or len(run) == 1:
        yield from run
    yield from (run[place : place + 2] for place in range(len(run) - 1))


def _stem(word: str) -> str:
    """Cut the endings of English plurals and verb forms; harmless where they mean nothing."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2 and any(vowel in root for vowel in "aeiouy"):
            if root[-1] == root[-2] and root[-1] not in "lsz":
                return root[:-1]
            return root
    return word.removesuffix("e") if len(word) > 4 else word


_STOP_STEMS = frozenset(map(_stem, _STOP_WORDS))
