"""Pictures of the transcript a person would look at: all its kinds, dark and light, narrow and wide."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from textual.pilot import Pilot

from tests.ui.sample_thread import BEGIN, NAMES, everything
from tests.ui.transcript_host import TranscriptHost

Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clocks are drawn alike everywhere."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


def host(theme: str) -> TranscriptHost:
    made = TranscriptHost(everything(), theme=theme)
    made.transcript.look.now = lambda: BEGIN + 3_600
    return made


async def dressed(pilot: Pilot[None]) -> None:
    """Names are known, images have come, the last thing said is in view."""
    app = pilot.app
    assert isinstance(app, TranscriptHost)
    app.transcript.set_names(files=NAMES)
    app.transcript.set_image("file-photo", "the server has no such file")
    await app.workers.wait_for_complete()
    await pilot.pause()


async def at_the_top(pilot: Pilot[None]) -> None:
    await dressed(pilot)
    await pilot.press("g")
    await pilot.pause()


async def unfolded(pilot: Pilot[None]) -> None:
    await dressed(pilot)
    app = pilot.app
    assert isinstance(app, TranscriptHost)
    app.transcript.places.jump_to("step_2")
    await pilot.press("enter")
    await pilot.pause()


async def searched(pilot: Pilot[None]) -> None:
    await dressed(pilot)
    await pilot.press("slash", *"sintra")
    await pilot.pause()


@pytest.mark.parametrize("theme", ["threads-dark", "threads-light"])
@pytest.mark.parametrize("size", [(120, 44), (60, 40)], ids=["wide", "narrow"])
@pytest.mark.parametrize("act", [dressed, at_the_top], ids=["end", "markdown"])
def test_the_thread_looks_as_it_should(
    snap_compare: Compare,
    theme: str,
    size: tuple[int, int],
    act: Callable[[Pilot[None]], object],
) -> None:
    assert snap_compare(host(theme), terminal_size=size, run_before=act)


@pytest.mark.parametrize("theme", ["threads-dark", "threads-light"])
def test_tool_calls_and_footnotes_look_as_they_should(snap_compare: Compare, theme: str) -> None:
    assert snap_compare(host(theme), terminal_size=(100, 40), run_before=unfolded)


def test_a_search_looks_as_it_should(snap_compare: Compare) -> None:
    assert snap_compare(host("threads-dark"), terminal_size=(100, 30), run_before=searched)
