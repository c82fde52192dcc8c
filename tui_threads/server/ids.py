"""Ids and time, in the API's own form."""

from __future__ import annotations

import secrets
import string
import time

_ALPHABET = string.ascii_letters + string.digits
_LENGTH = 24


def new_id(prefix: str) -> str:
    """A fresh id such as `thread_…` (`prefix` carries its own separator: `thread_`, `file-`)."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def now() -> int:
    """Whole seconds since 1970, as every `created_at` counts."""
    return int(time.time())


def now_in_microseconds() -> int:
    """Microseconds since 1970, to tell apart what happened within a second."""
    return time.time_ns() // 1000
