"""Inline Markdown as styled pieces: emphasis, code, links, images, and bare addresses in text."""

import re
from collections.abc import Sequence

from markdown_it.token import Token
from rich.style import Style

from tui_threads.ui.render.clean import clean_url
from tui_threads.ui.render.line import Piece, Target
from tui_threads.ui.render.palette import Face, Palette, Role

_ADDRESS = re.compile(r"https?://[^\s<>\"`\x00-\x1f]+", re.IGNORECASE)
_FACES = {"strong": Face.STRONG, "em": Face.EMPHASIS, "s": Face.STRIKE}
NOTE_OPEN, NOTE_CLOSE = "\ufdd0", "\ufdd1"
"""Around a footnote's number while the text goes through the parser; cleaned text never holds these."""
_NOTE = re.compile(f"{NOTE_OPEN}([0-9]+){NOTE_CLOSE}")


def inline_pieces(
    tokens: Sequence[Token], palette: Palette, role: Role = Role.TEXT, *, breaks: bool = False
) -> list[Piece]:
    """The children of an inline token as pieces; hard breaks become newlines, soft ones spaces.

    Args:
        tokens: The children.
        palette: Styles.
        role: What the text is.
        breaks: Keep soft breaks as newlines, as people who type them mean it.
    """
    return _Inline(palette, role, "\n" if breaks else " ").run(tokens)


class _Inline:
    """One pass over inline tokens, with the faces and the link that are open."""

    def __init__(self, palette: Palette, role: Role, soft: str) -> None:
        self._soft = soft
        self._palette = palette
        self._role = role
        self._face = Face.PLAIN
        self._link: str | None = None
        self._pieces: list[Piece] = []

    def run(self, tokens: Sequence[Token]) -> list[Piece]:
        for token in tokens:
            kind = token.type
            if kind == "text":
                self._text(token.content)
            elif kind == "code_inline":
                self._add(token.content, Role.CODE)
            elif kind == "softbreak":
                self._add(self._soft, self._role)
            elif kind == "hardbreak":
                self._add("\n", self._role)
            elif kind == "image":
                self._image(token)
            elif kind == "link_open":
                self._link = str(token.attrs.get("href", ""))
            elif kind == "link_close":
                self._close_link()
            elif token.nesting:
                face = _FACES.get(kind.rpartition("_")[0], Face.PLAIN)
                self._face = self._face | face if token.nesting > 0 else self._face & ~face
            else:
                self._add(token.content, self._role)
        return self._pieces

    def _text(self, text: str) -> None:
        if NOTE_OPEN in text:
            at = 0
            for note in _NOTE.finditer(text):
                self._text(text[at : note.start()])
                self._note(note.group(1))
                at = note.end()
            text = text[at:]
        if self._link is None and "://" in text:
            self._addresses(text)
        elif text:
            self._add(text, self._role)

    def _note(self, number: str) -> None:
        style = self._palette.style(Role.ACCENT)
        self._pieces.append(Piece(f"[{number}]", style, Target("citation", number)))

    def _addresses(self, text: str) -> None:
        at = 0
        for found in _ADDRESS.finditer(text):
            address = _trimmed(found.group())
            self._add(text[at : found.start()], self._role)
            self._link = address
            self._add(address, self._role)
            self._link = None
            at = found.start() + len(address)
        self._add(text[at:], self._role)

    def _image(self, token: Token) -> None:
        """An image inside Markdown is shown as its words and can be opened; nothing is fetched for it."""
        outer, self._link = self._link, str(token.attrs.get("src", ""))
        self._add(token.content or "image", self._role)
        self._close_link()
        self._link = outer

    def _close_link(self) -> None:
        """After a link whose words hide where it goes to another place, that place is told."""
        self._link = None

    def _add(self, text: str, role: Role) -> None:
        if not text:
            return
        text = text.replace(NOTE_OPEN, "[").replace(NOTE_CLOSE, "]")
        url = clean_url(self._link) if self._link else None
        if url is None:
            self._pieces.append(Piece(text, self._palette.style(role, self._face)))
            return
        base = self._palette.style(Role.CODE if role is Role.CODE else Role.LINK, self._face)
        self._pieces.append(Piece(text, base + Style(link=url), Target("link", url)))


def _trimmed(address: str) -> str:
    """An address found in text, without the punctuation of the sentence around it."""
    while address and address[-1] in ".,;:!?'\"*_~)]}":
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address
