"""The colours of the transcript: one style for each role, taken from the theme by the widget.

Renderers name roles and never colours. A palette is a value: lines made with it stay right as long as
it stays the same, so it is part of every cache key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntFlag, StrEnum

from rich.style import Style

from tui_threads.ui.render.glyphs import UNICODE, Glyphs


class Role(StrEnum):
    """What a piece of text is, as far as its look goes."""

    TEXT = "text"
    DIM = "dim"
    RULE = "rule"
    ACCENT = "accent"
    AUTHOR = "author"
    HEADING = "heading"
    QUOTE = "quote"
    LINK = "link"
    CODE = "code"
    BLOCK = "block"
    LABEL = "label"
    WARNING = "warning"
    ERROR = "error"
    SUCCESS = "success"
    MATCH = "match"
    MATCH_CURRENT = "match-current"
    BAR = "bar"
    BAR_FOCUS = "bar-focus"
    SYNTAX_KEYWORD = "syntax-keyword"
    SYNTAX_STRING = "syntax-string"
    SYNTAX_COMMENT = "syntax-comment"
    SYNTAX_NUMBER = "syntax-number"
    SYNTAX_NAME = "syntax-name"
    SYNTAX_TYPE = "syntax-type"
    SYNTAX_ADDED = "syntax-added"
    SYNTAX_REMOVED = "syntax-removed"


class Face(IntFlag):
    """How inline Markdown changes a role."""

    PLAIN = 0
    STRONG = 1
    EMPHASIS = 2
    STRIKE = 4


@dataclass(frozen=True, eq=False)
class Palette:
    """Styles by role. Compared by identity: the widget makes one when the theme changes."""

    roles: Mapping[Role, Style]
    """A complete style (colour and background) for each role; a missing one is drawn as text."""
    glyphs: Glyphs = UNICODE
    """The marks to draw with."""
    _faces: dict[tuple[Role, Face], Style] = field(default_factory=dict)

    def style(self, role: Role, face: Face = Face.PLAIN) -> Style:
        """The style of a role with inline faces applied."""
        found = self._faces.get((role, face))
        if found is None:
            found = self._faces[role, face] = self._make(role, face)
        return found

    def _make(self, role: Role, face: Face) -> Style:
        base = self.roles.get(role) or self.roles.get(Role.TEXT) or Style()
        if not face:
            return base
        return base + Style(
            bold=True if Face.STRONG in face else None,
            italic=True if Face.EMPHASIS in face else None,
            strike=True if Face.STRIKE in face else None,
        )


PLAIN = Palette({Role.TEXT: Style()})
"""A palette without colours, for plain output and for tests of shape."""
