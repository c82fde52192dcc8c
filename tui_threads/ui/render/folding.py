"""Very long texts cut to their beginning, until they are unfolded."""

from __future__ import annotations

_PASTE_ROWS, _PASTE_SHOWN = 24, 12
_PASTE_SIZE, _PASTE_KEPT = 3_000, 1_500
_REPLY_SIZE, _REPLY_KEPT = 60_000, 20_000


def folded(text: str, role: str) -> tuple[str, str]:
    """The part of a text to show, and words for what is left out; empty where nothing is.

    Pastes of a person are cut early, replies only where they would cost time to draw.
    """
    if role == "user":
        return _paste(text)
    if len(text) <= _REPLY_SIZE:
        return text, ""
    end = text.rfind("\n\n", 0, _REPLY_KEPT)
    kept = text[: end if end > 0 else _REPLY_KEPT]
    return kept, f"{len(text) - len(kept):,} more characters"


def _paste(text: str) -> tuple[str, str]:
    rows = text.count("\n") + 1
    if rows > _PASTE_ROWS:
        kept = "\n".join(text.split("\n", _PASTE_SHOWN)[:_PASTE_SHOWN])
        if len(kept) <= _PASTE_SIZE:
            return kept, f"{rows - _PASTE_SHOWN:,} more lines"
    if len(text) > _PASTE_SIZE:
        return text[:_PASTE_KEPT], f"{len(text) - _PASTE_KEPT:,} more characters"
    return text, ""
