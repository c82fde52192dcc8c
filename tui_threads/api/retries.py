"""When a call is sent again, and after how long.

A failure may be repeated when the request cannot have been carried out: it never left, or the server
refused it (408, 409, 429). Otherwise (a broken connection, 5xx) only calls that do no harm when carried
out twice are repeated. `x-should-retry` overrules both; the numbers are those of openai-python 3.54.

No retry library is used: those at hand log every repetition through process-wide hooks (which would
write over a terminal's screen) and sleep by the machine's clock, which tests cannot turn.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui_threads.api.errors import ApiConnectionError

__all__ = ["LONGEST_WAIT", "backoff", "connection_may_retry", "status_may_retry"]

LONGEST_WAIT = 120.0
"""A server that asks to wait longer than this is not asked again."""

_REFUSED = frozenset({408, 409, 429})


def status_may_retry(status: int, headers: Mapping[str, str], *, repeatable: bool) -> bool:
    """Whether an answer with this status lets the call be sent again."""
    said = headers.get("x-should-retry")
    if said in {"true", "false"}:
        return said == "true"
    return status in _REFUSED or (status >= 500 and repeatable)


def connection_may_retry(error: ApiConnectionError, *, repeatable: bool) -> bool:
    """Whether a call that got no answer may be sent again."""
    return repeatable or not error.sent


def backoff(attempt: int, asked: float | None, chance: float) -> float | None:
    """Seconds to wait before repetition number `attempt` (from 0), or None to give up.

    Args:
        asked: What the server asks for, if it does.
        chance: 0 to 1, spreads clients that failed at the same moment.
    """
    if asked is not None:
        return asked if asked <= LONGEST_WAIT else None
    return float(min(0.5 * 2**attempt, 8.0)) * (1 - 0.25 * chance)
