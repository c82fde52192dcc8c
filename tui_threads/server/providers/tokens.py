"""An estimate of tokens for models whose tokenizer is out of reach.

Made to err on the side of too many, for it decides what still fits into a context.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from tui_threads.server.providers.completion import JsonObject, JsonValue

_PER_MESSAGE = 4
_PER_IMAGE = 1000
_LETTERS_PER_TOKEN = 3.6


def estimate(text: str) -> int:
    """About as many tokens as common tokenizers make of it."""
    return int(weigh(text)) + 1 if text else 0


def weigh(text: str) -> float:
    """Tokens of a part of a text, for adding up: one for 3.6 Latin letters, one for each other character."""
    plain = sum(map(str.isascii, text)) if not text.isascii() else len(text)
    return plain / _LETTERS_PER_TOKEN + (len(text) - plain)


def estimate_prompt(messages: Sequence[JsonObject], tools: Sequence[JsonObject] = ()) -> int:
    """The whole prompt, with what the chat template puts around each message."""
    schemas = estimate(json.dumps(list(tools), ensure_ascii=False)) if tools else 0
    return schemas + sum(_estimate_message(message) for message in messages)


def _estimate_message(message: JsonObject) -> int:
    calls = message.get("tool_calls")
    called = estimate(json.dumps(calls, ensure_ascii=False)) if calls else 0
    return _PER_MESSAGE + called + _estimate_content(message.get("content"))


def _estimate_content(content: JsonValue) -> int:
    if content is None or isinstance(content, str):
        return estimate(content or "")
    if not isinstance(content, Sequence):
        return 0
    total = 0
    for part in content:
        text = part.get("text") if isinstance(part, dict) else None
        total += estimate(text) if isinstance(text, str) else _PER_IMAGE
    return total
