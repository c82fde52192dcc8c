"""What one sees at a glance: which pane has the focus, whole words, and text that keeps its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.style import Style
from textual.events import MouseScrollUp
from textual.widget import Widget

from tests.chat.desk_fixture import wait_for
from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tests.ui.dialogs.stage import shown
from tests.ui.transcript_host import TranscriptHost
from tui_threads.chat.conversation import Conversation
from tui_threads.ui.dialogs.confirm import ConfirmDialog
from tui_threads.ui.dialogs.picker import Choice, PickerDialog
from tui_threads.ui.themes import ANSI, COLOURS, DARK
from tui_threads.ui.widgets.attachment_row import AttachmentRow
from tui_threads.ui.widgets.choices import Choices
from tui_threads.ui.widgets.middle import Middle

ACCENT = COLOURS[DARK].accent


async def answered(app: Driven, server: FakeServer, question: str) -> None:
    await app.write(question)
    await app.press("enter")
    await app.wait_for(lambda: server.said() == [question])
    server.say("Gladly.")
    server.finish()
    await app.expect("Gladly.")


def lit(widget: Widget) -> bool:
    """Whether its words or its edge have the colour of what has the focus."""
    edges = (widget.styles.border_right, widget.styles.border_top)
    colours = [widget.styles.color, *(colour for kind, colour in edges if kind)]
    return any(colour.hex6.lower() == ACCENT for colour in colours)


async def test_one_pane_is_lit_and_it_is_the_one_with_the_focus(tmp_path: Path) -> None:
    server = FakeServer()
    async with driven(tmp_path, server) as app:
        await answered(app, server, "Plan a trip")
        screen = app.screen
        marks = {
            screen.panes.composer: screen.panes.composer,
            screen.panes.side.threads: screen.panes.side,
            screen.panes.transcript: screen.panes.header,
        }
        for pane, mark in marks.items():
            screen.set_focus(pane)
            await app.pilot.pause()
            assert [one for one in marks.values() if lit(one)] == [mark]


async def test_the_model_leaves_the_header_before_a_word_of_the_title_does(tmp_path: Path) -> None:
    server = FakeServer()
    async with driven(tmp_path, server, size=(120, 24)) as app:
        await answered(app, server, "Planning the trip to Lisbon")
        await app.wait_for(lambda: " · " in app.text.splitlines()[0])
        model = app.text.splitlines()[0].rpartition(" · ")[2].strip()
        await app.pilot.resize_terminal(80, 24)
        await app.wait_for(lambda: model not in app.text.splitlines()[0])
        assert "Planning the trip to Lisbon " in app.text.splitlines()[0]


async def test_what_stands_over_the_composer_does_not_make_the_text_narrower(tmp_path: Path) -> None:
    server = FakeServer()
    async with driven(tmp_path, server) as app:
        await answered(app, server, "Plan a trip")
        app.screen.query_one(AttachmentRow).display = True
        await app.pilot.pause()
        assert app.screen.panes.transcript.size.width == app.screen.query_one("#talk").size.width


async def test_the_keys_of_a_search_are_shown_whole_or_not_at_all() -> None:
    host = TranscriptHost(Conversation())
    async with host.run_test(size=(40, 12)) as pilot:
        host.transcript.focus()
        await pilot.press("slash", *"something long")
        row = host.fresh_rows()[-1]
        assert "nothing found" in row
        assert "Enter keeps" not in row
        await pilot.resize_terminal(60, 12)
        await wait_for(lambda: host.fresh_rows()[-1].endswith("Enter keeps  Esc ends"))


async def test_on_the_terminals_own_colours_every_word_under_the_cursor_can_be_read() -> None:
    choices = [Choice("a", "Reviewer", note="large", detail="Reads a change")]
    async with shown(PickerDialog(choices)) as (app, pilot):
        app.theme = ANSI
        await pilot.pause()
        options = app.screen.query_one(Choices)
        cursor = options.get_component_rich_style("option-list--option-highlighted")
        colours = {
            (segment.style or Style()).color
            for y in range(2)
            for segment in options.render_line(y)
            if segment.text.strip()
        }
        assert colours == {cursor.color}


def drawn(app: Driven, words: str) -> Style:
    """How words on the screen go to the terminal."""
    for strip in app.app.screen._compositor.render_strips():
        for part in strip:
            if words in part.text:
                return part.style or Style()
    raise AssertionError(f"no {words!r} on the screen:\n{app.text}")


async def test_behind_a_dialog_the_terminals_own_colours_are_drawn_faint(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        app.app.theme = ANSI
        await app.press("f1")
        await app.expect("New line", "saved")
        assert drawn(app, "saved").dim
        assert not drawn(app, "New line").dim


async def test_without_colours_the_terminals_own_are_its_default_and_the_cursor_is_reversed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with driven(tmp_path, FakeServer()) as app:
        app.app.theme = ANSI
        await app.press("f1")
        await app.expect("New line")
        cursor, other = drawn(app, "Send"), drawn(app, "New line")
        assert cursor.reverse
        assert not other.reverse
        assert all(style.color is not None and style.color.is_default for style in (cursor, other))


async def test_on_a_wide_terminal_the_talk_stands_in_the_middle_and_a_wheel_beside_it_turns_it(
    tmp_path: Path,
) -> None:
    server = FakeServer()
    async with driven(tmp_path, server, size=(220, 20)) as app:
        await app.write("Plan a trip")
        await app.press("enter")
        await app.wait_for(lambda: server.said() == ["Plan a trip"])
        server.say("\n\n".join(f"line {n}" for n in range(40)))
        server.finish()
        await app.expect("line 39")
        talk, middle = app.screen.query_one("#talk").region, app.screen.query_one(Middle).region
        left, right = talk.x - middle.x, middle.right - talk.right
        assert left > 20
        assert abs(left - right) <= 1
        transcript = app.screen.panes.transcript
        end = transcript.scroll_offset.y
        await app.pilot._post_mouse_events([MouseScrollUp], offset=(middle.x + 2, 6))
        await app.wait_for(lambda: transcript.scroll_offset.y < end)


async def test_a_dialog_hides_one_as_wide_below_it_and_gives_it_back_with_its_keys() -> None:
    async with shown(ConfirmDialog("Discard what you wrote?", "Discard")) as (app, pilot):
        app.push_screen(ConfirmDialog("Restart the server?", "Restart"))
        await wait_for(lambda: "Restart the server?" in app.text)
        assert "Discard what you wrote?" not in app.text
        await pilot.press("escape")
        await wait_for(lambda: "Discard what you wrote?" in app.text)
        await pilot.press("enter")
        await wait_for(lambda: app.given == [False])


async def test_what_lies_behind_a_dialog_is_drawn_whenever_the_dialog_is(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        await app.press("f1")
        await app.expect("New line")
        app.app.screen.refresh()
        assert "saved" in app.text


async def test_what_commands_do_stands_in_a_column(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        await app.press("slash")
        await app.expect("/attach", "/detach")
        rows = {name: row for row in app.text.splitlines() for name in ("/attach", "/detach") if name in row}
        begins = {row.index("Send") - row.index(name) for name, row in rows.items()}
        assert len(rows) == 2
        assert len(begins) == 1
        assert begins.pop() > len("/attach ")


@pytest.mark.parametrize("size", [(200, 60), (240, 40)])
async def test_a_dialog_over_the_messages_leaves_list_and_composer_whole(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with driven(tmp_path, FakeServer(), size=size) as app:
        panes = app.screen.panes
        await app.press("f1")
        await app.expect("New line")
        frame = app.app.screen.query_one("#frame")
        await app.wait_for(lambda: frame.region.x >= panes.side.region.right)
        assert frame.region.bottom <= panes.composer.region.y
        middle = panes.composer.region.x + panes.composer.region.width / 2
        assert abs(frame.region.x + frame.region.width / 2 - middle) <= 1
