"""A conversation is what its events add up to, and says what each of them changed."""

from __future__ import annotations

from tui_threads.chat.changes import Change, Extended, Inserted, PhaseChanged, Removed, Replaced, Reset
from tui_threads.chat.conversation import Conversation
from tui_threads.chat.entries import FailureEntry, LocalEntry, MessageEntry, Phase, RunEntry, StepEntry
from tui_threads.wire.deltas import (
    FileCitationDeltaAnnotation,
    MessageDelta,
    MessageDeltaEvent,
    TextDelta,
    TextDeltaBlock,
)
from tui_threads.wire.errors import ErrorObject
from tui_threads.wire.events import (
    ErrorEvent,
    RunProgressEvent,
    StreamEvent,
    ThreadMessageCompleted,
    ThreadMessageCreated,
    ThreadMessageDelta,
    ThreadRunCancelled,
    ThreadRunCompleted,
    ThreadRunFailed,
    ThreadRunInProgress,
    ThreadRunQueued,
    ThreadRunRequiresAction,
    ThreadRunStepCompleted,
    ThreadRunStepCreated,
)
from tui_threads.wire.extensions import RunProgress
from tui_threads.wire.messages import IncompleteDetails, Message, TextContentBlock
from tui_threads.wire.runs import LastError, Run
from tui_threads.wire.steps import MessageCreation, MessageCreationStepDetails, RunStep, ToolCallsStepDetails


def message(key: str, text: str = "", *, at: int = 0, run_id: str | None = None) -> Message:
    return Message(id=key, role="assistant", content=text or (), created_at=at, run_id=run_id)


def delta(key: str, text: str) -> StreamEvent:
    block = TextDeltaBlock(index=0, text=TextDelta(value=text))
    return ThreadMessageDelta(MessageDeltaEvent(id=key, delta=MessageDelta(content=(block,))))


def text_of(conversation: Conversation, key: str) -> str:
    entry = conversation.entry(key)
    assert isinstance(entry, MessageEntry)
    return "".join(b.text.value for b in entry.message.content if isinstance(b, TextContentBlock))


def kinds(conversation: Conversation) -> list[str]:
    return [type(entry).__name__ for entry in conversation.entries]


def tool_step(key: str, *, at: int, run_id: str = "run_1") -> RunStep:
    return RunStep(id=key, run_id=run_id, created_at=at, step_details=ToolCallsStepDetails())


def written(key: str, message_id: str, *, at: int) -> RunStep:
    details = MessageCreationStepDetails(message_creation=MessageCreation(message_id=message_id))
    return RunStep(id=key, run_id="run_1", created_at=at, step_details=details)


def test_loading_replaces_everything_and_says_so() -> None:
    conversation = Conversation()
    conversation.load([message("a", "old")])
    change = conversation.load([message("b", "new"), message("c", "newer")])
    assert change == Change((Reset(), PhaseChanged()))
    assert [entry.key for entry in conversation.entries] == ["b", "c"]


def test_what_is_loaded_again_unchanged_stays_the_same_entry() -> None:
    conversation = Conversation()
    conversation.load([message("a", "one"), message("b", "two")])
    one, two = conversation.entries
    conversation.apply(delta("b", " and more"))
    conversation.load([message("a", "one"), message("b", "two"), message("c", "three")])
    assert conversation.entry("a") is one
    assert conversation.entry("b") is not two
    assert text_of(conversation, "b") == "two"


def test_an_older_page_stands_above_and_known_messages_stay() -> None:
    conversation = Conversation()
    conversation.load([message("c")])
    change = conversation.prepend([message("a"), message("b"), message("c")])
    assert change == Change((Inserted(0, ("a", "b")),))
    assert conversation.keys == ["a", "b", "c"]
    assert not conversation.prepend([message("a")])


def test_a_tool_step_stands_before_the_message_its_run_wrote_next() -> None:
    conversation = Conversation()
    messages = [message("q", at=1), message("r1", at=5, run_id="run_1"), message("r2", at=9, run_id="run_1")]
    steps = [
        written("s4", "r2", at=8),
        tool_step("s3", at=6),
        written("s2", "r1", at=4),
        tool_step("s1", at=2),
    ]
    conversation.load(messages, steps=steps)
    assert conversation.keys == ["q", "s1", "r1", "s3", "r2"]


def test_a_tool_step_without_a_message_stands_after_what_its_run_said_last() -> None:
    conversation = Conversation()
    conversation.load([message("q", at=1), message("later", at=50)], steps=[tool_step("s", at=10)])
    assert conversation.keys == ["q", "s", "later"]


def test_tokens_are_told_as_extensions_and_add_up() -> None:
    conversation = Conversation()
    conversation.apply(ThreadMessageCreated(message("m")))
    first = conversation.apply(delta("m", "Hel"))
    assert first.ops[-1] == Extended("m", 0, "Hel")
    assert conversation.apply(delta("m", "lo")) == Change((Extended("m", 0, "lo"),))
    assert text_of(conversation, "m") == "Hello"
    assert conversation.writing == "m"


def test_many_tokens_add_up_whenever_they_are_looked_at() -> None:
    conversation = Conversation()
    conversation.apply(ThreadMessageCreated(message("m")))
    for number in range(2_000):
        conversation.apply(delta("m", f"{number} "))
        if number % 333 == 0:
            text_of(conversation, "m")
    assert text_of(conversation, "m") == "".join(f"{number} " for number in range(2_000))


def test_a_delta_for_a_message_nobody_announced_makes_the_message() -> None:
    conversation = Conversation()
    conversation.apply(ThreadRunInProgress(Run(id="run_1", status="in_progress")))
    change = conversation.apply(delta("m", "hi"))
    assert Inserted(0, ("m",)) in change.ops
    assert text_of(conversation, "m") == "hi"


def test_an_annotation_makes_the_message_be_drawn_anew() -> None:
    conversation = Conversation()
    conversation.apply(ThreadMessageCreated(message("m")))
    conversation.apply(delta("m", "see [x]"))
    citation = FileCitationDeltaAnnotation(index=0, text="[x]", start_index=4, end_index=7)
    block = TextDeltaBlock(index=0, text=TextDelta(annotations=(citation,)))
    event = MessageDeltaEvent(id="m", delta=MessageDelta(content=(block,)))
    assert conversation.apply(ThreadMessageDelta(event)) == Change((Replaced("m"),))
    entry = conversation.entry("m")
    assert isinstance(entry, MessageEntry)
    assert isinstance(entry.message.content[0], TextContentBlock)
    assert entry.message.content[0].text.annotations


def test_the_final_text_is_laid_over_what_was_streamed() -> None:
    conversation = Conversation()
    conversation.apply(ThreadMessageCreated(message("m")))
    conversation.apply(delta("m", "Hell"))
    change = conversation.apply(ThreadMessageCompleted(message("m", "Hello.")))
    assert change == Change((Replaced("m"),))
    assert text_of(conversation, "m") == "Hello."
    assert conversation.writing is None


def test_phases_follow_the_run() -> None:
    conversation = Conversation()
    run = Run(id="run_1", status="queued")
    seen = []
    for event in (
        ThreadRunQueued(run),
        RunProgressEvent(RunProgress(run_id="run_1", phase="loading_model", fraction=0.4)),
        ThreadRunInProgress(run.model_copy(update={"status": "in_progress"})),
        delta("m", "x"),
        ThreadRunRequiresAction(run.model_copy(update={"status": "requires_action"})),
        ThreadRunCompleted(run.model_copy(update={"status": "completed"})),
    ):
        conversation.apply(event)
        seen.append(conversation.phase)
    assert [phase.kind for phase in seen] == [
        "queued",
        "loading_model",
        "thinking",
        "generating",
        "requires_action",
        "idle",
    ]
    assert seen[1] == Phase("loading_model", fraction=0.4)


def test_asking_to_stop_is_seen_at_once_and_stays_while_tokens_still_come() -> None:
    conversation = Conversation()
    conversation.apply(delta("m", "x"))
    conversation.stopping()
    conversation.apply(delta("m", "y"))
    assert conversation.phase.kind == "stopping"


def test_a_failed_run_keeps_its_text_and_gets_a_notice() -> None:
    conversation = Conversation()
    conversation.apply(delta("m", "partial"))
    error = LastError(code="server_error", message="It broke.")
    conversation.apply(ThreadRunFailed(Run(id="run_1", status="failed", last_error=error)))
    assert kinds(conversation) == ["MessageEntry", "RunEntry"]
    assert text_of(conversation, "m") == "partial"
    assert conversation.writing is None


def test_a_stopped_run_is_told_once_by_its_message_or_by_a_notice() -> None:
    told = Conversation()
    cut = Message(
        id="m", role="assistant", run_id="run_1", status="incomplete",
        incomplete_details=IncompleteDetails(reason="run_cancelled"),
    )  # fmt: skip
    told.load([cut], runs=[Run(id="run_1", status="cancelled")])
    assert kinds(told) == ["MessageEntry"]
    untold = Conversation()
    untold.apply(ThreadRunCancelled(Run(id="run_1", status="cancelled")))
    assert kinds(untold) == ["RunEntry"]


def test_an_error_in_the_stream_becomes_a_card_below_the_text() -> None:
    conversation = Conversation()
    conversation.apply(delta("m", "partial"))
    conversation.apply(
        ErrorEvent(ErrorObject(message="Overloaded.", type="server_error", param=None, code="x"))
    )
    last = conversation.entries[-1]
    assert isinstance(last, FailureEntry)
    assert (last.sentence, last.code) == ("Overloaded.", "x")
    assert conversation.phase.kind == "idle"


def test_a_typed_message_becomes_the_stored_one_at_its_place() -> None:
    conversation = Conversation()
    conversation.load([message("a")])
    conversation.add_local("l", "Hi")
    conversation.mark_local("l", "sending")
    entry = conversation.entry("l")
    assert isinstance(entry, LocalEntry)
    assert entry.state == "sending"
    assert conversation.settle_local("l", message("b", "Hi")) == Change((Replaced("l", "b"),))
    assert conversation.keys == ["a", "b"]


def test_a_typed_message_that_came_back_already_is_shown_once() -> None:
    conversation = Conversation()
    conversation.add_local("l", "Hi")
    conversation.load([message("b", "Hi")])
    conversation.add_local("l", "Hi")
    assert conversation.settle_local("l", message("b", "Hi")) == Change((Removed("l"),))


def test_a_reply_stands_above_what_waits_to_be_sent() -> None:
    conversation = Conversation()
    conversation.add_local("sending", "first")
    conversation.mark_local("sending", "sending")
    conversation.add_local("waiting", "second")
    conversation.apply(delta("m", "reply"))
    assert conversation.keys == ["sending", "m", "waiting"]


def test_tool_steps_are_seen_while_they_run_and_other_steps_are_not() -> None:
    conversation = Conversation()
    conversation.apply(ThreadRunStepCreated(written("s1", "m", at=1)))
    assert not conversation.entries
    running = tool_step("s2", at=2).model_copy(update={"status": "in_progress"})
    conversation.apply(ThreadRunStepCreated(running))
    entry = conversation.entries[0]
    assert isinstance(entry, StepEntry)
    assert entry.live
    conversation.apply(ThreadRunStepCompleted(running.model_copy(update={"status": "completed"})))
    entry = conversation.entries[0]
    assert isinstance(entry, StepEntry)
    assert not entry.live


def test_dropping_what_is_not_there_changes_nothing() -> None:
    assert not Conversation().drop("nothing")


def test_a_loaded_run_that_is_active_sets_the_phase() -> None:
    conversation = Conversation()
    conversation.load(
        [], runs=[Run(id="old", status="failed", created_at=1), Run(id="r", status="queued", created_at=2)]
    )
    assert conversation.phase.kind == "queued"
    assert isinstance(conversation.entries[0], RunEntry)


def test_loading_the_newest_page_again_keeps_the_older_ones_above_it() -> None:
    conversation = Conversation()
    conversation.load([message("m3"), message("m4")])
    conversation.prepend([message("m1"), message("m2")])
    conversation.fail("The line broke.")
    conversation.load([message("m3"), message("m4"), message("m5")])
    assert list(conversation.keys) == ["m1", "m2", "m3", "m4", "m5"]
