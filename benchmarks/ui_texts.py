"""Texts the user interface is measured with: threads of mixed messages, and replies token by token."""

from __future__ import annotations

import random

_SECTION = """## Section {n}

The quick brown fox jumps over the lazy dog while **strong words** and *softer ones* take turns with
`inline code` and [a link](https://example.com/page/{n}). Another sentence follows to fill the paragraph.

- first item of the list with some words
- second item, a little longer than the first one was
  - nested item under the second
- third item

```python
def section_{n}(value: int) -> str:
    # a comment that says why
    return f"section {{value + {n}}}"
```

| name | value | note |
|---|--:|---|
| alpha | {n} | the first row of a table |
| beta | 12345 | the second row of a table |

"""

_SHORT = ("Yes.", "Compare these two itineraries and cite the guide.", "Thanks, that helps!", "你好世界 😀")


def mixed_texts(count: int, last: str) -> list[tuple[str, str]]:
    """Roles and texts of a thread of questions and answers, oldest first, whose last word is `last`."""
    out = []
    for number in range(count):
        if number % 2 == 0:
            role, text = "user", f"{_SHORT[number // 2 % len(_SHORT)]} ({number})"
        else:
            role = "assistant"
            text = _SECTION.format(n=number)[: 120 + (number * 137) % 700]
        if number == count - 1:
            text += f"\n\n{last}"
        out.append((role, text))
    return out


def last_word() -> str:
    """A word that stands nowhere yet, to end a reply with; shares no beginning with another."""
    return "".join(random.choices("bcdfghjkmnpqrstvwxz", k=12))


def reply_tokens(count: int, last: str) -> list[str]:
    """A Markdown reply in pieces of about four characters, the last of which is a given word."""
    text = "".join(_SECTION.format(n=number) for number in range(1 + count * 4 // 500))
    tokens = [text[at : at + 4] for at in range(0, len(text), 4)][: max(0, count - 1)]
    return [*tokens, f"\n\n{last}"]
