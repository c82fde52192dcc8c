"""Commands that are typed: `/` and a name, first in the composer. Their names come from the key tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tui_threads.ui.keymap import KEYS, Key, shown_key_of
from tui_threads.ui.widgets.completion_popup import Offer

Wants = Literal["", "file", "template", "words"]
"""What a command may be followed by."""

_NAMES = {
    "app.model": "fetch-model",
    "message.open": "open",
    "message.delete": "delete-message",
}
"""Where the last part of an id would say too little."""
_WORDLESS = frozenset({"open", "show", "pick", "choose"})
"""Last parts that say nothing without their area."""
_WANTS: dict[str, Wants] = {"composer.attach": "file", "composer.template": "template"}
_WITH_WORDS = frozenset({"thread.new", "thread.rename", "search.open"})
"""Rows that do something with words, too."""
_ALSO = {"model": "assistant.pick"}
"""Second names."""
_TYPED = re.compile(r"/([A-Za-z][A-Za-z0-9-]*)(?=\s|$)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done by its name."""

    name: str
    key: Key
    wants: Wants = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A command that was typed, with the words behind it."""

    command: Command
    words: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that no command has."""

    sentence: str


def commands(rows: Iterable[Key] = KEYS) -> dict[str, Command]:
    """The commands by their names: the last part of a row's id, with its area where that is taken."""
    named: dict[str, Command] = {}
    for key in rows:
        if not key.palette:
            continue
        area, _, last = key.id.rpartition(".")
        name = _NAMES.get(key.id, area if last in _WORDLESS else last).replace("_", "-")
        if name in named:
            name = f"{area}-{name}".replace(".", "-")
        named[name] = Command(name, key, _WANTS.get(key.id, "words" if key.id in _WITH_WORDS else ""))
    for name, row in _ALSO.items():
        for command in [command for command in named.values() if command.key.id == row]:
            named.setdefault(name, Command(name, command.key, command.wants))
    return named


def read_typed(text: str, known: dict[str, Command]) -> str | Call | Unknown:
    """What Enter means: a text to send, a command to run, or a name nobody knows.

    Only a single word behind the slash is a command, so that `/usr/bin is ...` is a text; `//` begins a text
    with a slash.
    """
    if text.startswith("//"):
        return text[1:]
    typed = _TYPED.match(text)
    if typed is None:
        return text
    name, words = typed[1].lower(), typed[2].strip()
    if name not in known:
        import difflib  # only for who mistypes

        near = difflib.get_close_matches(name, known, 1, 0.5)
        meant = f"did you mean /{near[0]}? " if near else ""
        return Unknown(f"There is no command /{name}; {meant}A text that begins so is sent with //.")
    command = known[name]
    if words and not command.wants:
        return Unknown(f"/{name} takes no words behind it; a text that begins so is sent with //.")
    return Call(command, words)


def offers_for(word: str, known: dict[str, Command], keymap: Mapping[str, str]) -> Sequence[Offer]:
    """The commands that a beginning may mean: those that begin with it, then those that hold it.

    Args:
        keymap: The keys that the settings give, by id.
    """
    wanted = word.lower()
    scattered = re.compile(".*?".join(map(re.escape, wanted)))
    found: list[tuple[int, str]] = []
    for name, command in known.items():
        title = command.key.title.lower()
        if name == wanted:
            rank = 0
        elif name.startswith(wanted):
            rank = 1
        elif wanted in name or wanted in title.split():
            rank = 2
        elif wanted in title or scattered.search(name):
            rank = 3
        else:
            continue
        found.append((rank, name))
    if not wanted:  # what only the composer can do stands first
        found = sorted((not known[name].key.id.startswith("composer."), name) for _, name in found)
    found.sort(key=lambda one: one[0])
    width = max((len(name) for _, name in found), default=0) + 3
    return [_offer(known[name], width, keymap) for _, name in found]


def _offer(command: Command, width: int, keymap: Mapping[str, str]) -> Offer:
    key, name = command.key, f"{'/' + command.name:<{width}}"
    return Offer(
        command.name,
        name + (key.help or key.title),
        shown_key_of(key, keymap),
        short=name + key.title,
        open=command.wants in ("file", "template"),
    )
