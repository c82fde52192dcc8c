"""What the status line says, made from how things stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tui_threads.chat.connection import Endpoint
from tui_threads.chat.link import LinkState
from tui_threads.ui.keymap import Place
from tui_threads.ui.widgets.status_line import Status

if TYPE_CHECKING:
    from tui_threads.chat.session import ChatSession


def status_of(
    endpoint: Endpoint,
    link: tuple[LinkState, str],
    session: ChatSession | None,
    *,
    pace: float | None,
    saved: bool,
    notice: str,
    answering: str = "",
    once: str = "",
) -> Status:
    """The words for the status line, most important first.

    Args:
        answering: Who answers: `Reviewer / smollm2-135m`.
        once: Who answers the next message only.
    """
    state, sentence = link
    if state == "connecting":
        server = "starting the server" if endpoint.is_local else f"connecting to {endpoint.profile}"
        parts = ["you can already type"]
    elif state == "offline":
        server, parts = "offline", [sentence.removesuffix(".")]
    else:
        server, parts = endpoint.profile, []
    if once:
        parts.append(f"next: {once}")
    if session is not None:
        parts += _session_words(session, pace)
    parts.append("saved" if saved else "saving")
    level = {"connecting": "busy", "offline": "bad", "online": "good"}[state]
    return Status(
        "bad" if level == "bad" else "busy" if level == "busy" else "good",
        server,
        tuple(parts),
        answering=answering if state == "online" else "",
        notice=notice,
    )


def _session_words(session: ChatSession, pace: float | None) -> list[str]:
    words = []
    run = session.conversation.run
    usage = run.usage if run is not None else None
    whole = usage is None or usage.prompt_tokens > 0  # of a run that was cut off the answer alone is counted
    if run is not None and whole:
        if used := _context_words(session, usage.total_tokens if usage is not None else 0):
            words.append(used)
    if session.active_run is not None and pace:
        words.append(f"{pace:.0f} tok/s")
    waiting = sum(queued.state == "waiting" for queued in session.queue)
    if waiting:
        words.append(f"queue {waiting}")
    return words


def _context_words(session: ChatSession, total_tokens: int) -> str:
    """`ctx 1.2k/8k`, as the server tells it, else `ctx 1.2k` of the last run's own count."""
    context = session.context
    if context is None or context.used_tokens is None:
        return f"ctx {short_count(total_tokens)}" if total_tokens else ""
    size = f"/{size_words(context.context_length)}" if context.context_length else ""
    return f"ctx {short_count(context.used_tokens)}{size}"


def size_words(tokens: int) -> str:
    """`8k` for 8,192, `128k` for 131,072 and for 128,000."""
    binary = tokens % 4096 == 0 or tokens in (1024, 2048)
    return f"{tokens // 1024}k" if binary else short_count(tokens)


def short_count(number: int) -> str:
    """`840`, `1.2k`, `128k`."""
    if number < 1000:
        return str(number)
    return f"{number / 1000:.1f}k" if number < 10_000 else f"{number / 1000:.0f}k"


def hints_for(place: Place, *, busy: bool) -> Sequence[tuple[str, str]]:
    """What matters now, most important first: ids of the key tables, with a word each."""
    stop = [("app.escape", "stop")] if busy else []
    return [*stop, *_HINTS.get(place, _HINTS["composer"])]


_HINTS: Mapping[Place, Sequence[tuple[str, str]]] = {
    "threads": (
        ("list.open", "open"),
        ("list.filter", "filter"),
        ("list.rename", "rename"),
        ("list.pin", "pin"),
        ("list.archive", "archive"),
        ("list.delete", "delete"),
        ("app.help", "help"),
    ),
    "filter": (("list.open", "open"), ("app.next_pane", "to the list"), ("app.escape", "clear")),
    "transcript": (
        ("message.next", "next"),
        ("message.copy", "copy"),
        ("message.copy_code", "code"),
        ("message.open", "open"),
        ("message.find", "find"),
        ("app.help", "help"),
    ),
    "composer": (
        ("composer.send", "send"),
        ("thread.new", "new"),
        ("threads.show", "threads"),
        ("search.open", "search"),
        ("app.palette", "all"),
        ("app.help", "help"),
    ),
    "inspector": (
        ("inspector.older", "older"),
        ("inspector.json", "JSON"),
        ("inspector.copy", "copy"),
        ("inspector.go", "message"),
        ("inspector.leave", "close"),
        ("app.help", "help"),
    ),
    "attachments": (
        ("attached.remove", "remove"),
        ("attached.next", "next file"),
        ("composer.focus", "composer"),
        ("app.help", "help"),
    ),
}
