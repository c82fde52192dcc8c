"""A thread as Markdown: what was said is Markdown already, and stands as it was said."""

from __future__ import annotations

import re
from collections.abc import Iterator

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


def markdown_of(copy: ThreadCopy) -> str:
    """The whole thread; messages are told apart by a rule and a heading."""
    head = [f"# {escaped(copy.title)}", "", f"- Thread: `{plain_line(copy.thread.id)}`"]
    if begun := moment(said_at(copy.thread)):
        head.append(f"- Begun: {begun}")
    head.append(f"- Messages: {len(copy.messages)}")
    told = ["\n".join(_message(message)) for message in copy.messages]
    return "\n".join([*head, "", *told]).rstrip() + "\n"


def escaped(text: str) -> str:
    """One line of text in which nothing is Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", plain_line(text))


def _message(message: Message) -> Iterator[str]:
    when = moment(said_at(message))
    yield "---\n"
    yield f"## {escaped(speaker(message))}" + (f" · {when}" if when else "") + "\n"
    for block in message.content:
        yield _block(block) + "\n"
    for note in notes_of(message):
        yield f"> {escaped(note)}\n"


def _block(block: ContentBlock) -> str:
    match block:
        case TextContentBlock():
            return plain_text(block.text.value)
        case RefusalContentBlock():
            return plain_text(block.refusal)
        case ImageFileContentBlock():
            return f"\\[Image: {escaped(block.image_file.file_id)}\\]"
        case ImageURLContentBlock():
            return f"\\[Image: <{plain_line(block.image_url.url).replace('>', '%3E').replace('<', '%3C')}>\\]"
        case _:
            return f"\\[{escaped(block.type)}\\]"
