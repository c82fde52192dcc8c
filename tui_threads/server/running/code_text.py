"""Reads code out of a call's arguments while they come: JSON of which any part may be missing yet."""

from __future__ import annotations

import json
import re

_BEGIN = re.compile(r'\s*\{\s*"code"\s*:\s*"')
_WHOLE = re.compile(
    r'(?:[^"\\]'
    r"|\\[^u]"
    r"|\\u(?![dD][89abAB])[0-9a-fA-F]{4}"
    r"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    # Half a pair whose other half will not come, and what only looked like an escape.
    r"|\\u[dD][89abAB][0-9a-fA-F]{2}(?=[^\\]|\\[^u]|\\u(?![dD][c-fC-F])[0-9a-fA-F]{2})"
    r"|\\u(?=[0-9a-fA-F]{0,3}[^0-9a-fA-F]))+"
)
"""As much of a JSON string as can be read already: no half escapes, no half surrogate pairs."""
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "/": "/"}


class CodeText:
    """The string `code` of a JSON object, piece by piece; small models get both slightly wrong."""

    def __init__(self) -> None:
        self._pending = ""
        self._is_open = False

    def add(self, arguments: str) -> str:
        """More of the arguments; the code that can be read from them."""
        self._pending += arguments
        if not self._is_open:
            begin = _BEGIN.match(self._pending)
            if begin is None:
                return ""
            self._is_open = True
            self._pending = self._pending[begin.end() :]
        readable = _WHOLE.match(self._pending)
        if readable is None:
            return ""
        self._pending = self._pending[readable.end() :]
        return _unescape(readable.group())

    def finish(self) -> str:
        """No more will come: what is left, whatever form it has."""
        rest, self._pending = self._pending, ""
        if self._is_open:
            return "" if rest.startswith('"') else _unescape(rest)
        try:
            said = json.loads(rest, strict=False)
        except ValueError:
            return _storable(rest)
        if isinstance(said, dict):
            said = said.get("code", next(iter(said.values()), ""))
        if isinstance(said, list):
            said = "\n".join(map(str, said))
        return _storable(said if isinstance(said, str) else rest)


def _unescape(text: str) -> str:
    return _storable(_ESCAPE.sub(_character, text))


def _character(escape: re.Match[str]) -> str:
    code, short = escape.groups()
    return chr(int(code, 16)) if code else _SHORT.get(short, f"\\{short}")


def _storable(text: str) -> str:
    """Surrogates joined; what no database takes replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
