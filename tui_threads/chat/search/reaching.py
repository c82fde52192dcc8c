"""Getting to a message that was found: the older part of its thread is shown until it is there."""

from __future__ import annotations

import asyncio
import sqlite3

from tui_threads.chat.cache import Cache
from tui_threads.chat.errands import Errands
from tui_threads.chat.history import Loaded, parsed

_CONTEXT = 20
"""Messages that are shown above the one that was looked for."""
_AT_ONCE = 200


async def reach(errands: Errands, cache: Cache, message_id: str) -> bool:
    """Show older messages until this one is shown too.

    What is mirrored without a gap comes at once; else it is read page by page, from the server where it
    answers.

    Returns:
        Whether the message is shown; it may be deleted, or unknown while the server is away.
    """
    session = errands.session
    while message_id not in session.conversation.keys:
        oldest = session.conversation.oldest_message
        if oldest is None:
            return False
        bodies = await cache.run(read_stretch, session.key, message_id, oldest)
        if bodies:
            while bodies and session.conversation.oldest_message == oldest:
                messages = await asyncio.to_thread(parsed, bodies[-_AT_ONCE:])
                del bodies[-_AT_ONCE:]
                session.show_older(Loaded(messages, has_more=True))
                oldest = session.conversation.oldest_message
        else:
            await errands.read_older()
            if session.conversation.oldest_message == oldest:
                return False
    return True


def read_stretch(connection: sqlite3.Connection, thread: int, wanted: str, before: str) -> list[str]:
    """Bodies of the messages from a little above one up to just before another, oldest first.

    Returns:
        Nothing where the mirror may have a gap between them.
    """
    rows = connection.execute(
        """
        SELECT m.body FROM messages m
        JOIN messages b ON b.thread = m.thread AND b.id = :before
        JOIN messages w ON w.thread = m.thread AND w.id = :wanted
        JOIN whole_mirrors whole ON whole.thread = m.thread
        JOIN messages n ON n.thread = m.thread AND n.id = whole.newest AND n.place >= b.place
        WHERE m.thread = :thread AND m.place < b.place AND m.place >= coalesce(
            (SELECT place FROM messages WHERE thread = :thread AND place < w.place
             ORDER BY place DESC LIMIT 1 OFFSET :context), -1)
        ORDER BY m.place
        """,
        {"thread": thread, "wanted": wanted, "before": before, "context": _CONTEXT},
    )
    return [str(row[0]) for row in rows]
