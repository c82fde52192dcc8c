"""How well text of one colour can be read on another, as WCAG 2.1 measures it."""

from __future__ import annotations

from textual.color import Color


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminances, from 1 (the same) to 21 (black and white)."""
    high, low = sorted((_luminance(Color.parse(one)), _luminance(Color.parse(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: Color) -> float:
    parts = [part / 255 for part in color.rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
