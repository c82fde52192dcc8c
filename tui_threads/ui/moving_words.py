"""What the dialogs of export and import say, made from what was done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui_threads.ui.dialogs.progress import Outcome

if TYPE_CHECKING:
    from tui_threads.chat.exporting.carrying import Exported
    from tui_threads.chat.exporting.whole_threads import WholeThreads
    from tui_threads.chat.importing.bringing import Report
    from tui_threads.chat.importing.found import Source
    from tui_threads.chat.importing.plan import Plan

_TOLD = 20
"""Failures that are told one by one."""


def exported_outcome(done: Exported, whole: WholeThreads, folder: Path, *, stopped: bool = False) -> Outcome:
    """Where the files are, and what is missing in them."""
    files = done.files
    lines = [f"{counted(len(done.written), 'thread')} in {counted(len(files), 'file')}:"] if files else []
    path = files[0] if len(files) == 1 else folder if files else None
    if path is not None:
        lines.append(str(path))
    if whole.from_mirror:
        lines += ["", f"{counted(whole.from_mirror, 'thread')} as kept on this machine: what was never "
                  "shown here may be missing."]  # fmt: skip
    if done.failed:
        lines += ["", "Not read:", *_told(done.failed)]
    heading = "Stopped; what is written stays" if stopped else "Exported" if files else "Nothing was exported"
    return Outcome(heading, tuple(lines), path)


def preview_lines(path: Path, source: Source, plan: Plan) -> list[str]:
    """What a file is and what bringing it in would do."""
    lines = [f"{path}", f"{source.kind}, {counted(len(source.threads), 'thread')}", ""]
    if new := plan.count("new"):
        lines.append(f"{counted(new, 'thread')} with {counted(plan.messages, 'message')} to bring in")
    for number, words in (
        (plan.count("unfinished"), "begun to be brought in earlier, to be completed"),
        (plan.count("here"), "here already"),
        (plan.count("empty"), "with nothing to bring in"),
    ):
        if number:
            lines.append(f"{counted(number, 'thread')} {words}")
    if plan.left_out:
        lines += [
            "",
            "Left out:",
            *(f"{count:8,}  {reason}" for reason, count in plan.left_out.most_common()),
        ]
    if not plan.todo:
        lines += ["", "There is nothing to bring in."]
    return lines


def imported_outcome(report: Report, *, stopped: bool = False) -> Outcome:
    """What was brought in, what was not, and how to go on."""
    lines = [f"{counted(len(report.made), 'thread')} with {counted(report.messages, 'message')} brought in"]
    if report.completed:
        lines.append(f"{counted(len(report.completed), 'thread')} completed")
    if report.failed:
        lines += ["", "Not whole:", *_told(report.failed)]
    if report.stopped or stopped:
        reason = f"{report.stopped} " if report.stopped else ""
        lines += ["", f"{reason}What came in is kept; import the file again to go on, nothing comes twice."]
    return Outcome("Stopped" if report.stopped or stopped else "Brought in", tuple(lines))


def _told(failed: list[tuple[str, str]]) -> list[str]:
    told = [f"  {name or '(no title)'}: {reason}" for name, reason in failed[:_TOLD]]
    return [*told, *([f"  and {len(failed) - _TOLD} more"] if len(failed) > _TOLD else [])]


def counted(number: int, word: str) -> str:
    """`1 thread`, `1,200 threads`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
