"""How well a piece of text answers a question: BM25, scaled to 0..1.

The scale is that of the best possible piece, one that is full of every word of the question, so that a
score means the same in every store and `score_threshold` can be chosen once.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_SATURATION = 1.2
_LENGTH_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece that has at least one of the words."""

    id: int
    words: Sequence[str]


def rank(query: Sequence[str], candidates: Sequence[Candidate], total: int) -> list[tuple[int, float]]:
    """Ids and scores, best first.

    Args:
        query: the search words of the question, each once.
        candidates: every piece that has one of them, or the most promising of very many.
        total: pieces there are in all, which tells how rare a word is.
    """
    counts = [Counter(candidate.words) for candidate in candidates]
    holding = {word: sum(word in count for count in counts) for word in query}
    weights = {word: _rarity(holding[word], max(total, len(candidates))) for word in query}
    best = sum(weights.values())
    average = sum(len(candidate.words) for candidate in candidates) / max(len(candidates), 1)
    scored = []
    for candidate, count in zip(candidates, counts, strict=True):
        damping = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * len(candidate.words) / (average or 1))
        gained = sum(weights[word] * count[word] / (count[word] + damping) for word in query)
        # A word that occurs at all is worth half of its weight, each time more adds less.
        present = sum(weights[word] for word in query if count[word])
        scored.append((candidate.id, (present + gained) / (2 * best) if best else 0.0))
    return sorted(scored, key=lambda pair: -pair[1])


def _rarity(holding: int, total: int) -> float:
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))
