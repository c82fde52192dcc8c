"""Takes the outputs of a run's tool calls, and sets the run going again."""

from __future__ import annotations

from collections.abc import Mapping

from tui_threads.server.problems import bad_request
from tui_threads.server.running.broadcast import Place
from tui_threads.server.running.endings import complete_step
from tui_threads.server.running.journal import Fact, RunJournal
from tui_threads.server.running.resuming import resume
from tui_threads.server.running.retelling import StoredRun, load
from tui_threads.server.state import State
from tui_threads.server.store.threads import threads
from tui_threads.wire.params_runs import SubmitToolOutputs
from tui_threads.wire.runs import Run
from tui_threads.wire.steps import FunctionToolCall, RunStep, ToolCallsStepDetails


async def submit(
    state: State, thread_id: str, run_id: str, params: SubmitToolOutputs
) -> tuple[RunJournal, Place]:
    """Store all outputs, and drive the run on; the journal, and the place from which its stream goes on.

    Raises:
        ApiProblem: 400 when the run does not wait for them, or they are not the ones it waits for.
    """
    runner = state["runner"]
    async with state["database"].write() as connection:
        await threads.lock(connection, thread_id)
        stored = await load(connection, thread_id, run_id)
        step = _waiting_step(stored)
        done = complete_step(_with_outputs(step, _checked(stored.run, params)), None)
        queued = stored.run.model_copy(update={"status": "queued", "required_action": None})
        journal = await resume(state["database"], connection, runner.owner, stored)
        place = journal.feed.end
        facts = (done, Fact(queued, ("thread.run.queued",)))
        rows = await journal.write(connection, *facts)
    journal.tell(rows, *facts)
    runner.take_up(journal)
    return journal, place


def _waiting_step(stored: StoredRun) -> RunStep:
    if stored.run.status != "requires_action":
        raise bad_request(f'Runs in status "{stored.run.status}" do not accept tool outputs.')
    return next(step for step in reversed(stored.steps.values()) if step.status == "in_progress")


def _checked(run: Run, params: SubmitToolOutputs) -> Mapping[str, str]:
    action = run.required_action
    wanted = [call.id for call in action.submit_tool_outputs.tool_calls] if action else []
    given = {output.tool_call_id or "": output.output or "" for output in params.tool_outputs}
    if set(given) != set(wanted):
        raise bad_request(f"Expected tool outputs for call_ids {wanted}, got {list(given)}")
    return given


def _with_outputs(step: RunStep, outputs: Mapping[str, str]) -> RunStep:
    details = step.step_details
    calls = details.tool_calls if isinstance(details, ToolCallsStepDetails) else ()
    answered = tuple(
        call.model_copy(update={"function": call.function.model_copy(update={"output": outputs[call.id]})})
        if isinstance(call, FunctionToolCall) and call.id in outputs
        else call
        for call in calls
    )
    return step.model_copy(update={"step_details": ToolCallsStepDetails(tool_calls=answered)})
