"""The marks the transcript draws with, all one cell wide, and what stands for them in ASCII."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Glyphs:
    """One mark for each purpose."""

    bar: str = "▌"
    quote: str = "▎"
    bullets: tuple[str, ...] = ("•", "◦", "▪")
    rule: str = "─"
    column: str = "│"
    cross: str = "┼"
    folded: str = "▸"
    unfolded: str = "▾"
    done: str = "✓"
    todo: str = "☐"
    ticked: str = "☑"
    failed: str = "✗"
    warning: str = "!"
    dot: str = "·"
    ellipsis: str = "…"
    caret: str = "█"
    waiting: str = "◌"
    arrow: str = "→"
    spinner: str = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


UNICODE = Glyphs()
ASCII = Glyphs(
    bar="|",
    quote="|",
    bullets=("*", "-", "+"),
    rule="-",
    column="|",
    cross="+",
    folded=">",
    unfolded="v",
    done="+",
    todo="[ ]",
    ticked="[x]",
    failed="x",
    dot="-",
    ellipsis="...",
    caret="_",
    waiting="o",
    arrow="->",
    spinner="|/-\\",
)
