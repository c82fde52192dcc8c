"""Stored messages."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server.store.rows import Condition, Rows
from tui_threads.server.tables import messages as table
from tui_threads.wire.content import ContentBlock, Text, TextContentBlock
from tui_threads.wire.messages import Message


class MessageRows(Rows[Message]):
    """Messages; one that is a single plain text, as most are, is stored as that text alone."""

    def columns(self) -> Select[tuple[object, ...]]:
        return super().columns().add_columns(table.c.text)

    def read(self, row: Row[tuple[object, ...]]) -> Message:
        fields = dict(row._mapping)
        text = fields.pop("text")
        if fields["content"] is None:
            fields["content"] = (TextContentBlock(text=Text(value=str(text))),)
        return Message.model_validate(fields)

    def write(self, item: Message) -> dict[str, object]:
        return {**super().write(item), **content_columns(item.content)}

    async def newest(
        self, connection: AsyncConnection, limit: int, *where: Condition, before: int | None = None
    ) -> list[tuple[int, Message]]:
        """Up to `limit` messages before a place in the order of creation, newest first, with their places."""
        asked = self.columns().add_columns(table.c.seq).where(*where)
        if before is not None:
            asked = asked.where(table.c.seq < before)
        found = await connection.execute(asked.order_by(table.c.seq.desc()).limit(limit))
        return [self._placed(row) for row in found]

    async def first(self, connection: AsyncConnection, *where: Condition) -> list[Message]:
        """The oldest message in a list of its own, an empty one where there is none."""
        found = await connection.execute(self.columns().where(*where).order_by(table.c.seq).limit(1))
        return [self.read(row) for row in found]

    def _placed(self, row: Row[tuple[object, ...]]) -> tuple[int, Message]:
        *_, seq = row
        return int(str(seq)), self.read(row)

    async def plain_text(self, connection: AsyncConnection, id: str) -> str | None:
        """The text of a message, None when it was deleted."""
        found = await connection.execute(select(table.c.text).where(table.c.id == id))
        return found.scalar_one_or_none()


def content_columns(content: Sequence[ContentBlock]) -> dict[str, object]:
    """The columns `text` and `content`."""
    texts = [block.text for block in content if isinstance(block, TextContentBlock)]
    plain = len(content) == 1 and len(texts) == 1 and not texts[0].annotations
    return {
        "text": "\n".join(text.value for text in texts),
        "content": None if plain else [block.model_dump(mode="json") for block in content],
    }


messages = MessageRows(table, Message, "message")
