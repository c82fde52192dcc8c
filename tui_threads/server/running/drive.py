"""Takes one run from `queued` to where it ends or waits for tool outputs."""

from __future__ import annotations

from dataclasses import dataclass

from tui_threads.server.database import Database
from tui_threads.server.filing import Filing
from tui_threads.server.ids import now
from tui_threads.server.providers.completion import ProviderError, ResolvedModel, TooLong
from tui_threads.server.providers.router import ModelRouter
from tui_threads.server.running.citations import Citations
from tui_threads.server.running.endings import Ending, complete_step, end
from tui_threads.server.running.interpreting import Interpreter
from tui_threads.server.running.journal import Fact
from tui_threads.server.running.lengths import Lengths, shorter
from tui_threads.server.running.live import LiveRun, Stopped, StopReason
from tui_threads.server.running.progress import ProgressTeller
from tui_threads.server.running.prompt import PromptTooLong
from tui_threads.server.running.reading import Reading
from tui_threads.server.running.reply import ReplyWriter
from tui_threads.server.running.request import answer_budget, chat_request, prompt_budget
from tui_threads.server.running.retelling import required_action
from tui_threads.server.running.slots import Slots
from tui_threads.server.running.turn import Turn
from tui_threads.server.sandbox import Sandbox
from tui_threads.wire.runs import LastError, Usage

_STOPPED = "The server was stopped while this run was active; what had been written is kept."
_BROKEN = "The server had an error while processing this run; what had been written is kept."


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every run is driven with."""

    database: Database
    router: ModelRouter
    slots: Slots
    lengths: Lengths
    filing: Filing
    sandbox: Sandbox | None = None
    """Where a model's code is run, None when nobody has configured one."""


class Drive:
    """The work on one run."""

    def __init__(self, workshop: Workshop, live: LiveRun) -> None:
        self._workshop = workshop
        self._live = live
        self._journal = live.journal
        self._progress = ProgressTeller(self._journal)
        self._resumed = live.journal.run.started_at is not None
        self._spent = live.journal.run.usage or Usage()
        self._reading = Reading(live, workshop.database, workshop.filing, workshop.router)
        self._interpreter = Interpreter(workshop.sandbox, live)
        self._turn: Turn | None = None
        self._over = False

    async def run(self) -> None:
        """Drive it; whatever happens, the run does not stay active without somebody who drives it.

        Raises:
            RunGone: the run was deleted meanwhile.
            SQLAlchemyError: the database cannot be written.
        """
        try:
            await self._work()
        except Stopped as stopped:
            await self._stop(stopped.reason)
        except ProviderError as error:
            await self._end("failed", error=LastError(code=error.code, message=error.message))
        except PromptTooLong:
            await self._end("incomplete", reason="max_prompt_tokens")
        finally:
            if not self._over:
                await self._end("failed", error=LastError(code="server_error", message=_BROKEN))

    async def _work(self) -> None:
        router, slots = self._workshop.router, self._workshop.slots
        model = await self._live.interruptible(router.resolve(self._journal.asked_model))
        await self._live.interruptible(slots.enter(model.name, model.slots, self._tell_place))
        try:
            await self._begin(model)
            await self._answer(model)
        finally:
            slots.leave(model.name)

    def _tell_place(self, ahead: int) -> None:
        self._progress.tell("queued", position=ahead)

    async def _begin(self, model: ResolvedModel) -> None:
        run = self._journal.run
        begun = {"status": "in_progress", "started_at": run.started_at or now(), "model": model.name}
        await self._journal.note(Fact(run.model_copy(update=begun), ("thread.run.in_progress",)))

    async def _answer(self, model: ResolvedModel) -> None:
        while not self._over:
            await self._conclude(await self._take_turn(model))

    async def _take_turn(self, model: ResolvedModel) -> Turn:
        """One turn; where the prompt was too long for the model, with ever less of the thread."""
        lengths = self._workshop.lengths
        budget = lengths.within(model.name, prompt_budget(self._journal.run, model, self._spent))
        refusal: TooLong | None = None
        while True:
            try:
                turn = await self._try_turn(model, budget, refusal)
            except TooLong as error:
                # The same refusal once more: the newest message alone is beyond the budget.
                budget = None if error is refusal else shorter(error.tokens)
                refusal = refusal or error
                if budget is None:
                    raise refusal from None
            else:
                if refusal is not None and budget is not None:
                    lengths.learn(model.name, budget)
                return turn

    async def _try_turn(self, model: ResolvedModel, budget: int | None, refusal: TooLong | None) -> Turn:
        run = self._journal.run
        history, passages = await self._reading.read(budget, fresh=not self._resumed)
        code_name = self._interpreter.offer(history.steps)
        self._progress.tell("reading_prompt")
        prompt, first_seen = await self._live.interruptible(
            self._reading.prompt(model, history, passages, budget=budget, refusal=refusal)
        )
        context = {"context_length": model.context_size, "first_seen": first_seen}
        self._journal.context = context
        reply = ReplyWriter(
            self._workshop.database,
            self._journal,
            Citations(passages),
            lambda: self._progress.tell("generating"),
        )
        self._turn = turn = Turn(self._live, reply, self._progress, self._interpreter.names)
        request = chat_request(run, model, prompt, self._spent, resumed=self._resumed, code_name=code_name)
        try:
            await turn.run(self._workshop.router, model, request)
        except TooLong as error:
            if not turn.has_begun:
                error.tokens = await self._workshop.router.count_tokens(model, prompt)
            raise
        counted = turn.usage.prompt_tokens > 0  # else the provider does not tell what the prompt took
        self._journal.context = {**context, "used_tokens": turn.usage.total_tokens if counted else None}
        return turn

    async def _conclude(self, turn: Turn) -> None:
        left = answer_budget(self._journal.run, self._total())
        if turn.reason == "length" or (left is not None and left <= 0 and turn.calls):
            await turn.say_late()
            await self._end("incomplete", reason="max_completion_tokens")
        elif turn.reason == "content_filter":
            await turn.say_late()
            error = LastError(
                code="invalid_prompt", message="The provider's content filter cut the reply off."
            )
            await self._end("failed", error=error, message_reason="content_filter")
        elif await self._interpreter.run(turn.calls) and not turn.calls.functions:
            await self._go_on(turn)
        elif turn.calls:
            await self._require_action(turn)
        else:
            await self._end("completed")

    async def _go_on(self, turn: Turn) -> None:
        """The turn's code was run: the model is to see what came of it."""
        step = turn.calls.step
        assert step is not None
        await self._journal.note(complete_step(step, turn.usage))
        self._spent, self._turn, self._resumed = self._total(), None, True
        await turn.say_late()

    async def _require_action(self, turn: Turn) -> None:
        await turn.say_late()
        step = turn.calls.step
        assert step is not None
        waiting = self._journal.run.model_copy(
            update={
                "status": "requires_action",
                "required_action": required_action(step),
                "usage": self._total(),
            }
        )
        await self._journal.note(Fact(step), Fact(waiting, ("thread.run.requires_action",)))
        self._over = True

    async def _stop(self, reason: StopReason) -> None:
        if reason == "cancelled":
            run = self._journal.run.model_copy(update={"status": "cancelling"})
            await self._journal.note(Fact(run, ("thread.run.cancelling",)))
            self._live.settle(run)
            await self._end("cancelled")
        elif reason == "expired":
            await self._end("expired")
        else:
            await self._end("failed", error=LastError(code="server_error", message=_STOPPED))

    async def _end(
        self,
        ending: Ending,
        *,
        error: LastError | None = None,
        reason: str | None = None,
        message_reason: str | None = None,
    ) -> None:
        self._over = True
        work = await self._turn.work() if self._turn is not None else self._reading.work
        facts = end(
            ending,
            self._journal.run,
            work,
            usage=self._total(),
            error=error,
            reason=reason,
            message_reason=message_reason,
        )
        await self._journal.note(*facts)

    def _total(self) -> Usage:
        spent, cost = self._spent, self._turn.usage if self._turn is not None else Usage()
        return Usage(
            prompt_tokens=spent.prompt_tokens + cost.prompt_tokens,
            completion_tokens=spent.completion_tokens + cost.completion_tokens,
            total_tokens=spent.total_tokens + cost.total_tokens,
        )
