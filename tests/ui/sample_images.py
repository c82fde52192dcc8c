"""Conversations with images of one colour each."""

from __future__ import annotations

import base64
import io

from PIL import Image

from tests.ui.sample_thread import BEGIN, said
from tui_threads.chat.conversation import Conversation
from tui_threads.wire.messages import ImageURL, ImageURLContentBlock, Message

ROWS = 8
"""Rows of cells each image takes."""


def image_url(colour: tuple[int, int, int]) -> str:
    """An image of one colour: where it is scrolled by a line, no cell of it differs but at its edges."""
    out = io.BytesIO()
    Image.new("RGB", (24, 2 * ROWS), colour).save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def shown(key: str, colour: tuple[int, int, int]) -> Message:
    block = ImageURLContentBlock(image_url=ImageURL(url=image_url(colour)))
    return Message(id=key, role="user", content=(block,), created_at=BEGIN)


def pictures(count: int = 6) -> Conversation:
    """Images between texts of different lengths."""
    conversation = Conversation()
    messages = []
    for number in range(count):
        messages.append(said(f"t{number}", "assistant", "\n\n".join(["words"] * (number % 4 + 1))))
        messages.append(shown(f"p{number}", (200, 40 * number % 250, 30)))
    conversation.load([*messages, said("end", "assistant", "the end")])
    return conversation
