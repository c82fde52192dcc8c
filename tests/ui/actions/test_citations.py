"""A footnote opened: the words its file was cited for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tui_threads.wire.messages import FileCitation, FileCitationAnnotation, Text, TextContentBlock
from tui_threads.wire.steps import (
    FileSearchCall,
    FileSearchResult,
    FileSearchResultContent,
    FileSearchToolCall,
    RunStep,
    ToolCallsStepDetails,
)


def result(file_id: str, words: str) -> FileSearchResult:
    return FileSearchResult(file_id=file_id, content=(FileSearchResultContent(text=words),))


def cited_by(marker: str, server: FakeServer) -> str:
    """A thread whose reply cites file-a without a quote, after a search that found it twice; its id."""
    thread = server.add_thread("Trip", "Where to?", f"To Sintra. {marker}")
    reply = server.messages[thread.id][1]
    citation = FileCitationAnnotation(
        text=marker, start_index=11, end_index=11 + len(marker), file_citation=FileCitation(file_id="file-a")
    )
    text = Text(value=f"To Sintra. {marker}", annotations=(citation,))
    server.messages[thread.id][1] = reply.model_copy(
        update={"content": (TextContentBlock(text=text),), "run_id": "run_1"}
    )
    results = (
        result("file-b", "Porto is wet"),
        result("file-a", "Faro is hot"),
        result("file-a", "Sintra is green"),
    )
    call = FileSearchToolCall(id="call_1", file_search=FileSearchCall(results=results))
    server.steps["run_1"] = [
        RunStep(id="step_1", run_id="run_1", step_details=ToolCallsStepDetails(tool_calls=(call,)))
    ]
    return thread.id


@pytest.mark.parametrize(
    ("marker", "seen", "unseen"),
    [
        ("【0:2†guide】", ["Sintra is green"], ["Faro is hot", "Porto is wet"]),
        ("【4:0†source】", ["Faro is hot", "Sintra is green"], ["Porto is wet"]),
        ("【0:0†guide】", ["Faro is hot", "Sintra is green"], ["Porto is wet"]),
    ],
    ids=["counted as the local server does", "counted otherwise", "leads to another file"],
)
async def test_a_citation_without_a_quote_shows_what_the_search_found(
    tmp_path: Path, marker: str, seen: list[str], unseen: list[str]
) -> None:
    server = FakeServer()
    async with driven(tmp_path, server, open_thread=cited_by(marker, server)) as app:
        await app.expect("To Sintra.")
        app.screen.panes.transcript.focus()
        await app.press("G", "o", "enter")
        await app.expect(*seen)
        assert "steps.list with results" in server.calls
        assert not [words for words in unseen if words in app.text]


async def test_a_citation_of_which_nothing_is_known_says_so(tmp_path: Path) -> None:
    server = FakeServer()
    thread = cited_by("【0:2†guide】", server)
    server.steps.clear()
    async with driven(tmp_path, server, open_thread=thread) as app:
        await app.expect("To Sintra.")
        app.screen.panes.transcript.focus()
        await app.press("G", "o", "enter")
        await app.expect("The server gave no quote for this citation.")
