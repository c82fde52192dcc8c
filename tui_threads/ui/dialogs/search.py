"""The search over everything that was said: hits while one types, each with the words marked in it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from tui_threads.ui.ages import short_age
from tui_threads.ui.dialogs.picker import Choice, PickerDialog
from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import one_line, visible
from tui_threads.ui.widgets.hint_line import Hints

if TYPE_CHECKING:
    from tui_threads.chat.search.hits import Extent, Found, Hit

_TYPING = 0.06
"""Seconds without a key after which it is looked for what was typed."""
_INCOMPLETE = 0.7
"""The same while not everything is read and indexed: more may be found."""
_MARK = "bold $accent"
_LANGUAGE: Sequence[tuple[str, str]] = (
    ("lisbon hotel", "both words; the last may be half typed"),
    ('"the last section"', "side by side"),
    ("-draft", "not this word"),
    ("in:lisbon  in:current", "by title; in the open thread"),
    ("role:user  role:assistant", "what you said, what was answered"),
    ("after:7d  before:2026-11", "when; also 2026, 2026-11-22, today"),
    ("has:image  has:file", "with an image, with a file"),
    ("is:pinned  is:archived", "in these; -is:archived in the others"),
)


class SearchDialog(PickerDialog["Hit"]):
    """Gives the hit to go to, or None."""

    HEADING = "Search all messages"
    SIZE = "large"
    FITTED = False
    PLACEHOLDER = "words, or a filter such as in: role: after: has:"
    HINTS: ClassVar[Hints] = (("Enter", "go there"), ("^U", "clear"), ("dialog.leave", "leave"))
    PLACE = "search"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("search")]
    DEFAULT_CSS = """
    SearchDialog {
        & #nothing { overflow: hidden; }
        &.-narrow #nothing { text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """

    def __init__(
        self,
        find: Callable[[str], Awaitable[Found]],
        extent: Callable[[], Awaitable[Extent]],
        *,
        text: str = "",
    ) -> None:
        """
        Args:
            find: Looks for what was typed. Raises `QueryError` and `SearchError`.
            extent: Says what is searched at all.
            text: What was looked for last; typing replaces it.
        """
        super().__init__(text=text)
        self._find, self._extent = find, extent
        self._timer: Timer | None = None
        self._looked_for: str | None = None
        """What the hits that are shown were found for."""
        self._go_to_first = False
        """Enter was pressed before what was typed had been looked for."""
        self._hits: tuple[Hit, ...] = ()
        self._found: list[Choice[Hit]] = []

    def on_mount(self) -> None:
        self.action_again()

    def action_again(self) -> None:
        """Have what is typed next replace what stands there."""
        self.query_one("#filter", Input).action_select_all()

    def filter_by(self, text: str) -> None:
        """Look for what was typed as soon as no key follows."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_TYPING, self._look)

    @on(Input.Submitted, "#filter")
    def _wait_for_hits(self, event: Input.Submitted) -> None:
        """Choose nothing that was found for other words."""
        if self._looked_for != event.value:
            event.stop()
            event.prevent_default()
            self._go_to_first = True

    @work(exclusive=True, group="search")
    async def _look(self) -> None:
        """Show what is found; a later look takes the place of an earlier one."""
        from tui_threads.chat.search.index_file import SearchError
        from tui_threads.chat.search.query import QueryError

        text = self.text
        go_to_first, self._go_to_first = self._go_to_first, False
        try:
            found = await self._find(text)
            extent = None if found.hits else await self._extent()
        except (QueryError, SearchError) as error:
            self.show_problem(str(error))
            if not self._found:
                self._show_nothing(_language(narrow=self.has_class("-narrow")))
            return
        self.show_problem("")
        self._looked_for = text
        if found.hits != self._hits or not found.hits:
            now = time.time()
            self._hits, self._found = found.hits, [_choice(hit, now) for hit in found.hits]
            self.show_choices(self._found)
        self.show_aside(_count(found))
        incomplete = found.missing > 0
        if extent is not None:
            incomplete = incomplete or extent.unread > 0
            self._show_nothing(
                _no_hits(text, extent) if text.strip() else _language(narrow=self.has_class("-narrow"))
            )
        if (go_to_first or self._go_to_first) and self._found and text == self.text:
            self.choose(self._found[0].value)
        elif incomplete and text.strip():
            self._timer = self.set_timer(_INCOMPLETE, self._look)

    def _show_nothing(self, words: Content) -> None:
        """Say this in the place of hits."""
        self.set_class(True, "-empty")
        self.query_one("#nothing", Static).update(words)


def _choice(hit: Hit, now: float) -> Choice[Hit]:
    author = {"user": "You", "assistant": "Assistant"}.get(hit.role, one_line(hit.role).capitalize())
    age = short_age(hit.said_at, now)
    return Choice(
        hit,
        _marked(hit.title or "Untitled", hit.title_spans if hit.title else ()),
        note=f"{author} · {age}" if author else age,
        detail=Content("  ") + _marked(hit.snippet.text, hit.snippet.spans, "$text-muted"),
        group="Threads" if hit.message_id is None else "Messages",
    )


def _marked(text: str, spans: Sequence[tuple[int, int]], style: str = "") -> Content:
    """A line with marked places; what could drive the terminal is made visible."""

    def parts() -> Iterator[tuple[str, str]]:
        at = 0
        for begin, end in spans:
            yield visible(text[at:begin]), style
            yield visible(text[begin:end]), _MARK
            at = end
        yield visible(text[at:]), style

    return Content.assemble(*((part.replace("\n", " ").replace("\t", " "), look) for part, look in parts()))


def _count(found: Found) -> str:
    words = [f"{len(found.hits)}{'+' if found.more else ''} found"] if found.hits else []
    if found.by_age:
        words.append("many fit: the newest first")
    if found.missing:
        words.append(f"indexing, {found.missing:,} to go")
    return " · ".join(words)


def _no_hits(text: str, extent: Extent) -> Content:
    lines = [
        f"Nothing holds “{one_line(text)}”.",
        "",
        f"Looked through {extent.messages:,} messages and the titles of {extent.threads:,} threads.",
    ]
    if extent.unread:
        lines.append(f"{extent.unread:,} threads are not read from the server yet.")
    return Content("\n".join([*lines, "^U clears the line."]))


def _language(*, narrow: bool) -> Content:
    """What can be typed, in columns where there is room for them."""
    width = 0 if narrow else max(len(example) for example, _ in _LANGUAGE)
    return Content("\n").join(
        Content.assemble((example.ljust(width), "$foreground"), (f"   {words}", "$text-muted"))
        for example, words in _LANGUAGE
    )
