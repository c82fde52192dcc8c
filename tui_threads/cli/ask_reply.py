"""The text of a reply, out of the events of its run, in the order it is to be written."""

from __future__ import annotations

from tui_threads.wire.deltas import RefusalDeltaBlock, TextDeltaBlock
from tui_threads.wire.event_classes import (
    ThreadMessageCompleted,
    ThreadMessageCreated,
    ThreadMessageDelta,
    ThreadMessageIncomplete,
)
from tui_threads.wire.events import StreamEvent
from tui_threads.wire.messages import (
    ImageFileContentBlock,
    ImageURLContentBlock,
    Message,
    RefusalContentBlock,
    TextContentBlock,
)

_Place = tuple[str, int]
"""A message's id and the index of a block in it."""


class ReplyText:
    """Gives what is new in each event. What a message holds at its end and was not streamed comes then."""

    def __init__(self) -> None:
        self._written: dict[_Place, list[str]] = {}
        self._last: _Place | None = None

    def take(self, event: StreamEvent) -> str:
        """The text to write for this event, often none."""
        if isinstance(event, ThreadMessageDelta):
            new = []
            for block in event.data.delta.content or ():
                if isinstance(block, TextDeltaBlock) and block.text is not None:
                    new.append(self._add((event.data.id, block.index), block.text.value))
                elif isinstance(block, RefusalDeltaBlock):
                    new.append(self._add((event.data.id, block.index), block.refusal))
            return "".join(new)
        if isinstance(event, ThreadMessageCreated | ThreadMessageCompleted | ThreadMessageIncomplete):
            return self._lay_over(event.data)
        return ""

    def _lay_over(self, message: Message) -> str:
        """What the whole message has beyond what was streamed of it."""
        new = []
        for index, block in enumerate(message.content):
            whole, place = _text_of(block), (message.id, index)
            written = "".join(self._written.get(place, ()))
            if whole.startswith(written):
                new.append(self._add(place, whole[len(written) :]))
        return "".join(new)

    def _add(self, place: _Place, text: str | None) -> str:
        if not text:
            return ""
        parted = "\n\n" if self._last not in (None, place) else ""
        self._last = place
        self._written.setdefault(place, []).append(text)
        return parted + text


def _text_of(block: object) -> str:
    """A block of a message as text; a picture is named."""
    match block:
        case TextContentBlock():
            return block.text.value
        case RefusalContentBlock():
            return block.refusal
        case ImageFileContentBlock():
            return f"[image: {block.image_file.file_id}]"
        case ImageURLContentBlock():
            return f"[image: {block.image_url.url}]"
    return ""
