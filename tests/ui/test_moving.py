"""Export and import in the app: asked for in a dialog, watched, stopped, and told."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from textual.widgets import Input, Select

from tests.chat.fake_client import FakeServer
from tests.chat.importing.other_programs import chatgpt_conversation, json_file
from tests.ui.app_fixture import Driven, driven
from tui_threads.ui.dialogs.files import entries_for, path_typed


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


async def ask_for(app: Driven, form: str, what: str, folder: Path) -> None:
    """Fill in the form of the export and submit it."""
    await app.expect("Format", "Folder")
    page = app.app.screen
    choices = list(page.query(Select).results(Select))
    choices[0].value = next(one for _, one in choices[0]._options if str(one).startswith(what))
    choices[1].value = form
    page.query(Input).last(Input).value = str(folder)
    await app.pilot.pause()
    await app.press("ctrl+s")


async def test_the_open_thread_is_exported_as_markdown_and_the_path_is_told(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Paris in spring", "Where to go?", "To the gardens.")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("To the gardens.")
        app.screen.action_do("threads.export")
        await ask_for(app, "Markdown", "this thread", tmp_path / "out")
        await app.expect("Exported", "1 thread in 1 file")
        (file,) = (tmp_path / "out").iterdir()
        assert "To the gardens." in file.read_text(encoding="utf-8")
        assert "paris-in-spring" in file.name


async def test_all_threads_go_into_one_json_file_and_nothing_is_overwritten(
    tmp_path: Path, server: FakeServer
) -> None:
    for number in range(3):
        server.add_thread(f"Thread {number}", f"said {number}")
    async with driven(tmp_path, server) as app:
        await app.expect("Thread 0")
        for _ in range(2):
            app.screen.action_do("threads.export")
            await ask_for(app, "JSON", "all threads", tmp_path / "out")
            await app.expect("Exported", "3 threads in 1 file")
            await app.press("escape")
        files = sorted(path.name for path in (tmp_path / "out").iterdir())
        assert files == ["threads-2.json", "threads.json"]
        whole = json.loads((tmp_path / "out" / "threads.json").read_text(encoding="utf-8"))
        assert len(whole["data"]) == 3


async def test_x_in_the_list_exports_the_thread_under_the_cursor(tmp_path: Path, server: FakeServer) -> None:
    server.add_thread("Under the cursor", "said")
    async with driven(tmp_path, server) as app:
        await app.expect("Under the cursor")
        app.screen.panes.side.threads.focus()
        await app.press("x")
        await app.expect("this thread: Under the cursor")


async def test_while_the_server_is_away_what_is_kept_here_is_exported(
    tmp_path: Path, server: FakeServer
) -> None:
    thread = server.add_thread("Mirrored", "asked before", "told before")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("asked before", "told before")

    async def never() -> object:
        return await asyncio.Event().wait()

    async with driven(tmp_path, server, connect=never) as app:  # type: ignore[arg-type]  # nobody connects
        app.screen.parts.opening.open_key(app.screen.work.library.rows[0].key)
        await app.expect("asked before", "told before")
        app.screen.action_do("threads.export")
        await ask_for(app, "HTML", "this thread", tmp_path / "out")
        await app.expect("1 thread in 1 file", "as kept on this machine")
        (file,) = (tmp_path / "out").iterdir()
        assert "told before" in file.read_text(encoding="utf-8")


async def test_an_export_can_be_stopped_and_what_is_written_stays(tmp_path: Path, server: FakeServer) -> None:
    for number in range(3):
        server.add_thread(f"Thread {number}", f"said {number}")
    async with driven(tmp_path, server) as app:
        await app.expect("Thread 0")
        retrieve, gate = server.client.threads.retrieve, asyncio.Event()
        asked: list[str] = []

        async def slow(thread_id: str) -> object:
            asked.append(thread_id)
            if len(asked) == 2:
                await gate.wait()
            return await retrieve(thread_id)

        server.client.threads.retrieve = slow  # type: ignore[method-assign,assignment]  # the server hangs
        app.screen.action_do("threads.export")
        await ask_for(app, "Markdown", "all threads", tmp_path / "out")
        await app.wait_for(lambda: len(asked) == 2)
        await app.expect("1 of 3")
        await app.press("escape")
        await app.expect("Stopped; what is written stays", "1 thread in 1 file")
        assert len(list((tmp_path / "out").iterdir())) == 1


async def test_a_folder_that_is_a_file_is_refused_where_it_is_typed(
    tmp_path: Path, server: FakeServer
) -> None:
    (tmp_path / "taken").write_text("x")
    thread = server.add_thread("One", "said")
    async with driven(tmp_path, server, open_thread=thread.id) as app:
        await app.expect("said")
        app.screen.action_do("threads.export")
        await ask_for(app, "Markdown", "this thread", tmp_path / "taken")
        await app.expect("This is a file; name a folder.")


async def test_a_file_is_previewed_brought_in_once_and_told(tmp_path: Path, server: FakeServer) -> None:
    file = json_file(tmp_path / "conversations.json", [chatgpt_conversation()])
    async with driven(tmp_path, server) as app:
        await app.wait_for(lambda: "threads.list" in server.calls)
        for brought in (True, False):
            app.screen.action_do("threads.import")
            await app.expect("Import threads from a file")
            app.app.screen.query_one(Input).value = str(file)
            await app.pilot.pause()
            await app.press("enter")
            await app.expect("ChatGPT export, 1 thread")
            if brought:
                await app.expect("1 thread with 2 messages to bring in", "Left out:")
                await app.press("enter")
                await app.expect("Brought in", "1 thread with 2 messages brought in")
                await app.press("enter")
                await app.wait_for(lambda: len(app.screen.work.library.rows) == 1)
            else:
                await app.expect("1 thread here already", "There is nothing to bring in.")
                await app.press("escape")
        assert len(server.threads) == 1


async def test_a_file_of_no_known_kind_is_refused_in_a_sentence(tmp_path: Path, server: FakeServer) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    async with driven(tmp_path, server) as app:
        await app.wait_for(lambda: "threads.list" in server.calls)
        app.screen.action_do("threads.import")
        await app.expect("Import threads from a file")
        app.app.screen.query_one(Input).value = str(tmp_path / "notes.txt")
        await app.pilot.pause()
        await app.press("enter")
        await app.expect("Nothing was brought in", "notes.txt is no JSON")


def test_a_path_may_be_quoted_dropped_or_begin_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert path_typed("'/a b/c.zip'") == "/a b/c.zip"
    assert path_typed("file:///a/c.zip ") == "/a/c.zip"
    assert path_typed("/a\\ b/c.zip") == "/a b/c.zip"
    assert path_typed("~/c.zip") == f"{tmp_path}/c.zip"


def test_a_path_that_is_typed_is_completed_folders_first_and_the_exact_name_on_top(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    for name in ("export.zip", "exp.json", ".export"):
        (tmp_path / name).write_text("")
    assert [choice.title for choice in entries_for(f"{tmp_path}/exp")] == [
        "exports/",
        "exp.json",
        "export.zip",
    ]
    assert [choice.title for choice in entries_for(f"{tmp_path}/export.zip")] == ["export.zip"]
    assert entries_for(f"{tmp_path}/nowhere/x") == []
