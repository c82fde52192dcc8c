"""What one types to search, understood: words, phrases, what must not stand there, and filters. Pure.

`lisbon hotel`, `"the last section"`, `-draft`, `in:trip`, `in:current`, `role:user`, `before:2026-11`,
`after:7d`, `has:image`, `has:file`, `is:pinned`, `is:archived`. A minus before a filter turns it round.
Letter case, accents and punctuation do not matter. Whatever is typed is either understood or answered by
a `QueryError`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from tui_threads.chat.search.dates import day_of
from tui_threads.chat.search.tokens import ends_unspaced, tokens_of

FILTERS = "in: role: before: after: has: is:"
"""Every filter there is, as a sentence shows them."""

_PART = re.compile(
    r"(?P<minus>-)?(?:(?P<name>[A-Za-z]+):(?![:/]))?(?P<quoted>\"(?P<inside>[^\"]*)(?P<closed>\")?|(?P<bare>[^\s\"]*))"
)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "role": ("user", "assistant"),
    "has": ("image", "file"),
    "is": ("pinned", "archived"),
}
_EXAMPLES: Mapping[str, str] = {
    "in": "in:trip",
    "role": "role:user",
    "before": "before:2026-11",
    "after": "after:7d",
    "has": "has:image",
    "is": "is:pinned",
}
_MOST_WORDS = 100
_SHOWN = 20
"""Characters of a text that are quoted back."""


class QueryError(Exception):
    """What was typed cannot be searched for; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand side by side; mostly it is one."""

    tokens: tuple[str, ...]
    beginning: bool = False
    """Whether the last token need only be begun with."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter with a value."""

    value: str
    wanted: bool = True
    """False where it was turned round."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. All of it must be true of a message; of several `in:` one is enough."""

    words: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    threads: tuple[Choice, ...] = ()
    """Values of `in:`: `current`, a thread's id, or words of its title."""
    roles: tuple[Choice, ...] = ()
    has: tuple[Choice, ...] = ()
    states: tuple[Choice, ...] = ()
    """Values of `is:`."""
    before: int | None = None
    """Unix seconds; what was said at that moment is left out."""
    after: int | None = None
    """Unix seconds; what was said at that moment is found."""

    def __bool__(self) -> bool:
        """Whether anything is looked for."""
        return self != Query()

    @property
    def about_messages(self) -> bool:
        """Whether only messages can fulfil it, not the title of a thread."""
        return bool(self.roles or self.has) or self.before is not None or self.after is not None


@dataclass(slots=True)
class _Reader:
    now: datetime
    query: Query = field(default_factory=Query)

    def filter(self, name: str, value: str, wanted: bool) -> None:
        if name == "in":
            self.query = replace(self.query, threads=(*self.query.threads, Choice(value, wanted)))
        elif name in ("before", "after"):
            self._date(name, value, wanted)
        else:
            self._choice(name, value.lower(), wanted)

    def _date(self, name: str, value: str, wanted: bool) -> None:
        if not wanted:
            raise QueryError(f"Write {'after' if name == 'before' else 'before'}: instead of -{name}:.")
        day = day_of(value, self.now)
        try:
            moment = int(day.timestamp()) if day is not None else None
        except (OverflowError, OSError, ValueError):  # beyond what this machine's clock can say
            moment = None
        if moment is None:
            raise QueryError(
                f"“{value}” is no date; {name}: takes one like 2026, 2026-11, 2026-11-22, today or 7d."
            )
        if name == "before":
            self.query = replace(self.query, before=min(moment, self.query.before or moment))
        else:
            self.query = replace(self.query, after=max(moment, self.query.after or moment))

    def _choice(self, name: str, value: str, wanted: bool) -> None:
        if value not in _CHOICES[name]:
            raise QueryError(f"{name}: takes {' or '.join(_CHOICES[name])}, not “{value}”.")
        choice = Choice(value, wanted)
        if name == "role":
            self.query = replace(self.query, roles=(*self.query.roles, choice))
        elif name == "has":
            self.query = replace(self.query, has=(*self.query.has, choice))
        else:
            self.query = replace(self.query, states=(*self.query.states, choice))

    def words(self, text: str, wanted: bool, *, beginning: bool) -> bool:
        """Take in words; False where the text holds none."""
        term = term_of(text, beginning=beginning)
        if term is None:
            return False
        if wanted:
            self.query = replace(self.query, words=(*self.query.words, term))
        else:
            self.query = replace(self.query, without=(*self.query.without, term))
        return True


def parse(text: str, now: datetime, *, typing: bool = False) -> Query:
    """Understand a query.

    Args:
        text: What was typed, anything at all.
        now: Local time without a zone, for dates like `7d`.
        typing: Whether more may follow, so that a last word may be only the beginning of one.

    Raises:
        QueryError: a filter or its value is unknown, or there is nothing that could be looked for.
    """
    reader, meaningless = _Reader(now), ""
    for found in _PART.finditer(text):
        if not found.group():
            continue
        name, wanted = (found["name"] or "").lower(), found["minus"] is None
        value = found["inside"] if found["inside"] is not None else found["bare"]
        at_end = typing and found.end() == len(text)
        if found["quoted"].startswith('"') and not found["closed"] and not typing:
            raise QueryError(f'The quote before “{value[:_SHOWN]}” is not closed; write another " behind it.')
        if _known(name) and not value:
            if not at_end:
                raise QueryError(f"{name}: wants its value right behind it, as in {_EXAMPLES[name]}.")
            continue
        if name and value and _takes(name, found):
            if not (at_end and _may_become(name, value)):
                reader.filter(name, value, wanted)
            continue
        open_ended = at_end and not found["closed"]
        starred = found["bare"] is not None and value.endswith("*")
        said = f"{found['name']} {value}" if name and not _known(name) else value
        if not reader.words(said, wanted, beginning=open_ended or starred) and value.strip():
            meaningless = value
    if sum(len(term.tokens) for term in (*reader.query.words, *reader.query.without)) > _MOST_WORDS:
        raise QueryError(f"That is too much to search for at once; leave it at {_MOST_WORDS} words.")
    if meaningless and not reader.query:
        raise QueryError(f"There is no letter or digit in “{meaningless}”; only words can be searched for.")
    return reader.query


def _known(name: str) -> bool:
    return name in _CHOICES or name in ("in", "before", "after")


def _may_become(name: str, value: str) -> bool:
    """Whether this is the beginning of a value of the filter, and not yet one."""
    choices = _CHOICES.get(name, ())
    return value.lower() not in choices and any(one.startswith(value.lower()) for one in choices)


def _takes(name: str, found: re.Match[str]) -> bool:
    if _known(name):
        return True
    raise QueryError(
        f"“{name}:” is none of the filters ({FILTERS}); put it in quotes to search for the words."
    )


def term_of(text: str, *, beginning: bool = False) -> Term | None:
    """Words that stand side by side, as the index knows them; None where there is no word."""
    tokens = tokens_of(text)
    if not tokens:
        return None
    last = tokens[-1]
    if ends_unspaced(last):
        if len(tokens) > 1 and ends_unspaced(tokens[-2]) and len(tokens[-2]) == 2:
            return Term(tuple(tokens[:-1]))  # the last character stands in the token before it
        return Term(tuple(tokens), beginning=len(last) == 1)
    return Term(tuple(tokens), beginning=beginning)
