"""The days that `before:` and `after:` take: `2026`, `2026-11`, `2026-11-22`, `today`, `yesterday`, `7d`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z")
_AGO = re.compile(r"(\d{1,4})([dwmy])\Z")


def day_of(text: str, now: datetime) -> datetime | None:
    """The midnight at which a day, month or year begins; None: it is no date.

    `7d`, `2w`, `3m` and `1y` are that many days, weeks, months and years before today.

    Args:
        text: What was typed.
        now: Local time without a zone, as the answer is, so that summer time is the system's business.
    """
    text = text.lower()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if text in ("today", "yesterday"):
        return today - timedelta(days=text == "yesterday")
    try:
        if found := _DAY.match(text):
            year, month, day = (int(part or 1) for part in found.groups())
            return datetime(year, month, day)
        if found := _AGO.match(text):
            return _ago(today, int(found.group(1)), found.group(2))
    except (ValueError, OverflowError):  # no such day, or before the year 1
        return None
    return None


def _ago(today: datetime, count: int, unit: str) -> datetime:
    if unit in "dw":
        return today - timedelta(days=count * (7 if unit == "w" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    last = (datetime(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return today.replace(year=year, month=month + 1, day=min(today.day, last))
