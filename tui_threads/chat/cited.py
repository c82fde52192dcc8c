"""What a citation stands for where the server sends no quote: the words that file search found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui_threads.wire.steps import FileSearchResult, FileSearchToolCall, ToolCallsStepDetails

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.wire.messages import Message

_MARKER = re.compile(r"【(\d+):(\d+)†")


async def found_words(client: ThreadsClient, message: Message, file_id: str, marker: str) -> str:
    """The passage of a file that a marker such as `【0:2†guide.pdf】` cites; empty where nobody knows it.

    The local server's markers count searches and their results. Other servers may count otherwise, so one
    is believed only where it leads to the cited file; else all that the run found in the file is given.

    Raises:
        ApiError: the steps of the run cannot be had.
    """
    if not message.run_id:
        return ""
    page = await client.threads.runs.steps.list(
        message.run_id,
        thread_id=message.thread_id,
        include=["step_details.tool_calls[*].file_search.results[*].content"],
        order="asc",
        limit=100,
    )
    searches = [
        call.file_search.results or ()
        for step in page.data
        if isinstance(step.step_details, ToolCallsStepDetails)
        for call in step.step_details.tool_calls
        if isinstance(call, FileSearchToolCall)
    ]
    if numbers := _MARKER.match(marker):
        search, place = map(int, numbers.groups())
        meant = [result for results in searches[search : search + 1] for result in results[place : place + 1]]
        if meant and meant[0].file_id == file_id:
            return _words(meant[0])
    found = [_words(result) for results in searches for result in results if result.file_id == file_id]
    return "\n\n…\n\n".join(filter(None, found))


def _words(result: FileSearchResult) -> str:
    return "\n".join(part.text or "" for part in result.content or ())
