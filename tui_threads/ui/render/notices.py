"""What did not go as wished, one human sentence each, with what can be done."""

from __future__ import annotations

from tui_threads.chat.entries import FailureEntry, LocalEntry, RunEntry
from tui_threads.ui.render.canvas import Canvas
from tui_threads.ui.render.chips import offer
from tui_threads.ui.render.clean import clean_line
from tui_threads.ui.render.entry_view import StillView
from tui_threads.ui.render.flow import plain_lines
from tui_threads.ui.render.folding import folded
from tui_threads.ui.render.heading import heading
from tui_threads.ui.render.line import Line, Target
from tui_threads.ui.render.palette import Role
from tui_threads.ui.render.sizes import size_words
from tui_threads.wire.runs import Run

_LOCAL = {"waiting": "waits to be sent", "sending": "sending", "failed": "not sent"}
_BUDGETS = {
    "max_completion_tokens": "The reply used up the tokens it was allowed.",
    "max_prompt_tokens": "The thread used up the tokens the run was allowed to read.",
}


def run_view(entry: RunEntry, canvas: Canvas) -> StillView:
    """How a run ended otherwise than completed, and what can be done."""
    run = entry.run
    glyphs = canvas.palette.glyphs
    severe = run.status in ("failed", "expired")
    mark = glyphs.failed if severe else glyphs.warning
    role = Role.ERROR if severe else Role.WARNING
    lines = plain_lines(f"{mark} {_sentence(run)}", canvas.width, canvas.palette, role)
    code = run.last_error.code if run.last_error else ""
    kind, key = ("continue", "Enter goes on") if run.status == "incomplete" else ("retry", "r tries again")
    lines.extend(offer(clean_line(code) or run.status, key, Target(kind, entry.key), canvas))
    return StillView(lines)


def _sentence(run: Run) -> str:
    if run.status == "failed":
        return clean_line(run.last_error.message) if run.last_error else "The run failed and gave no reason."
    if run.status == "expired":
        return "The run took longer than the server waits, and was given up."
    if run.status == "cancelled":
        return "Stopped."
    reason = run.incomplete_details.reason if run.incomplete_details else None
    return _BUDGETS.get(reason or "", "The run ended before the reply was complete.")


def failure_view(entry: FailureEntry, canvas: Canvas) -> StillView:
    """What went wrong on the way to the server or back."""
    palette = canvas.palette
    lines = plain_lines(f"{palette.glyphs.failed} {entry.sentence}", canvas.width, palette, Role.ERROR)
    words = clean_line(entry.code) if entry.code else "what had arrived is kept"
    lines.extend(offer(words, "r tries again", Target("retry", entry.key), canvas))
    return StillView(lines)


def local_view(entry: LocalEntry, canvas: Canvas, *, unfolded: bool) -> StillView:
    """A message typed here that the server does not have yet."""
    palette = canvas.palette
    words = _LOCAL[entry.state]
    if entry.reason:
        words += f"{' ' if entry.state == 'waiting' else ': '}{clean_line(entry.reason)}"
    lines = [heading(canvas, "You", note=words, role=Role.ERROR if entry.state == "failed" else Role.DIM)]
    text, more = (entry.text, "") if unfolded else folded(entry.text, "user")
    role = Role.TEXT if entry.state == "sending" else Role.DIM
    lines.extend(plain_lines(text, canvas.width, palette, role))
    if more:
        lines.extend(offer(f"{palette.glyphs.folded} {more}", "Enter", Target("fold", entry.key), canvas))
    lines.extend(_attached(entry, canvas))
    return StillView(lines, Role.BAR)


def _attached(entry: LocalEntry, canvas: Canvas) -> list[Line]:
    words = []
    for one in entry.attachments:
        size = f" {size_words(one.size)}" if one.size is not None else ""
        words.append(f"[{clean_line(one.name)}{size}]")
    return plain_lines(" ".join(words), canvas.width, canvas.palette, Role.ACCENT) if words else []
