"""Another theme while a thread is open: what is there already takes its colours at once."""

from __future__ import annotations

from pathlib import Path

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
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


async def test_the_app_can_be_drawn_in_every_theme_there_is(tmp_path: Path) -> None:
    server = FakeServer()
    async with driven(tmp_path, server, open_thread=server.add_thread("Talk", "words").id) as app:
        await app.expect("words")
        for name in app.app.available_themes:
            app.app.theme = name
            await app.pilot.pause()
            assert "words" in app.text


def colours(host: TranscriptHost) -> set[tuple[str, str]]:
    """Every pair of colours on the screen."""
    strips = [host.transcript.render_line(y) for y in range(host.transcript.size.height)]
    return {
        (str(segment.style.color), str(segment.style.bgcolor))
        for strip in strips
        for segment in strip
        if segment.style is not None
    }
