"""Settings as anybody may see them.

What may be a secret is masked: values of headers, passwords and queries in URLs, arguments of the program
that prints a token.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tui_threads.settings.line_numbers import KeyPath

MASK = "***"


def public_value(path: KeyPath, value: object) -> object:
    """The value with what may be a secret masked, and lists as lists."""
    key = path[-1]
    if isinstance(value, Mapping):
        return {name: MASK for name in value}
    if isinstance(value, tuple):
        return [value[0], MASK] if key == "token_command" and len(value) > 1 else list(value)
    return _without_secrets(value) if isinstance(value, str) else value


def _without_secrets(text: str) -> str:
    """A URL without password and without the values of its query; other text as it is."""
    if "://" not in text:
        return text
    text = re.sub(r"(://[^/@:]*:)[^/]*@", rf"\g<1>{MASK}@", text)
    return re.sub(r"([?&][^=&#]+)=[^&#]*", rf"\g<1>={MASK}", text)
