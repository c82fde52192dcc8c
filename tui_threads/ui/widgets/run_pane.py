"""The runs of a thread, newest first, and all that is known of the one under the cursor, live."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui_threads.ui.keymap import bindings
from tui_threads.ui.plain import fit, one_line, visible
from tui_threads.ui.widgets.choices import Choices

if TYPE_CHECKING:
    from tui_threads.chat.run_reports import RunReport

HEADING = "Runs of this thread"
_LABEL = 14
_LIVE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Look:
    """What is known at a moment."""

    reports: Sequence[RunReport] = ()
    """Newest first."""
    sentence: str = ""
    """Why it may be out of date."""
    follows: bool = False
    """Whether the thread's newest run is still followed here, which brings what is measured of it."""


@dataclass(frozen=True, slots=True)
class InspectorDeeds:
    """What the inspector can have done while it is open."""

    look: Callable[[str | None], Awaitable[Look]]
    """Asks for all runs, and closely for the named one, the newest by default."""
    copy: Callable[[str], None]


class RunPane(Vertical):
    """The list of runs over what is known of one; a pane beside the messages, or what a dialog holds."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("inspector")]
    DEFAULT_CSS = """
    RunPane {
        width: 25%; min-width: 44; max-width: 64; height: 1fr; padding: 0 1;
        background: $surface; border-left: solid $pane-edge;
        &:focus-within { border-left: solid $border; }
        &:focus-within > #name { color: $accent; }
        & > #name { height: 2; padding: 0 1; color: $text-muted; text-style: bold; }
        & > #panes { height: 1fr; }
        & #runs { height: auto; max-height: 30%; background: $surface; }
        & #detail {
            height: 1fr; margin-top: 1; padding: 0 1;
            scrollbar-size-vertical: 1; scrollbar-gutter: stable; scrollbar-background: $surface;
        }
        & > #why { height: auto; margin: 1; color: $error; display: none; }
        & > #why.-shown { display: block; }
        &.-empty #runs { display: none; }
        &.-empty #detail { margin: 0; }
    }
    """

    runs = query_one("#runs", Choices)

    class Wanted(Message):
        """The user wants to see a message that a run wrote."""

        def __init__(self, message_id: str) -> None:
            super().__init__()
            self.message_id = message_id

    class Left(Message):
        """The user has done with it."""

    class Typed(Message):
        """A letter that means nothing here."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    class Drawn(Message):
        """How many runs are shown now."""

        def __init__(self, many: int) -> None:
            super().__init__()
            self.many = many

    def __init__(
        self, deeds: InspectorDeeds, *, ascii_only: bool = False, now: Callable[[], float] = time.time
    ) -> None:
        super().__init__()
        self._ascii_only = ascii_only
        self._deeds = deeds
        self._now = now
        self._reports: Sequence[RunReport] = ()
        self._chosen: str | None = None
        """Id of the run under the cursor; None follows the newest."""
        self._as_json = False
        self._closely: set[str] = set()
        """Runs over and asked for closely: they do not change any more."""

    def compose(self) -> ComposeResult:
        yield Static(HEADING, id="name", markup=False)
        with Container(id="panes"):
            yield Choices(id="runs", markup=False)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static("Asking …", id="text", markup=False)
        yield Static("", id="why", markup=False)

    def on_mount(self) -> None:
        self.refresh_runs()
        self.set_interval(_LIVE_SECONDS, self._keep_up)

    @property
    def report(self) -> RunReport | None:
        """The one under the cursor."""
        found = (one for one in self._reports if one.run.id == self._chosen)
        return next(found, self._reports[0] if self._reports else None)

    def begin_anew(self) -> None:
        """Forget what is shown: another thread is open."""
        self._reports, self._chosen = (), None
        self._closely.clear()
        self.query_one("#text", Static).update("Asking …")
        self.query_one("#detail", VerticalScroll).scroll_home(animate=False)
        self.refresh_runs()

    def say(self, sentence: str) -> None:
        """Say below what is shown what is wrong; an empty text says that nothing is."""
        why = self.query_one("#why", Static)
        why.update(Content(sentence))
        why.set_class(bool(sentence), "-shown")

    def _keep_up(self) -> None:
        """A run that goes on, or is still to come, is asked for again and again, any other once."""
        report = self.report
        if report is None or report.run.id not in self._closely:
            self.refresh_runs()

    @work(exclusive=True, group="look")
    async def refresh_runs(self) -> None:
        """Ask, and draw what came."""
        from tui_threads.wire.runs import FINAL_RUN_STATUSES

        asked = self.report.run.id if self.report is not None else None
        look = await self._deeds.look(asked)
        self._reports = look.reports
        self.say(look.sentence)
        report = self.report
        over = report is not None and report.run.status in FINAL_RUN_STATUSES and not look.follows
        if report is not None and over and (report.steps is not None or look.sentence):
            self._closely.add(report.run.id)
        self._draw_list()
        self._draw_detail()

    def _draw_list(self) -> None:
        from tui_threads.ui.run_words import glyph_of, summary_of, title_of

        now = self._now()
        lines = [
            Option(
                Content.assemble(
                    f"{glyph_of(one.run, ascii_only=self._ascii_only)} {title_of(one.run, now)}\n",
                    (f"  {one_line(summary_of(one))}", "$text-muted"),
                )
            )
            for one in self._reports
        ]
        at = next((i for i, one in enumerate(self._reports) if one.run.id == self._chosen), 0)
        with self.prevent(OptionList.OptionHighlighted):
            self.runs.clear_options().add_options(lines)
            self.runs.highlighted = at if lines else None
        self.set_class(not lines, "-empty")
        self.post_message(self.Drawn(len(lines)))

    def _draw_detail(self) -> None:
        from tui_threads.ui.json_text import coloured_json

        report = self.report
        words = Content(
            "No run of this thread is known here. Send a message, then look again: each reply is one."
        )
        if report is not None:
            width = self.query_one("#detail").scrollable_content_region.width
            words = coloured_json(report.json) if self._as_json else _page(report, self._now(), width)
        self.query_one("#text", Static).update(words)

    def on_resize(self) -> None:
        """Wrap anew."""
        if self._reports:
            self.call_after_refresh(self._draw_detail)

    @on(OptionList.OptionHighlighted)
    def _follow_cursor(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        chosen = self._reports[event.option_index].run.id
        if self.report is None or chosen != self.report.run.id:
            self._chosen = chosen if event.option_index else None
            self.query_one("#detail", VerticalScroll).scroll_home(animate=False)
            self._draw_detail()
            self._keep_up()

    def on_key(self, event: events.Key) -> None:
        bound = event.key in self.screen.active_bindings
        if event.is_printable and event.character and not bound:
            event.stop()
            self.post_message(self.Typed(event.character))

    def action_choose(self, by: int) -> None:
        if self.runs.highlighted is not None:
            self.runs.highlighted = max(0, min(len(self._reports) - 1, self.runs.highlighted + by))

    def action_page(self, pages: int) -> None:
        detail = self.query_one("#detail", VerticalScroll)
        detail.scroll_relative(y=pages * max(1, detail.size.height - 2), animate=False)

    def action_toggle_json(self) -> None:
        self._as_json = not self._as_json
        self._draw_detail()

    def action_copy(self) -> None:
        if self.report is not None:
            self._deeds.copy(self.report.json)

    def action_go(self) -> None:
        """To the message that the run wrote."""
        report = self.report
        if report is None:
            return
        if report.message_id is None:
            self.say("This run wrote no message, as far as is known.")
        else:
            self.post_message(self.Wanted(report.message_id))

    def action_leave(self) -> None:
        self.post_message(self.Left())


def _page(report: RunReport, now: float, width: int) -> Content:
    """Labels at the left, values beside them, wrapped in their own column."""
    from tui_threads.ui.run_words import sections_of

    lines: list[Content] = []
    for section in sections_of(report, now):
        if lines:
            lines.append(Content(""))
        if section.heading:
            lines.append(Content.styled(section.heading, "bold"))
        for label, value in section.rows:
            head = fit(one_line(label), _LABEL)
            for text in Content(visible(value)).wrap(max(10, width - _LABEL - 1)):
                lines.append(Content.assemble((head, "$text-muted"), " ", text))
                head = " " * _LABEL
    return Content("\n").join(lines)
