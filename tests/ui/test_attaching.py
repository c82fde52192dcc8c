"""Files in the composer: attached in every way there is, seen, removed, sent, and never lost."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import pytest
from textual import events

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tests.ui.sample_thread import tiny_png
from tui_threads.chat.cache import Cache
from tui_threads.chat.connection import ConnectError
from tui_threads.chat.outbox import remember_prompt
from tui_threads.wire.files import FileObject
from tui_threads.wire.messages import Attachment


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of files that the app is started in."""
    place = tmp_path / "work"
    (place / "docs").mkdir(parents=True)
    (place / ".secret").mkdir()
    (place / "docs" / "guide.txt").write_text("Sintra deserves two days.")
    (place / "two words.txt").write_text("hello")
    (place / "shot.png").write_bytes(tiny_png(2, 2))
    (place / "song.mp3").write_bytes(b"ID3\x03\0\0\0\x01" * 9)
    (place / ".secret" / "guide-hidden.txt").write_text("hidden")
    monkeypatch.chdir(place)
    return place


async def paste(app: Driven, text: str) -> None:
    app.screen.panes.composer.post_message(events.Paste(text))
    await app.pilot.pause()


def chips(app: Driven) -> list[str]:
    """Names of the files that are attached."""
    return [file.name for file in app.screen.work.draft_files.of(app.screen.work.draft_key)]


async def test_a_file_is_found_by_a_few_letters_attached_and_sent(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("Summarise ")
        await app.press("at", "g", "u", "i")
        await app.expect("docs/guide.txt", "25 B", "1 of 1")
        await app.press("tab")
        await app.expect("[guide.txt 25 B ×]")  # noqa: RUF001  # the cross of the chip
        assert app.screen.panes.composer.text == "Summarise guide.txt "
        await app.write("please")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        assert [file.filename for file in server.files.values()] == ["guide.txt"]
        assert server.said() == ["Summarise guide.txt please"]
        assert chips(app) == []
        await app.wait_for(lambda: "×]" not in app.text)  # noqa: RUF001


async def test_hidden_files_are_offered_only_when_asked_for(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    async with driven(tmp_path, server) as app:
        await app.press("at", "g", "u", "i")
        await app.expect("docs/guide.txt", "1 of 1")
        app.screen.panes.composer.put("")
        await app.write("@.sec")
        await app.expect(".secret/guide-hidden.txt")


async def test_folders_are_walked_through_from_the_root(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    async with driven(tmp_path, server) as app:
        await app.write(f"@{folder}/do")
        await app.expect("docs/", "folder")
        await app.press("enter")
        assert app.screen.panes.composer.text == f"@{folder}/docs/"
        await app.expect("guide.txt", "25 B")
        await app.press("enter")
        await app.wait_for(lambda: chips(app) == ["guide.txt"])


async def test_a_path_written_out_is_attached_when_the_message_is_sent(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    async with driven(tmp_path, server) as app:
        await app.write("Read @docs/guide.txt, and ask @nobody ")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        assert [file.filename for file in server.files.values()] == ["guide.txt"]
        assert server.said() == ["Read @docs/guide.txt, and ask @nobody "]


@pytest.mark.parametrize(
    "form", ["{0}/two words.txt", "'{0}/two words.txt'", "{1}/two\\ words.txt", "file://{0}/two%20words.txt "]
)
async def test_a_dropped_file_is_attached_however_the_terminal_writes_its_path(
    tmp_path: Path, server: FakeServer, folder: Path, form: str
) -> None:
    async with driven(tmp_path, server) as app:
        await paste(app, form.format(folder, folder))
        await app.wait_for(lambda: chips(app) == ["two words.txt"])
        assert app.screen.panes.composer.text == ""
        await paste(app, str(folder / "two words.txt"))
        await app.wait_for(lambda: app.screen.panes.composer.text == str(folder / "two words.txt"))
        assert chips(app) == ["two words.txt"]


async def test_a_path_of_no_file_is_pasted_as_text(tmp_path: Path, server: FakeServer, folder: Path) -> None:
    async with driven(tmp_path, server) as app:
        await paste(app, "/usr/share is where it lies")
        await app.wait_for(lambda: app.screen.panes.composer.text == "/usr/share is where it lies")
        assert chips(app) == []


async def test_a_message_typed_right_behind_a_drop_waits_for_its_file(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    async with driven(tmp_path, server) as app:
        app.screen.panes.composer.post_message(events.Paste(str(folder / "two words.txt")))
        app.screen.panes.composer.insert("go")
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        assert server.said() == ["go"]
        assert len(server.files) == 1


async def test_what_cannot_be_attached_is_said_at_once(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    async with driven(tmp_path, server, size=(160, 30)) as app:
        for words, sentence in (
            ("song.mp3", "song.mp3 is neither text, PDF, Word, PowerPoint nor an image"),
            ("docs", "docs is a folder; attach the files in it one by one."),
            ("nothing.txt", "There is no file"),
        ):
            app.screen.panes.composer.put(f"/attach {words}")
            await app.press("enter")
            await app.expect(sentence)
            assert app.screen.panes.composer.text == f"/attach {words}"
        assert chips(app) == []


async def test_files_are_removed_by_key_and_by_mouse(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    async with driven(tmp_path, server) as app:
        await paste(app, f"'{folder}/two words.txt' '{folder}/shot.png' '{folder}/docs/guide.txt'")
        await app.wait_for(lambda: len(chips(app)) == 3)
        await app.press("backspace")
        await app.wait_for(lambda: chips(app) == ["two words.txt", "shot.png"])
        await app.press("tab", "right", "delete")
        await app.wait_for(lambda: chips(app) == ["two words.txt"])
        await app.pilot.click(app.screen.panes.attachments, offset=(len("[two words.txt 5 B "), 0))
        await app.wait_for(lambda: chips(app) == [])
        await app.wait_for(lambda: app.screen.panes.composer.has_focus)


async def test_attached_files_are_there_again_after_a_restart_each_with_its_thread(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    server.add_thread("First", "a")
    async with driven(tmp_path, server) as app:
        await app.expect("First")
        await paste(app, str(folder / "shot.png"))
        await app.wait_for(lambda: chips(app) == ["shot.png"])
        app.screen.parts.opening.open_key(app.screen.work.library.rows[0].key)
        assert chips(app) == []
        await paste(app, str(folder / "docs" / "guide.txt"))
        await app.wait_for(lambda: chips(app) == ["guide.txt"])
        await app.press("ctrl+q")
    async with driven(tmp_path, server) as app:
        await app.expect("[shot.png")
        await app.expect("First")
        app.screen.parts.opening.open_key(app.screen.work.library.rows[0].key)
        await app.expect("[guide.txt")


async def test_a_queued_message_shows_its_files_and_gives_them_back_to_be_edited(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    async def nobody() -> object:
        raise ConnectError("The server did not start.")

    async with driven(tmp_path, server, connect=nobody) as app:  # type: ignore[arg-type]  # no server
        await paste(app, str(folder / "docs" / "guide.txt"))
        await app.wait_for(lambda: chips(app) == ["guide.txt"])
        await app.write("Summarise it")
        await app.press("enter")
        await app.expect("Summarise it", "[guide.txt 25 B]")
        app.screen.panes.transcript.focus()
        await app.press("G", "e")
        await app.wait_for(lambda: chips(app) == ["guide.txt"])
        assert app.screen.panes.composer.text == "Summarise it"


async def test_images_may_be_sent_without_a_word_other_files_may_not(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    async with driven(tmp_path, server) as app:
        await paste(app, str(folder / "docs" / "guide.txt"))
        await app.wait_for(lambda: chips(app) == ["guide.txt"])
        await app.press("enter")
        await app.expect("Write what the file is for")
        await app.press("backspace")
        await app.wait_for(lambda: chips(app) == [])
        await paste(app, str(folder / "shot.png"))
        await app.wait_for(lambda: chips(app) == ["shot.png"])
        await app.press("enter")
        await app.wait_for(lambda: "runs.stream" in server.calls)
        assert [file.purpose for file in server.files.values()] == ["vision"]


async def test_an_upload_shows_how_far_it_is(tmp_path: Path, server: FakeServer, folder: Path) -> None:
    gate = asyncio.Event()
    server.upload_gates.append(gate)
    async with driven(tmp_path, server) as app:
        await paste(app, str(folder / "docs" / "guide.txt"))
        await app.wait_for(lambda: chips(app) == ["guide.txt"])
        await app.write("Go")
        await app.press("enter")
        await app.expect("sending: guide.txt 48 %")
        gate.set()
        await app.wait_for(lambda: "runs.stream" in server.calls)


async def test_a_sent_file_is_shown_by_its_name_and_so_is_one_that_others_sent(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    async with driven(tmp_path, server) as app:
        await paste(app, str(folder / "docs" / "guide.txt"))
        await app.wait_for(lambda: chips(app) == ["guide.txt"])
        await app.write("Go")
        await app.press("enter")
        await app.expect("[guide.txt]")
        assert "files.retrieve" not in server.calls
        server.finish()
        (thread_id,) = server.threads
        server.files["file-x"] = FileObject(id="file-x", filename="theirs.pdf", bytes=3)
        other = server.add_message(thread_id, "user", "And mine")
        theirs = other.model_copy(update={"attachments": (Attachment(file_id="file-x"),)})
        server.messages[thread_id][-1] = theirs
        await app.press("f5")
        await app.expect("[theirs.pdf]")


async def test_a_message_that_is_written_anew_in_a_fork_keeps_its_files(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    async with driven(tmp_path, server) as app:
        await paste(app, f"'{folder}/docs/guide.txt' '{folder}/shot.png'")
        await app.wait_for(lambda: len(chips(app)) == 2)
        await app.write("Sum it up")
        await app.press("enter")
        await app.expect("[guide.txt]")
        server.finish()
        await app.wait_for(lambda: not app.screen.work.run_active)
        app.screen.panes.transcript.focus()
        await app.press("g", "e")
        await app.wait_for(lambda: chips(app) == ["guide.txt", "shot.png"])
        await app.press("enter")
        await app.wait_for(lambda: len(server.runs) == 2 and server.last_run())
        await app.wait_for(lambda: server.said()[-1] == "Sum it up")
        assert server.calls.count("files.create") == 2
        again = list(server.messages.values())[-1][-1]
        assert [one.file_id for one in again.attachments or ()] == [next(iter(server.files))]


async def test_an_earlier_prompt_with_an_at_sign_offers_nothing(
    tmp_path: Path, server: FakeServer, folder: Path
) -> None:
    with closing(Cache.open(tmp_path / "library.db")) as cache:
        await cache.run(remember_prompt, "first", 1.0)
        await cache.run(remember_prompt, "Read @docs/gui", 2.0)
    async with driven(tmp_path, server) as app:
        async with asyncio.timeout(30):
            while not app.screen.panes.composer.text:  # until they have been read
                await app.press("up")
        assert app.screen.panes.composer.text == "Read @docs/gui"
        await app.press("up")
        assert app.screen.panes.composer.text == "first"
