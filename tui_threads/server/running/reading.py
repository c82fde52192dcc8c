"""What a run's model is given to read: the thread, and what its files say about the question."""

from __future__ import annotations

from tui_threads.server.database import Database
from tui_threads.server.filing import Filing
from tui_threads.server.images import ImageReader
from tui_threads.server.providers.completion import JsonObject, ResolvedModel, TooLong
from tui_threads.server.providers.router import ModelRouter
from tui_threads.server.running.citations import Source
from tui_threads.server.running.endings import OpenWork
from tui_threads.server.running.history import History, read_history
from tui_threads.server.running.live import LiveRun
from tui_threads.server.running.prompt import Prompter
from tui_threads.server.running.searching import FileSearcher, introduce, sources, within

_PASSAGE_CHARACTERS = 1
"""Of found text for each token of the prompt: about a third of it."""


class Reading:
    """Gathers it for one run, for as many turns as the run takes."""

    def __init__(self, live: LiveRun, database: Database, filing: Filing, router: ModelRouter) -> None:
        self._live = live
        self._database = database
        self._filing = filing
        self._router = router
        self._searcher = FileSearcher(database, filing)

    @property
    def work(self) -> OpenWork:
        """The search that was begun and is not finished."""
        return self._searcher.work

    async def read(self, budget: int | None, *, fresh: bool) -> tuple[History, list[Source]]:
        """What was said, and what is found about it in the run's files, once in a run.

        Args:
            budget: Tokens that it may take.
            fresh: Whether the run has done nothing yet.
        """
        history = await read_history(self._database, self._live.journal.run, budget, fresh=fresh)
        steps = history.steps or await self._searcher.search(self._live, history.question())
        passages = sources(steps)
        if budget is not None:
            passages = within(passages, budget * _PASSAGE_CHARACTERS)
        return history, passages

    async def prompt(
        self,
        model: ResolvedModel,
        history: History,
        passages: list[Source],
        *,
        budget: int | None,
        refusal: TooLong | None,
    ) -> tuple[list[JsonObject], str | None]:
        """The prompt, and the id of the first message that is in it.

        Raises:
            PromptTooLong: the newest message alone is more than the run's own limit.
            ProviderError: it is more than the model can read.
        """
        run = self._live.journal.run
        prompter = Prompter(
            router=self._router,
            model=model,
            images=ImageReader(self._filing.files, model),
            run=run,
            budget=budget,
            system="\n\n".join(part for part in (run.instructions, introduce(passages)) if part),
            refusal=refusal,
        )
        return await prompter.prompt(history)
