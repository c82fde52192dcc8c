"""JSON as it is shown: in the colours that code has in the messages."""

from __future__ import annotations

from textual.content import Content

from tui_threads.ui.plain import visible

_LONGEST = 200_000
"""Characters; more is shown without colours, since a lexer takes about a second for a million."""


def coloured_json(text: str) -> Content:
    """The text, every control character made visible, with the names and values told apart."""
    shown = visible(text)
    if len(shown) > _LONGEST:
        return Content(shown)
    from pygments.token import Keyword, Name, Number, String
    from textual.highlight import HighlightTheme, highlight

    class Colours(HighlightTheme):
        STYLES = {  # noqa: RUF012
            Name.Tag: "$syntax-name",
            String: "$success",
            Number: "$warning",
            Keyword: "$syntax-keyword",
        }

    return highlight(shown, language="json", theme=Colours)
