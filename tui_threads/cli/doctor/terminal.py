"""The terminal: what it can show, what stands between it and us, and where a copy goes."""

from __future__ import annotations

import locale
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping

from tui_threads.cli.doctor.findings import Finding, fine, note, wrong
from tui_threads.settings import UiSettings

AREA = "terminal"
_LEAST = (40, 12)
_TMUX_SECONDS = 1.0
_SLOW_ESCAPE = 100


def look_at_terminal(ui: UiSettings, environ: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """What the environment says of the terminal; nothing is asked of the terminal itself."""
    yield _type(environ)
    yield _size()
    yield _colours(environ)
    yield _letters(ui)
    yield _images(ui, environ)
    yield from _between(environ)
    yield _clipboard(environ)
    yield _editor(environ)


def _type(environ: Mapping[str, str]) -> Finding:
    term = environ.get("TERM", "")
    program = " ".join(filter(None, (environ.get("TERM_PROGRAM"), environ.get("TERM_PROGRAM_VERSION"))))
    if term in ("", "dumb"):
        return wrong(
            AREA,
            "type",
            f"TERM={term or '(not set)'}",
            "Set TERM to what the terminal is, as xterm-256color.",
        )
    return fine(AREA, "type", f"{term} ({program})" if program else term)


def _size() -> Finding:
    if not sys.stdout.isatty():
        return fine(AREA, "size", "not known: the output goes to no terminal")
    columns, rows = shutil.get_terminal_size()
    if columns < _LEAST[0] or rows < _LEAST[1]:
        return wrong(AREA, "size", f"{columns} x {rows}", "Make the terminal at least 40 x 12.")
    return fine(AREA, "size", f"{columns} x {rows}")


def _colours(environ: Mapping[str, str]) -> Finding:
    if environ.get("NO_COLOR"):
        return note(AREA, "colours", "none", "NO_COLOR is set; unset it for colours.")
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return fine(AREA, "colours", "16 million")
    if "256" in environ.get("TERM", "") or "COLORTERM" in environ:
        return note(
            AREA,
            "colours",
            "256",
            "If the terminal can do true colour, set COLORTERM=truecolor; themes gain.",
        )
    return note(AREA, "colours", "16", "Set TERM to a 256-colour name such as xterm-256color if it is one.")


def _letters(ui: UiSettings) -> Finding:
    encoding = locale.getencoding()
    if encoding.lower().replace("-", "") == "utf8" or sys.flags.utf8_mode:
        return fine(AREA, "letters", "UTF-8, drawn with ASCII only (ui.ascii)" if ui.ascii else "UTF-8")
    return wrong(AREA, "letters", encoding, "Set LANG to a UTF-8 locale, for instance `export LANG=C.UTF-8`.")


def _images(ui: UiSettings, environ: Mapping[str, str]) -> Finding:
    from tui_threads.ui.render.graphics import graphics_for
    from tui_threads.ui.render.kitty import is_too_old

    graphics = graphics_for(ui.images, environ)
    if ui.images == "auto" and graphics == "kitty" and is_too_old(environ):
        graphics = "blocks"
    drawn = {
        "kitty": "Kitty's graphics protocol",
        "sixel": "Sixel",
        "blocks": "half blocks",
        "text": "a line of text",
    }[graphics]
    return fine(AREA, "images", drawn if ui.images == "auto" else f"{drawn} (ui.images)")


def _between(environ: Mapping[str, str]) -> Iterator[Finding]:
    if "SSH_CONNECTION" in environ or "SSH_TTY" in environ:
        yield fine(AREA, "ssh", "yes")
    if environ.get("STY"):
        yield fine(AREA, "multiplexer", "screen")
    if environ.get("ZELLIJ"):
        yield fine(AREA, "multiplexer", "zellij")
    if environ.get("TMUX"):
        yield fine(AREA, "multiplexer", "tmux")
        yield from _tmux()


def _tmux() -> Iterator[Finding]:
    """Options of tmux that change how the app works; tmux without an answer says nothing."""
    options = _tmux_options()
    if options.get("set-clipboard") == "off":
        yield note(AREA, "tmux set-clipboard", "off", "`tmux set -s set-clipboard on` lets copies through.")
    if options.get("focus-events") == "off":
        yield note(
            AREA, "tmux focus-events", "off", "`tmux set -g focus-events on` lets replies notify when away."
        )
    delay = options.get("escape-time", "")
    if delay.isdecimal() and int(delay) > _SLOW_ESCAPE:
        yield note(AREA, "tmux escape-time", f"{delay} ms", "`tmux set -s escape-time 10` makes Esc quick.")


def _tmux_options() -> dict[str, str]:
    try:
        done = subprocess.run(
            ["tmux", "show-options", "-s", ";", "show-options", "-g"],
            capture_output=True,
            text=True,
            timeout=_TMUX_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    pairs = (line.partition(" ") for line in done.stdout.splitlines())
    return {name: value for name, _, value in pairs}


def _clipboard(environ: Mapping[str, str]) -> Finding:
    from tui_threads.ui.clipboard import copy_tool

    if tool := copy_tool(environ):
        return fine(AREA, "copying", f"by {os.path.basename(tool[0])}")
    return fine(AREA, "copying", "through the terminal (OSC 52), where it allows that")


def _editor(environ: Mapping[str, str]) -> Finding:
    named = environ.get("VISUAL") or environ.get("EDITOR")
    if not named:
        return note(AREA, "editor", "none", "Set VISUAL or EDITOR to write long messages in your editor.")
    try:
        program = shlex.split(named)[0]
    except (ValueError, IndexError):
        return wrong(AREA, "editor", named, "VISUAL or EDITOR is no command line; correct its quotes.")
    if shutil.which(program) is None:
        return wrong(AREA, "editor", named, f"There is no program {program!r}; correct VISUAL or EDITOR.")
    return fine(AREA, "editor", named)
