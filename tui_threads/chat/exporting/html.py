"""A thread as one HTML file that stands alone: no scripts, nothing fetched, readable in dark and light.

Markdown is rendered with HTML switched off, so that tags in a message are text. A policy in the page forbids
scripts and requests besides. Uploaded images are part of the file; images on the web are links.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape

from markdown_it import MarkdownIt

from tui_threads.chat.exporting.html_style import STYLE
from tui_threads.chat.exporting.notes import notes_of
from tui_threads.chat.exporting.plain import plain_line, plain_text
from tui_threads.chat.exporting.reading import ThreadCopy, moment, speaker
from tui_threads.chat.moments import said_at
from tui_threads.wire.messages import (
    ContentBlock,
    ImageFileContentBlock,
    ImageURLContentBlock,
    Message,
    RefusalContentBlock,
    TextContentBlock,
)

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_LONGEST_CODE = 50_000
"""Characters of a block of code whose words are coloured."""
_IMAGES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}


def html_of(copy: ThreadCopy) -> str:
    """The whole page."""
    title = escape(plain_line(copy.title))
    begun = moment(said_at(copy.thread))
    facts = [escape(plain_line(copy.thread.id)), *([f"begun {begun}"] if begun else [])]
    page = _Page(copy)
    told = "\n".join(page.message(message) for message in copy.messages)
    return f"""<!DOCTYPE html>
<html lang="mul">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<header><h1 dir="auto">{title}</h1><p>{" · ".join(facts)} · {_counted(len(copy.messages))}</p></header>
<main>
{told}
</main>
</body>
</html>
"""


def _counted(messages: int) -> str:
    return "1 message" if messages == 1 else f"{messages} messages"


class _Page:
    """Renders the messages of one page."""

    def __init__(self, copy: ThreadCopy) -> None:
        self._images = copy.images
        self._markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "highlight": _code})
        self._markdown.enable(["table", "strikethrough"])
        self._markdown.disable("image")  # `![x](y)` is a link after an exclamation mark: nothing is fetched

    def message(self, message: Message) -> str:
        when = moment(said_at(message))
        role = "user" if message.role == "user" else "assistant"
        return "\n".join(
            [
                f'<article class="{role}">',
                f"<h2><span>{escape(plain_line(speaker(message)))}</span> <time>{when}</time></h2>",
                '<div dir="auto">',
                *(self._block(block) for block in message.content),
                "</div>",
                *_notes(message),
                "</article>",
            ]
        )

    def _block(self, block: ContentBlock) -> str:
        match block:
            case TextContentBlock():
                return str(self._markdown.render(plain_text(block.text.value)))
            case RefusalContentBlock():
                return f"<p>{escape(plain_text(block.refusal))}</p>"
            case ImageFileContentBlock():
                return self._image(block.image_file.file_id)
            case ImageURLContentBlock():
                return f"<p>[Image: {_link(plain_line(block.image_url.url))}]</p>"
            case _:
                return f"<p>[{escape(plain_line(block.type))}]</p>"

    def _image(self, file_id: str) -> str:
        content = self._images.get(file_id, b"")
        kind = next((kind for start, kind in _IMAGES.items() if content.startswith(start)), None)
        name = escape(plain_line(file_id))
        if kind is None:
            return f"<p>[Image: {name}]</p>"
        return f'<p><img alt="{name}" src="data:{kind};base64,{base64.b64encode(content).decode()}"></p>'


def _code(code: str, language: str, _: str) -> str:
    """A block of code with its words marked by what they are; nothing where the language is not known."""
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language) if language and len(code) <= _LONGEST_CODE else None
    except ClassNotFound:
        lexer = None
    shown = escape(code) if lexer is None else highlight(code, lexer, HtmlFormatter(nowrap=True))
    label = f' data-language="{escape(language)}"' if language else ""
    return f"<pre{label}><code>{shown}</code></pre>\n"


def _link(url: str) -> str:
    shown = escape(url)
    if not url.lower().startswith(("http://", "https://")):
        return shown[:200]
    return f'<a rel="noopener noreferrer" href="{shown}">{shown}</a>'


def _notes(message: Message) -> Iterator[str]:
    notes = notes_of(message)
    if notes:
        yield '<ul class="notes">'
        for note in notes:
            yield f"<li>{escape(plain_line(note))}</li>"
        yield "</ul>"
