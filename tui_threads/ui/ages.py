"""Ages and days of threads, in the words of the list. Pure functions of two moments."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from tui_threads.chat.thread_rows import ThreadRow

_DAY = 86_400


def short_age(then: float, now: float) -> str:
    """`now`, `2m`, `1h`, `Tue`, `3 Nov`, `3 Nov 24`."""
    passed = now - then
    if passed < 60:
        return "now"
    if passed < 3600:
        return f"{int(passed // 60)}m"
    if passed < _DAY:
        return f"{int(passed // 3600)}h"
    day, today = time.localtime(then), time.localtime(now)
    if passed < 6 * _DAY:
        return time.strftime("%a", day)
    text = f"{day.tm_mday} {time.strftime('%b', day)}"
    return text if day.tm_year == today.tm_year else f"{text} {day.tm_year % 100:02d}"


def time_left(seconds: float) -> str:
    """`4 min 32 s left`."""
    whole = max(0, int(seconds))
    if whole == 0:
        return "the time is up"
    return f"{whole // 60} min {whole % 60:02} s left" if whole >= 60 else f"{whole} s left"


def by_day(rows: Iterable[ThreadRow], now: float) -> Iterator[tuple[str, ThreadRow]]:
    """Each row with the name of its group; rows come pinned first, then newest first."""
    today = _midnight(now)
    yesterday, week = _midnight(today - 1), _midnight(today - 6 * _DAY)
    label, floor = "", float("inf")
    for row in rows:
        if row.pinned:
            yield "Pinned", row
            continue
        if row.active_at < floor:
            if row.active_at >= today:
                label, floor = "Today", today
            elif row.active_at >= yesterday:
                label, floor = "Yesterday", yesterday
            elif row.active_at >= week:
                label, floor = "This week", week
            else:
                label, floor = _month(row.active_at, now)
        yield label, row


def _midnight(moment: float) -> float:
    day = time.localtime(moment)
    return time.mktime((day.tm_year, day.tm_mon, day.tm_mday, 0, 0, 0, 0, 0, -1))


def _month(moment: float, now: float) -> tuple[str, float]:
    day = time.localtime(moment)
    name = time.strftime("%B", day)
    if day.tm_year != time.localtime(now).tm_year:
        name = f"{name} {day.tm_year}"
    return name, time.mktime((day.tm_year, day.tm_mon, 1, 0, 0, 0, 0, 0, -1))
