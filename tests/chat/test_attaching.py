"""Files that go with a message: uploaded once, whatever happens in between."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from tests.chat.desk_fixture import ENDPOINT, House, house, shown, wait_for
from tests.chat.fake_client import FakeServer
from tests.ui.sample_thread import tiny_png
from tui_threads.api.errors import ApiConnectionError, BadRequestError, NotFoundError
from tui_threads.chat import outbox, thread_rows
from tui_threads.chat.attached import add_attached, read_draft_files
from tui_threads.chat.desk import Place
from tui_threads.chat.entries import LocalEntry
from tui_threads.chat.files_to_attach import Intake, look_at
from tui_threads.wire.messages import ImageFileContentBlock, Message
from tui_threads.wire.threads import ToolResources, ToolResourcesCodeInterpreter, ToolResourcesFileSearch


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    path = tmp_path / "guide.txt"
    path.write_text("Sintra deserves two days.")
    return path


async def send(home: House, place: Place, text: str, *paths: Path) -> None:
    """What Enter does with files in the draft."""
    thread = place.session.row.key
    for path in paths:
        await home.cache.run(add_attached, ENDPOINT.profile, thread, look_at(path, Intake()))
    files = await home.cache.run(read_draft_files, ENDPOINT.profile, thread)
    queued = outbox.new_queued(thread, text, files)
    await home.cache.run(outbox.enqueue, ENDPOINT.profile, queued, outbox.Draft(thread, ""))
    assert await home.cache.run(read_draft_files, ENDPOINT.profile, thread) == ()
    place.session.take(queued)


def stored(server: FakeServer) -> Message:
    (messages,) = server.messages.values()
    return messages[-1]


def own_rows(connection: sqlite3.Connection) -> int:
    """How many files the cache still has to send."""
    return int(connection.execute("SELECT count(*) FROM attachments").fetchone()[0])


def reason(place: Place) -> str:
    """What is said of the message that waits."""
    entries = [entry for entry in place.session.conversation.entries if isinstance(entry, LocalEntry)]
    return f"{entries[-1].state}: {entries[-1].reason}" if entries else ""


async def test_a_file_is_uploaded_and_attached_for_its_tool(
    tmp_path: Path, server: FakeServer, guide: Path
) -> None:
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        await send(home, place, "What does it say?", guide)
        await wait_for(lambda: "runs.stream" in server.calls)
        (file,) = server.files.values()
        assert (file.filename, file.purpose) == ("guide.txt", "assistants")
        (attachment,) = stored(server).attachments or ()
        assert (attachment.file_id, [tool.type for tool in attachment.tools]) == (file.id, ["file_search"])
        assert server.tools == [[{"type": "file_search"}]]
        await wait_for(lambda: not home.cache.read(own_rows))


async def test_an_image_becomes_a_part_of_the_message(tmp_path: Path, server: FakeServer) -> None:
    image = tmp_path / "shot.png"
    image.write_bytes(tiny_png(2, 2))
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        await send(home, place, "", image)
        await wait_for(lambda: "runs.stream" in server.calls)
        (block,) = stored(server).content
        assert isinstance(block, ImageFileContentBlock)
        assert server.files[block.image_file.file_id].purpose == "vision"
        assert server.tools == [None]


async def test_what_is_under_way_is_told_while_it_is(tmp_path: Path, server: FakeServer, guide: Path) -> None:
    gate = asyncio.Event()
    server.upload_gates.append(gate)
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        await send(home, place, "Read it", guide)
        await wait_for(lambda: reason(place) == "sending: guide.txt 48 %")
        assert "messages.create" not in server.calls
        gate.set()
        await wait_for(lambda: "runs.stream" in server.calls)


async def test_a_stopped_upload_keeps_message_and_files_to_be_sent_again(
    tmp_path: Path, server: FakeServer, guide: Path
) -> None:
    server.upload_gates.append(asyncio.Event())
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        await send(home, place, "Read it", guide)
        await wait_for(lambda: reason(place) == "sending: guide.txt 48 %")
        await place.errands.stop()
        await wait_for(lambda: reason(place).startswith("failed: stopped while its files"))
        assert "messages.create" not in server.calls
        await place.session.retry()
        await wait_for(lambda: "runs.stream" in server.calls)
        assert [len(stored(server).attachments or ()), server.said()] == [1, ["Read it"]]


@pytest.mark.parametrize("edit", [True, False])
async def test_a_message_can_be_taken_back_while_its_files_are_on_their_way(
    tmp_path: Path, server: FakeServer, guide: Path, edit: bool
) -> None:
    server.upload_gates.append(asyncio.Event())
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        await send(home, place, "Read it", guide)
        await wait_for(lambda: reason(place) == "sending: guide.txt 48 %")
        assert await place.session.drop_queued(place.session.queue[0].key, edit=edit) == "Read it"
        await wait_for(lambda: not place.session.busy)
        files = home.cache.read(read_draft_files, ENDPOINT.profile, place.session.row.key)
        assert [file.name for file in files] == (["guide.txt"] if edit else [])
        await home.send(place, "Without it")
        await wait_for(lambda: "runs.stream" in server.calls)
        assert server.said() == ["Without it"]


async def test_a_kill_during_an_upload_uploads_nothing_twice(
    tmp_path: Path, server: FakeServer, guide: Path
) -> None:
    second = tmp_path / "second.txt"
    second.write_text("More.")
    server.upload_gates = [asyncio.Event(), asyncio.Event()]
    server.upload_gates[0].set()
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        await send(home, place, "Both", guide, second)
        await wait_for(lambda: len(server.files) == 2)
    async with house(tmp_path / "library.db", server) as home:
        await home.desk.take_up_queues()
        await wait_for(lambda: "runs.stream" in server.calls)
    assert [file.filename for file in server.files.values()] == ["guide.txt", "second.txt"]
    assert [one.file_id for one in stored(server).attachments or ()] == list(server.files)


async def test_an_upload_whose_server_goes_away_is_taken_up_again(
    tmp_path: Path, server: FakeServer, guide: Path
) -> None:
    server.failures["files.create"] = [ApiConnectionError("gone", sent=True)]
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        await send(home, place, "Read it", guide)
        await wait_for(lambda: "runs.stream" in server.calls)
    assert len(server.files) == 1
    assert server.said() == ["Read it"]


async def test_a_file_that_is_gone_at_sending_keeps_the_message_and_says_so(
    tmp_path: Path, server: FakeServer, guide: Path
) -> None:
    async with house(tmp_path / "library.db", server, online=False) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        await send(home, place, "Read it", guide)
        await asyncio.to_thread(guide.unlink)
    async with house(tmp_path / "library.db", server) as home:
        await home.desk.take_up_queues()
        place = home.desk.open(home.library.rows[0])
        await wait_for(lambda: "is gone or cannot be read" in reason(place))
        await asyncio.to_thread(guide.write_text, "Here again.")
        await place.session.retry()
        await wait_for(lambda: "runs.stream" in server.calls)
        assert server.said() == ["Read it"]


async def test_a_message_taken_back_brings_its_files_back_to_the_draft(
    tmp_path: Path, server: FakeServer, guide: Path
) -> None:
    async with house(tmp_path / "library.db", server, online=False) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        await send(home, place, "Read it", guide)
        key = place.session.queue[0].key
        assert await place.session.drop_queued(key, edit=True) == "Read it"
        (file,) = home.cache.read(read_draft_files, ENDPOINT.profile, place.session.row.key)
        assert file.name == "guide.txt"


async def test_a_server_that_has_lost_the_file_gets_it_again_once(
    tmp_path: Path, server: FakeServer, guide: Path
) -> None:
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        gate = asyncio.Event()
        server.upload_gates.append(gate)
        await send(home, place, "Read it", guide)
        await wait_for(lambda: server.files)
        server.files.clear()
        gate.set()
        await wait_for(lambda: "runs.stream" in server.calls)
        assert server.calls.count("files.create") == 2
        assert not place.session.row.gone


async def test_a_server_without_files_says_so_and_the_thread_stays(
    tmp_path: Path, server: FakeServer, guide: Path
) -> None:
    server.failures["files.create"] = [NotFoundError("Unknown path /v1/files.", status_code=404)]
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        await send(home, place, "Read it", guide)
        await wait_for(lambda: reason(place) == "failed: This server takes no files: Unknown path /v1/files.")
        assert not place.session.row.gone


async def test_a_refused_file_leaves_the_message_to_be_edited(
    tmp_path: Path, server: FakeServer, guide: Path
) -> None:
    server.failures["files.create"] = [BadRequestError("The file is too large.", status_code=413)]
    async with house(tmp_path / "library.db", server) as home:
        place = home.open_new()
        await wait_for(lambda: place.session.opened)
        await send(home, place, "Read it", guide)
        await wait_for(lambda: reason(place) == "failed: The file is too large.")
        assert shown(place.session) == ["failed: Read it"]


@pytest.mark.parametrize(
    ("resources", "tool"),
    [
        (ToolResources(file_search=ToolResourcesFileSearch(vector_store_ids=("vs_1",))), "file_search"),
        (
            ToolResources(code_interpreter=ToolResourcesCodeInterpreter(file_ids=("file-1",))),
            "code_interpreter",
        ),
    ],
)
async def test_files_of_messages_that_are_not_loaded_bring_their_tool(
    tmp_path: Path, server: FakeServer, resources: ToolResources, tool: str
) -> None:
    thread = server.add_thread("Long", *(f"message {number}" for number in range(200)))
    server.threads[thread.id] = thread.model_copy(update={"tool_resources": resources})
    async with house(tmp_path / "library.db", server) as home:
        row = await home.cache.run(thread_rows.add_thread, ENDPOINT.profile, "Long", 1.0, thread.id)
        place = home.desk.open(row)
        await wait_for(lambda: place.session.opened)
        assert place.session.has_older
        await send(home, place, "What did the file say?")
        await wait_for(lambda: "runs.stream" in server.calls)
        assert server.tools == [[{"type": tool}]]
