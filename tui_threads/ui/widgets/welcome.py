"""What an empty thread shows: who will answer, and three things one could ask."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from tui_threads.ui.keyed_app import keys_wished
from tui_threads.ui.keymap import bindings, hinted
from tui_threads.ui.plain import one_line

PROMPTS = (
    "Explain in five lines what a bloom filter is",
    "Write Python that groups log lines by minute",
    "Suggest three names for a small sailing boat",
)
_HOW = "Click one, or Tab to here and type its digit."


class Welcome(Widget, can_focus=True):
    """Shown in the transcript's place until something is said."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("welcome")]
    DEFAULT_CSS = """
    Welcome {
        height: 1fr; padding: 0 2; content-align: left middle; background: $background; color: $foreground;
    }
    """

    class Chosen(Message):
        """The user wants to ask this."""

        def __init__(self, prompt: str) -> None:
            super().__init__()
            self.prompt = prompt

    class Typed(Message):
        """A character that means nothing here."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.auto_links = False  # the digits say what can be done, without underlines
        self._who, self._instructions = "Assistant", ""
        self._typing = False
        """Whether a digit belongs to a line that is on its way to the composer."""

    def show(self, name: str, instructions: str) -> None:
        """Say who answers, with one line of its instructions."""
        self._who, self._instructions = one_line(name) or "Assistant", one_line(instructions[:300])
        self.refresh()

    def action_choose(self, number: int) -> None:
        self.post_message(self.Chosen(PROMPTS[number]))

    def on_key(self, event: events.Key) -> None:
        bound = not self._typing and event.key in self.screen.active_bindings
        if event.is_printable and event.character and not bound:
            event.stop()
            self._typing = True
            self.post_message(self.Typed(event.character))

    def on_focus(self) -> None:
        self._typing = False

    def render(self) -> RenderResult:
        width = max(10, min(88, self.content_size.width))
        lines = [Content.styled(self._who, "bold")]
        if self._instructions and self.content_size.height > 8:
            lines.append(Content.styled(_cut(self._instructions, width), "$text-muted"))
        lines.append(Content(""))
        wished = keys_wished(self.app)
        keys = [hinted(f"welcome.{which}", wished) for which in ("first", "second", "third")]
        for number, (key, prompt) in enumerate(zip(keys, PROMPTS, strict=True)):
            begin = (f"{key}  ", "$accent bold" if self.has_focus else "$accent")
            line = Content.assemble(begin, _cut(prompt, width - len(key) - 2))
            lines.append(line.stylize(Style.from_meta({"@click": f"choose({number})"})))
        if self.content_size.height > len(lines) + 2:
            how = f"Type {keys[0]}, {keys[1]} or {keys[2]}." if self.has_focus else _HOW
            lines += [Content(""), Content.styled(how, "$text-muted")]
        return Content("\n").join(lines)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
