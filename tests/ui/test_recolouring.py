"""Another theme while a thread is open: what is there already takes its colours at once."""

from __future__ import annotations

from tests.ui.sample_thread import everything
from tests.ui.transcript_host import TranscriptHost


async def test_what_is_shown_takes_the_colours_of_another_theme() -> None:
    begun, changed = (TranscriptHost(everything(), theme=f"threads-{name}") for name in ("light", "dark"))
    async with begun.run_test() as pilot:
        await pilot.pause()
        wanted = colours(begun)
    async with changed.run_test() as pilot:
        await pilot.pause()
        assert colours(changed).isdisjoint(wanted)
        changed.theme = "threads-light"
        await pilot.pause()
        assert colours(changed) == wanted


def colours(host: TranscriptHost) -> set[tuple[str, str]]:
    """Every pair of colours on the screen."""
    host.transcript._drawn.clear()
    strips = host.transcript.render_lines(host.transcript.size.region)
    return {
        (str(segment.style.color), str(segment.style.bgcolor))
        for strip in strips
        for segment in strip
        if segment.style is not None
    }
