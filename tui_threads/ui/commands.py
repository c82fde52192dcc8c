"""The command palette: everything that can be done, every thread and every assistant, by name."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.fuzzy import Matcher

from tui_threads.ui.ages import short_age
from tui_threads.ui.keymap import KEYS, Key, shown_key_of
from tui_threads.ui.parts import Parts
from tui_threads.ui.plain import fit, one_line

_THREADS = 30
"""Threads offered at most; typing more finds the rest."""
_COLUMNS = 80
"""Terminals from this width on have titles, keys and explanations in columns, the first two this wide:"""
_TITLE, _KEYS = 32, 5
_MENTIONED = 0.1
"""Score of an action that names what is sought in its description alone: below every title."""


@runtime_checkable
class HasParts(Protocol):
    """The screen that is under the palette."""

    parts: Parts


class ActionCommands(Provider):
    """Offers the rows of the key tables with their help and keys."""

    async def discover(self) -> Hits:
        for key in self._rows():
            line = Content.assemble(self._title(Content(key.title)), self._help(key))
            yield DiscoveryHit(line, self._deed(key), text=key.title)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key in self._rows():
            score = matcher.match(key.title) or _MENTIONED * (query.lower() in key.help.lower())
            if score > 0:
                line = Content.assemble(self._title(_highlighted(key.title, matcher)), self._help(key))
                yield Hit(score, line, self._deed(key), text=key.title)

    def _rows(self) -> list[Key]:
        return [key for key in KEYS if key.palette]

    def _deed(self, key: Key) -> Callable[[], Coroutine[object, object, None]]:
        return partial(_parts_of(self).doing.perform, key)

    def _title(self, title: Content) -> Content:
        """In a column, where there is room; not bold in the terminal's own colours, which make grey of the
        cursor's bold black."""
        title = title.stylize_before("not bold") if self.app.native_ansi_color else title
        return title.truncate(_TITLE, pad=True) if self.app.size.width >= _COLUMNS else title

    def _help(self, key: Key) -> Content:
        shown = shown_key_of(key, _parts_of(self).work.keymap)
        accent = "" if self.app.native_ansi_color else " $accent"  # not to be read on the cursor's white
        keys = fit(shown, _KEYS) if self.app.size.width >= _COLUMNS else shown
        return Content.assemble(("  " + keys if keys else "", f"not bold{accent}"), _behind(key.help))


class ThreadCommands(Provider):
    """Offers the threads whose titles match, newest first."""

    async def search(self, query: str) -> Hits:
        parts = _parts_of(self)
        matcher = self.matcher(query)
        offered = 0
        for row in parts.work.library.shown(query, archived=True):
            title = one_line(row.title)
            if offered < _THREADS and (score := matcher.match(title)) > 0:
                offered += 1
                opened = partial(parts.opening.open_key, row.key)
                line = Content.assemble(_highlighted(title, matcher), _behind(_age(row.active_at)))
                yield Hit(score, line, opened, text=title)


class AssistantCommands(Provider):
    """Offers the server's assistants; the one that is taken answers from here on."""

    async def startup(self) -> None:
        parts = _parts_of(self)
        if parts.work.desk is not None and parts.work.link.state == "online":
            await parts.assistants.editing.what_is_offered()

    async def search(self, query: str) -> Hits:
        parts = _parts_of(self)
        desk = parts.work.desk
        matcher = self.matcher(query)
        for assistant in desk.assistants.values() if desk is not None else ():
            name = one_line(assistant.name or assistant.id)
            if (score := matcher.match(name)) > 0:
                taken = partial(parts.assistants.choose, assistant)
                what = _behind(f"Assistant · {one_line(assistant.model)}")
                yield Hit(score, Content.assemble(_highlighted(name, matcher), what), taken, text=name)


def _parts_of(provider: Provider) -> Parts:
    screen = provider.screen
    assert isinstance(screen, HasParts)
    return screen.parts


def _highlighted(text: str, matcher: Matcher) -> Content:
    """The text with what was matched in it marked. Textual's own way takes brackets in it for markup."""
    content = Content(text)
    for at in matcher.fuzzy_search.match(matcher.query, text)[1]:
        if not text[at].isspace():
            content = content.stylize(matcher.match_style, at, at + 1)
    return content


def _behind(words: str) -> Content:
    """Quiet words behind a title, on its line: a screen shows twice as many."""
    return Content.styled(f"  {words}" if words else "", "not bold $text-muted")


def _age(active_at: int) -> str:
    return f"Thread · {short_age(active_at, time.time())}"
