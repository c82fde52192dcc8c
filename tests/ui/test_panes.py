"""The width of the thread list, the way Tab takes, the choice of a theme, the palette over all actions."""

from __future__ import annotations

from pathlib import Path

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tui_threads.settings import Settings, UiSettings
from tui_threads.wire.assistants import Assistant


async def test_the_edge_of_the_list_can_be_dragged_and_stays_there_next_time(tmp_path: Path) -> None:
    server = FakeServer()
    async with driven(tmp_path, server) as app:
        edge = app.screen.panes.side.region.right - 1
        await app.pilot.mouse_down(offset=(edge, 10))
        await app.pilot.hover(offset=(50, 10))
        await app.pilot.mouse_up(offset=(50, 10))
        await app.wait_for(lambda: app.screen.panes.side.region.width == 51)
    async with driven(tmp_path, server) as app:
        assert app.screen.panes.side.region.width == 51


async def test_a_wide_list_gives_way_in_a_narrow_terminal(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer(), size=(160, 30)) as app:
        for _ in range(5):
            app.screen.action_do("list.wider")
            await app.pilot.pause()
        assert app.screen.panes.side.region.width > 50
        await app.pilot.resize_terminal(70, 30)
        await app.press("f9")
        await app.wait_for(lambda: app.screen.panes.side.region.width == 70)


async def test_themes_are_tried_on_under_the_cursor_and_given_back_by_escape(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        app.screen.action_do("app.themes")
        await app.expect("threads-light")
        await app.press(*"threads-light")
        await app.wait_for(lambda: app.app.theme == "threads-light")
        await app.press("escape")
        await app.wait_for(lambda: app.app.theme == "threads-dark")


async def test_help_does_what_was_searched(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        await app.press("f1")
        await app.expect("In the composer")
        await app.press(*"archived", "enter")
        await app.expect("Archived threads are shown.")


async def test_help_finds_a_key_by_what_it_is_called(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        await app.press("f1")
        await app.write("new thread")
        await app.expect("^N", "New thread", "Begin a new conversation")


async def test_the_palette_finds_an_assistant_who_then_answers(tmp_path: Path) -> None:
    server = FakeServer()
    server.assistants["asst_1"] = Assistant(id="asst_1", name="Reviewer", model="local/strict-1b")
    async with driven(tmp_path, server) as app:
        await app.wait_for(lambda: app.screen.work.link.state == "online")
        await app.press("ctrl+p", *"reviewer")
        await app.expect("Assistant · local/strict-1b")
        await app.press("down", "enter")
        await app.expect("Reviewer answers in new threads.")
        await app.write("is it right?")
        await app.press("enter")
        await app.wait_for(lambda: server.asked)
        assert server.asked[-1]["assistant_id"] == "asst_1"


async def test_palette_and_commands_name_the_keys_that_the_settings_give(tmp_path: Path) -> None:
    settings = Settings(keys={"thread.new": "f11", "search.open": ""})
    async with driven(tmp_path, FakeServer(), settings=settings) as app:
        await app.press("ctrl+p", *"new conversation")
        await app.wait_for(lambda: "New thread F11 Begin a new conversation" in " ".join(app.text.split()))
        await app.press("escape")
        await app.press("slash", *"new")
        await app.expect("/new", "F11")
        assert "^F" not in app.text  # the search has no key any more, so no hint names one


async def test_the_palette_finds_threads_and_what_can_be_done_with_a_message(tmp_path: Path) -> None:
    server = FakeServer()
    async with driven(tmp_path, server) as app:
        await app.write("about lisbon")
        await app.press("enter")
        await app.wait_for(lambda: server.said() == ["about lisbon"])
        await app.press("ctrl+n", "ctrl+p", *"lisbon")
        await app.expect("Thread · ")
        await app.press("down", "enter")
        await app.wait_for(
            lambda: app.screen.work.row is not None and app.screen.work.row.title == "about lisbon"
        )
        await app.press("ctrl+p", *"raw text")
        await app.expect("Show the text as it came")


async def test_compact_leaves_the_room_to_the_words(tmp_path: Path) -> None:
    settings = Settings(ui=UiSettings(density="compact"))
    async with driven(tmp_path, FakeServer(), settings=settings) as app:
        await app.write("roomy")
        await app.press("enter")
        await app.expect("roomy")
        assert app.screen.panes.composer.region.height == 1
        assert "╭" not in app.text


async def test_a_click_on_a_key_of_the_status_line_does_what_the_key_does(tmp_path: Path) -> None:
    settings = Settings(keys={"app.help": "f11"})
    async with driven(tmp_path, FakeServer(), settings=settings) as app:
        line = app.text.splitlines()[-1]
        assert "F11 help" in line
        await app.pilot.click(offset=(line.index("F11"), 35))
        await app.expect("search the keys")


async def test_in_ascii_frames_and_cuts_are_ascii_too(tmp_path: Path) -> None:
    server = FakeServer()
    thread = server.add_thread("A title that is longer than the list and the header " * 3, "words")
    ascii_only = Settings(ui=UiSettings(ascii=True))
    async with driven(tmp_path, server, settings=ascii_only, open_thread=thread.id) as app:
        await app.expect("words", "...", "+--")
        assert set("╭╰│─▌…·") & set(app.text) == set()
        frames = app.text.count("+--")
        await app.press("ctrl+p")
        await app.expect("Begin a new conversation")
        assert app.text.count("+--") == frames + 2  # above the line one types in, and below the list
        await app.press("escape", "f1")
        await app.expect("+- Keys ")
        assert not set("╭╰│─▌") & set(app.text)


async def test_tab_goes_from_the_composer_to_the_messages_and_then_to_the_list(tmp_path: Path) -> None:
    server = FakeServer()
    thread = server.add_thread("Walked through", "gold")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("gold")
        screen = app.screen
        for pane in (screen.panes.transcript, screen.panes.side.threads, screen.panes.composer):
            await app.press("tab")
            assert screen.focused is pane
        await app.press("shift+tab")
        assert screen.focused is screen.panes.side.threads


async def test_brackets_in_titles_and_names_are_text_in_the_palette(tmp_path: Path) -> None:
    server = FakeServer()
    server.add_thread("Closing [/b] tags [b]")
    made = Assistant(id="asst_1", name="Closing [/] poet [red]", model="m")
    server.assistants[made.id] = made
    async with driven(tmp_path, server) as app:
        await app.wait_for(lambda: app.screen.work.library.rows and app.screen.work.link.state == "online")
        await app.press("ctrl+p", *"closing")
        await app.expect("Closing [/b] tags [b]", "Closing [/] poet [red]")
