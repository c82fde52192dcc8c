"""File search: one step of the run that looks the question up in the vector stores it was given.

The server searches by itself with the words of the newest user message, since small models do not ask for it
reliably. What it finds stands in the step, and is put before the model with a marker to cite each passage by.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

from tui_threads.server.database import Database
from tui_threads.server.filing import Filing
from tui_threads.server.ids import new_id
from tui_threads.server.problems import ApiProblem
from tui_threads.server.retrieval import SearchResult
from tui_threads.server.running.citations import Source
from tui_threads.server.running.endings import OpenWork, complete_step
from tui_threads.server.running.growth import CallsGrowth
from tui_threads.server.running.journal import Fact, RunJournal
from tui_threads.server.running.live import LiveRun
from tui_threads.server.running.reply import new_step
from tui_threads.server.store.assistants import assistants
from tui_threads.server.store.threads import threads
from tui_threads.wire.assistants import FileSearch, FileSearchTool
from tui_threads.wire.runs import Run, Usage
from tui_threads.wire.steps import (
    FileSearchCall,
    FileSearchCallRankingOptions,
    FileSearchResult,
    FileSearchResultContent,
    FileSearchToolCall,
    RunStep,
    ToolCallsStepDetails,
)
from tui_threads.wire.threads import ToolResources

_RESULTS = 20
_INDEXING_SECONDS = 60
_LOOK_SECONDS = 0.05


class FileSearcher:
    """Searches for one run."""

    def __init__(self, database: Database, filing: Filing) -> None:
        self._database = database
        self._filing = filing
        self._step: RunStep | None = None
        self._done: list[RunStep] | None = None

    @property
    def work(self) -> OpenWork:
        """The search that was begun and is not finished."""
        return OpenWork(step=self._step)

    async def search(self, live: LiveRun, question: str) -> list[RunStep]:
        """Search once and note it as a step; no step when the run may not, or has nothing to search in.

        Raises:
            Stopped: the run was told to end meanwhile.
        """
        if self._done is None:
            self._done = await self._search(live, question)
        return self._done

    async def _search(self, live: LiveRun, question: str) -> list[RunStep]:
        run = live.journal.run
        tool = next((tool for tool in run.tools if isinstance(tool, FileSearchTool)), None)
        if tool is None or run.tool_choice == "none" or not question:
            return []
        store_ids = await self._stores(run)
        if not store_ids:
            return []
        options = tool.file_search or FileSearch()
        self._step = step = await _begin(live.journal)
        found = await live.interruptible(self._found(store_ids, question, options))
        done = step.model_copy(update={"step_details": _details(step, options, found)})
        await live.journal.note(complete_step(done, Usage()))
        self._step = None
        return [done]

    async def _stores(self, run: Run) -> list[str]:
        async with self._database.read() as connection:
            assistant = await assistants.find(connection, run.assistant_id)
            thread = await threads.find(connection, run.thread_id)
        own = run.tool_resources or (assistant.tool_resources if assistant else None)
        return list(dict.fromkeys([*_store_ids(own), *_store_ids(thread.tool_resources if thread else None)]))

    async def _found(
        self, store_ids: Sequence[str], question: str, options: FileSearch
    ) -> list[SearchResult]:
        await self._until_indexed(store_ids)
        ranking = options.ranking_options
        return await self._filing.retrieval.search(
            store_ids,
            question,
            options.max_num_results or _RESULTS,
            (ranking.score_threshold if ranking else None) or 0.0,
        )

    async def _until_indexed(self, store_ids: Sequence[str]) -> None:
        """Files that were attached a moment ago are worth a little patience."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_INDEXING_SECONDS):
                for store_id in store_ids:
                    while await self._indexes(store_id):  # noqa: ASYNC110  # maybe in another process
                        await asyncio.sleep(_LOOK_SECONDS)

    async def _indexes(self, store_id: str) -> bool:
        try:
            store = await self._filing.vector_stores.get(store_id)
        except ApiProblem:  # deleted meanwhile
            return False
        return store.file_counts.in_progress > 0


def sources(steps: Sequence[RunStep]) -> list[Source]:
    """The passages that the searches of a run have found, with the markers that cite them."""
    calls = [
        call
        for step in steps
        if isinstance(step.step_details, ToolCallsStepDetails)
        for call in step.step_details.tool_calls
        if isinstance(call, FileSearchToolCall)
    ]
    return [
        Source(_marker(number, place, result.file_name), result.file_id, _words(result))
        for number, call in enumerate(calls)
        for place, result in enumerate(call.file_search.results or ())
    ]


def introduce(passages: Sequence[Source]) -> str:
    """The passages as a model is to read them."""
    if not passages:
        return ""
    shown = "\n\n".join(f"{source.marker}\n{source.text}" for source in passages)
    return (
        "Passages from the user's files follow, each after its marker. Answer from them where they help, and "
        f"put a passage's marker right after what you take from it.\n\n{shown}"
    )


def within(passages: Sequence[Source], characters: int) -> list[Source]:
    """The best passages that fit into so much text, at least one."""
    kept: list[Source] = []
    for source in passages:
        characters -= len(source.text)
        if kept and characters < 0:
            break
        kept.append(source)
    return kept


async def _begin(journal: RunJournal) -> RunStep:
    call_id = new_id("call_")
    step = new_step(journal, ToolCallsStepDetails())
    await journal.note(Fact(step, ("thread.run.step.created", "thread.run.step.in_progress")))
    growth = CallsGrowth(step.id)
    journal.feed.begin(growth)
    journal.feed.grow(growth, 0, growth.add_call(call_id, None))
    call = FileSearchToolCall(id=call_id, file_search=FileSearchCall())
    return step.model_copy(update={"step_details": ToolCallsStepDetails(tool_calls=(call,))})


def _details(step: RunStep, options: FileSearch, found: Sequence[SearchResult]) -> ToolCallsStepDetails:
    details = step.step_details
    assert isinstance(details, ToolCallsStepDetails)
    ranking = options.ranking_options
    ranked_by = FileSearchCallRankingOptions(
        ranker=(ranking.ranker if ranking else None) or "default_2024_08_21",
        score_threshold=(ranking.score_threshold if ranking else None) or 0.0,
    )
    results = tuple(
        FileSearchResult(
            file_id=result.file_id,
            file_name=result.file_name,
            score=result.score,
            content=(FileSearchResultContent(text=result.text),),
        )
        for result in found
    )
    search = FileSearchCall(ranking_options=ranked_by, results=results)
    calls = tuple(call.model_copy(update={"file_search": search}) for call in details.tool_calls)
    return ToolCallsStepDetails(tool_calls=calls)


def _marker(number: int, place: int, file_name: str) -> str:
    return f"【{number}:{place}†{file_name.replace('】', ' ').replace('【', ' ')}】"


def _words(result: FileSearchResult) -> str:
    return "\n".join(part.text or "" for part in result.content or ())


def _store_ids(resources: ToolResources | None) -> Sequence[str]:
    search = resources.file_search if resources else None
    return search.vector_store_ids if search else ()
