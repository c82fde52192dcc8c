"""What is known of runs: measured here, kept for offline, and asked for only where a server tells it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chat.desk_fixture import House, house, wait_for
from tests.chat.fake_client import FakeServer
from tui_threads.chat.run_mirror import MirroredRun, read_runs, write_runs
from tui_threads.chat.run_times import RunTimes, Stopwatch
from tui_threads.wire.deltas import MessageDelta, MessageDeltaEvent
from tui_threads.wire.events import (
    ThreadMessageDelta,
    ThreadRunCompleted,
    ThreadRunCreated,
    ThreadRunInProgress,
)
from tui_threads.wire.runs import Run


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
async def home(tmp_path: Path, server: FakeServer) -> AsyncIterator[House]:
    async with house(tmp_path / "library.db", server) as opened:
        yield opened


def test_a_stopwatch_notes_the_moments_of_its_run_and_of_no_other() -> None:
    moments = iter([10.0, 10.5, 11.25, 14.0])
    watch = Stopwatch(lambda: next(moments))
    delta = ThreadMessageDelta(MessageDeltaEvent(id="msg_1", delta=MessageDelta()))
    watch.note(delta)  # before it was started
    watch.start()
    watch.note(ThreadRunCreated(Run(id="run_1", status="queued")))
    watch.note(ThreadRunInProgress(Run(id="run_1", status="in_progress")))
    watch.note(ThreadRunCompleted(Run(id="run_0", status="completed")))
    watch.note(delta)
    watch.note(delta)
    watch.note(ThreadRunCompleted(Run(id="run_1", status="completed")))
    assert (watch.run_id, watch.times) == ("run_1", RunTimes(10.0, 10.5, 11.25, 14.0))


async def test_a_run_made_here_is_kept_with_its_times(home: House, server: FakeServer) -> None:
    place = home.open_new()
    await home.send(place, "hello")
    await wait_for(lambda: place.session.active_run)
    server.say("Hi.")
    server.finish()
    await wait_for(lambda: not place.session.busy)
    (report,) = await home.desk.reports.known(place.session.row.key)
    assert report.run.status == "completed"
    assert report.times is not None and report.times.first_token is not None
    assert report.times.asked <= report.times.first_token <= (report.times.ended or 0)


async def see(home: House, thread_id: str) -> None:
    """Look at a thread until its runs are known."""
    place = home.desk.open(await home.library.know(thread_id))
    await wait_for(lambda: home.cache.read(read_runs, place.session.row.key))


async def test_a_foreign_server_is_asked_for_the_context_only_once(home: House, server: FakeServer) -> None:
    for title in ("One", "Two"):
        thread = server.add_thread(title, "question")
        server.start_run(thread.id)
        server.finish()
        await see(home, thread.id)
    assert server.calls.count("runs.context") == 1


async def test_what_is_not_known_does_not_wipe_out_what_is(home: House) -> None:
    key = home.begin().key
    home.cache.now(write_runs, key, [MirroredRun("run_1", 1, "{}", "[]", "{}", "{}")])
    home.cache.now(write_runs, key, [MirroredRun("run_1", 1, '{"id": "run_1"}')])
    assert home.cache.read(read_runs, key) == [MirroredRun("run_1", 1, '{"id": "run_1"}', "[]", "{}", "{}")]


async def test_a_run_that_cannot_be_read_is_left_out(home: House) -> None:
    key = home.begin().key
    home.cache.now(write_runs, key, [MirroredRun("a", 1, "no json"), MirroredRun("b", 2, '{"id": "b"}')])
    assert [report.run.id for report in await home.desk.reports.known(key)] == ["b"]


async def test_only_the_newest_runs_of_a_thread_are_kept(home: House) -> None:
    key = home.begin().key
    home.cache.now(write_runs, key, [MirroredRun(f"run_{n}", n, "{}") for n in range(250)])
    kept = home.cache.read(read_runs, key)
    assert (len(kept), kept[0].id, kept[-1].id) == (200, "run_249", "run_50")
