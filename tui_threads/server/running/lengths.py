"""How long a prompt a model takes of which nobody tells its context: learned from what it refuses."""

from __future__ import annotations

_LEAST = 256
"""Tokens; a model that refuses twice as many refuses something else than the length."""


class Lengths:
    """The longest prompts that models took after they had refused longer ones; kept while the server runs."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def within(self, model: str, budget: int | None) -> int | None:
        """The smaller of a budget of tokens and what was learned; None where neither is known."""
        known = self._taken.get(model)
        return min((limit for limit in (budget, known) if limit is not None), default=None)

    def learn(self, model: str, tokens: int) -> None:
        """A prompt of at most so many tokens was taken, after a longer one was refused."""
        self._taken[model] = tokens


def shorter(tokens: int) -> int | None:
    """The budget to try after a prompt of so many tokens was refused; None where that leads nowhere."""
    return tokens // 2 if tokens >= 2 * _LEAST else None
