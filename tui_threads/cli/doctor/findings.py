"""What a look at the machine brings: facts, each fine, worth a note, or wrong with a sentence of advice."""

from __future__ import annotations

import getpass
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from tui_threads.logs import careful

State = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact."""

    area: str
    """What it is about: `terminal`, `places`, `server` and so on."""
    name: str
    value: str
    state: State = "ok"
    advice: str = ""
    """One sentence that says what to do; empty where there is nothing to do."""


Look = Callable[[], Iterable[Finding]]
"""Looks at one area; must end in about a second."""


def fine(area: str, name: str, value: object) -> Finding:
    return Finding(area, name, str(value))


def note(area: str, name: str, value: object, advice: str) -> Finding:
    return Finding(area, name, str(value), "note", advice)


def wrong(area: str, name: str, value: object, advice: str) -> Finding:
    return Finding(area, name, str(value), "wrong", advice)


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Takes out of findings what tells who the person is, and what could be a secret."""

    home: Path
    user: str

    @classmethod
    def for_user(cls) -> Anonymous:
        try:
            user = getpass.getuser()
        except (OSError, KeyError):  # a user without a name, as in some containers
            user = ""
        return cls(Path.home(), user)

    def text(self, words: str) -> str:
        """The words with `~` for the home, and without keys and the person's name in paths."""
        words = careful(words)
        if self.home != Path(self.home.anchor):
            words = re.sub(rf"{re.escape(str(self.home))}(?![\w.-])", "~", words)
        if self.user:
            words = re.sub(rf"/{re.escape(self.user)}(?=/|$)", "/USER", words)
        return words

    def finding(self, finding: Finding) -> Finding:
        return replace(finding, value=self.text(finding.value), advice=self.text(finding.advice))
