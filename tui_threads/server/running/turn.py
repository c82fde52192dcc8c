"""One turn of the model: its pieces become a message, tool calls, or both."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import aclosing

from tui_threads.server.providers.completion import (
    ChatRequest,
    FinishPiece,
    FinishReason,
    Piece,
    ProgressPiece,
    ResolvedModel,
    TextPiece,
    ToolCallPiece,
    UsagePiece,
)
from tui_threads.server.providers.router import ModelRouter
from tui_threads.server.running.calls import CallsWriter
from tui_threads.server.running.endings import OpenWork
from tui_threads.server.running.live import LiveRun
from tui_threads.server.running.progress import ProgressTeller
from tui_threads.server.running.reply import ReplyWriter
from tui_threads.wire.runs import Usage


class Turn:
    """Reads a provider's answer and writes it down piece by piece."""

    def __init__(
        self,
        live: LiveRun,
        reply: ReplyWriter,
        progress: ProgressTeller,
        code_names: Collection[str],
    ) -> None:
        self._live = live
        self._reply = reply
        self._progress = progress
        self._tokens = 0
        self._usage: Usage | None = None
        self._late: list[str] = []
        self.calls = CallsWriter(live.journal, code_names)
        self.reason: FinishReason = "stop"
        """Why the model stopped."""

    @property
    def usage(self) -> Usage:
        """What the turn cost; a provider that does not count is counted by pieces."""
        return self._usage or Usage(completion_tokens=self._tokens, total_tokens=self._tokens)

    @property
    def has_begun(self) -> bool:
        """Whether the model has said anything."""
        return self._tokens > 0

    async def run(self, router: ModelRouter, model: ResolvedModel, request: ChatRequest) -> None:
        """Ask and write down.

        Raises:
            ProviderError: no answer, or not all of it; what came is in `work`.
            Stopped: the run was told to end.
        """
        async with aclosing(self._live.batches(router.stream(model, request))) as batches:
            async for batch in batches:
                for piece in batch:
                    await self._take(piece)
        self._reply.finish()
        self.calls.finish()

    async def say_late(self) -> None:
        """Write what the model said after its calls, a message of its own."""
        if self._late:
            await self._reply.add("".join(self._late))
            await self._reply.close()

    async def work(self) -> OpenWork:
        """What the turn has begun and not finished."""
        step = self.calls.step
        if step is not None:
            return OpenWork(step=step, step_usage=self.usage)
        work = await self._reply.work()
        return OpenWork(work.message, work.step, self.usage)

    async def _take(self, piece: Piece) -> None:
        match piece:
            case TextPiece(text) if text:
                self._tokens += 1
                if self.calls:
                    self._late.append(text)
                else:
                    await self._reply.add(text)
            case ToolCallPiece():
                self._tokens += 1
                if not self.calls:
                    await self._reply.close()
                await self.calls.add(piece)
            case UsagePiece(prompt, completion):
                self._usage = Usage(
                    prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion
                )
            case FinishPiece(reason):
                self.reason = reason
            case ProgressPiece(phase, fraction):
                self._progress.tell(phase, fraction=fraction)
            case _:
                self._tokens += 1
