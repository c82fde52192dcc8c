"""Threads brought in to the real server, over a socket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.chat.importing.other_programs import PNG, oterm_file
from tui_threads.api import ThreadsClient
from tui_threads.api.errors import ApiConnectionError
from tui_threads.chat.cache import Cache
from tui_threads.chat.exporting.listing import list_threads
from tui_threads.chat.exporting.reading import ThreadCopy, read_thread
from tui_threads.chat.history import text_of
from tui_threads.chat.importing.bodies import LONGEST_TEXT, split_text
from tui_threads.chat.importing.bringing import Bringing, Report
from tui_threads.chat.importing.found import (
    FoundAttachment,
    FoundImage,
    FoundMessage,
    FoundThread,
    Source,
    StoredImage,
)
from tui_threads.chat.importing.plan import Plan, make_plan
from tui_threads.chat.importing.recognise import read_source
from tui_threads.chat.moments import said_at
from tui_threads.wire.messages import ImageFileContentBlock, TextContentBlock


def turns(count: int) -> tuple[FoundMessage, ...]:
    return tuple(
        FoundMessage("assistant" if n % 2 else "user", (f"turn {n}",), created_at=1600000000 + n)
        for n in range(count)
    )


def thread(count: int = 2, mark: str = "test:1") -> FoundThread:
    return FoundThread(mark, "A talk", turns(count), created_at=1600000000)


def of(*messages: FoundMessage) -> FoundThread:
    return replace(thread(), messages=messages)


class Home:
    """A server and a cache, and an import into both."""

    def __init__(self, client: ThreadsClient, cache: Cache) -> None:
        self.client = client
        self.cache = cache

    async def plan(self, *threads: FoundThread) -> Plan:
        listed = await list_threads(self.client, self.cache, "local")
        return make_plan([Source("test", threads)], listed.rows)

    async def bring(self, *threads: FoundThread) -> Report:
        plan = await self.plan(*threads)
        report = Report()
        await Bringing(self.client, self.cache, "local", lambda title: None, report).run(plan)
        return report

    async def said(self) -> list[list[str]]:
        """What every thread holds, newest thread first."""
        return [[text_of(message) for message in copy.messages] for copy in await self.copies()]

    async def copies(self) -> Sequence[ThreadCopy]:
        return [await read_thread(self.client, one.id) async for one in self.client.threads.list()]


async def test_a_thread_comes_with_its_messages_title_times_and_instructions(
    client: ThreadsClient, cache: Cache
) -> None:
    home = Home(client, cache)
    report = await home.bring(replace(thread(3), instructions="Be kind.", archived=True))
    (copy,) = await home.copies()
    assert [message.role for message in copy.messages] == ["user", "assistant", "user"]
    assert await home.said() == [["turn 0", "turn 1", "turn 2"]]
    assert [said_at(message) for message in copy.messages] == [1600000000, 1600000001, 1600000002]
    assert (copy.title, said_at(copy.thread)) == ("A talk", 1600000000)
    assert copy.thread.metadata["original_instructions"] == "Be kind."
    assert copy.thread.metadata["archived"] == "true"
    assert (report.made, report.messages) == ([copy.thread.id], 3)


async def test_bringing_in_twice_makes_no_second_thread(client: ThreadsClient, cache: Cache) -> None:
    home = Home(client, cache)
    await home.bring(thread(30), thread(2, "test:2"))
    plan = await home.plan(thread(30), thread(2, "test:2"))
    assert (plan.count("here"), plan.todo) == (2, [])


async def test_the_same_thread_in_two_files_is_brought_in_once(client: ThreadsClient, cache: Cache) -> None:
    home = Home(client, cache)
    plan = await home.plan(thread(), thread())
    assert (plan.count("new"), plan.count("here")) == (1, 1)


async def test_more_messages_than_one_request_takes_come_in_their_order(
    client: ThreadsClient, cache: Cache
) -> None:
    home = Home(client, cache)
    await home.bring(thread(257))
    assert await home.said() == [[f"turn {n}" for n in range(257)]]


async def test_an_import_that_was_cut_short_is_completed(client: ThreadsClient, cache: Cache) -> None:
    home = Home(client, cache)

    def unplugged() -> bytes:
        raise ApiConnectionError("The server is gone.", sent=False)

    cut = FoundMessage("user", (FoundImage("x.png", unplugged),))
    report = await home.bring(of(*turns(225), cut, *turns(2)))
    assert report.stopped == "The server is gone."
    assert len((await home.said())[0]) == 225
    whole = thread(230)
    assert (await home.plan(whole)).count("unfinished") == 1
    report = await home.bring(whole)
    assert (len(report.completed), report.made, report.messages) == (1, [], 5)
    assert await home.said() == [[f"turn {n}" for n in range(230)]]
    assert (await home.plan(whole)).count("here") == 1


async def test_what_was_said_there_since_is_added_next_time(client: ThreadsClient, cache: Cache) -> None:
    home = Home(client, cache)
    await home.bring(thread(2))
    report = await home.bring(thread(4))
    assert report.messages == 2
    assert await home.said() == [["turn 0", "turn 1", "turn 2", "turn 3"]]


async def test_a_thread_that_went_on_here_is_left_as_it_is_and_reported(
    client: ThreadsClient, cache: Cache
) -> None:
    home = Home(client, cache)
    (thread_id,) = (await home.bring(thread(2))).made
    await client.threads.messages.create(thread_id, role="user", content="said here")
    report = await home.bring(thread(4))
    assert await home.said() == [["turn 0", "turn 1", "said here"]]
    assert [title for title, _ in report.failed] == ["A talk"]
    assert report.completed == []


async def test_a_message_deleted_here_does_not_come_back(client: ThreadsClient, cache: Cache) -> None:
    home = Home(client, cache)
    (thread_id,) = (await home.bring(thread(3))).made
    first = (await client.threads.messages.list(thread_id, order="asc")).data[0]
    await client.threads.messages.delete(first.id, thread_id=thread_id)
    await home.bring(thread(5))
    assert await home.said() == [["turn 1", "turn 2", "turn 3", "turn 4"]]


async def test_a_thread_deleted_here_can_be_brought_in_again(client: ThreadsClient, cache: Cache) -> None:
    home = Home(client, cache)
    (thread_id,) = (await home.bring(thread())).made
    await client.threads.delete(thread_id)
    assert (await home.plan(thread())).count("new") == 1


async def test_a_thread_that_is_on_this_server_itself_is_not_copied(
    client: ThreadsClient, cache: Cache
) -> None:
    home = Home(client, cache)
    own = await client.threads.create()
    assert (await home.plan(replace(thread(), own_id=own.id))).count("here") == 1


async def test_a_text_above_the_limit_is_split_and_nothing_of_it_is_lost(
    client: ThreadsClient, cache: Cache
) -> None:
    home = Home(client, cache)
    long = "line of text\n" * 30_000 + "x" * (LONGEST_TEXT + 5)
    await home.bring(of(FoundMessage("user", (long,))))
    (copy,) = await home.copies()
    texts = [one.text.value for one in copy.messages[0].content if isinstance(one, TextContentBlock)]
    assert len(texts) > 2
    assert "".join(texts) == long


def test_a_text_is_split_at_a_line_where_one_ends() -> None:
    text = "a" * (LONGEST_TEXT - 10) + "\n" + "b" * 100
    assert [len(piece) for piece in split_text(text)] == [LONGEST_TEXT - 9, 100]
    assert split_text("short") == ["short"]


async def test_images_of_the_file_are_given_to_the_server(
    client: ThreadsClient, cache: Cache, tmp_path: Path
) -> None:
    home = Home(client, cache)
    await home.bring(*read_source(oterm_file(tmp_path / "store.db")).threads)
    (copy,) = await home.copies()
    image = copy.messages[0].content[1]
    assert isinstance(image, ImageFileContentBlock)
    assert await client.files.content(image.image_file.file_id).read() == PNG


async def test_what_cannot_be_brought_along_is_named_in_its_place(
    client: ThreadsClient, cache: Cache
) -> None:
    def broken() -> bytes:
        raise ValueError("no base64")

    home = Home(client, cache)
    stranded = FoundMessage(
        "user",
        ("See:", FoundImage("lost.png"), FoundImage("bad.png", broken), StoredImage("file-gone")),
        attachments=(FoundAttachment("file-away", ("file_search",)),),
    )
    await home.bring(of(stranded))
    assert (await home.said())[0][0].splitlines() == [
        "See:",
        "[Image lost.png]",
        "[Image bad.png: it could not be read]",
        "[Image file-gone: not on this server]",
        "[File file-away: not on this server]",
    ]


async def test_files_that_are_on_the_server_stay_images_and_attachments(
    client: ThreadsClient, cache: Cache
) -> None:
    home = Home(client, cache)
    image = await client.files.create(file=("a.png", PNG), purpose="vision")
    paper = await client.files.create(file=("a.txt", b"words"), purpose="assistants")
    message = FoundMessage(
        "user", (StoredImage(image.id),), attachments=(FoundAttachment(paper.id, ("file_search",)),)
    )
    await home.bring(of(message))
    (copy,) = await home.copies()
    (block,) = copy.messages[0].content
    assert isinstance(block, ImageFileContentBlock)
    assert [attached.file_id for attached in copy.messages[0].attachments or ()] == [paper.id]


async def test_metadata_of_the_source_is_kept_as_far_as_there_is_room(
    client: ThreadsClient, cache: Cache
) -> None:
    home = Home(client, cache)
    theirs = {f"key{n:02}": "v" for n in range(16)}
    await home.bring(replace(thread(), metadata=theirs))
    metadata = (await home.copies())[0].thread.metadata
    assert len(metadata) == 16
    assert metadata["key00"] == "v"
    assert metadata["imported_from"] == "test:1"


async def test_one_thread_that_is_refused_does_not_stop_the_others(
    client: ThreadsClient, cache: Cache
) -> None:
    home = Home(client, cache)
    refused = replace(thread(mark="test:bad"), metadata={"k" * 65: "too long a key"})
    report = await home.bring(refused, thread())
    assert len(report.made) == 1
    assert [title for title, _ in report.failed] == ["A talk"]


async def test_older_threads_are_made_first_so_that_lists_show_the_newest_on_top(
    client: ThreadsClient, cache: Cache
) -> None:
    home = Home(client, cache)
    await home.bring(
        replace(thread(), title="new", created_at=1700000000), replace(thread(mark="test:2"), title="old")
    )
    assert [copy.title for copy in await home.copies()] == ["new", "old"]


async def test_the_cache_remembers_what_was_made_where_a_server_lists_nothing(
    client: ThreadsClient, cache: Cache
) -> None:
    home = Home(client, cache)
    await home.bring(thread())
    listed = await list_threads(None, cache, "local")
    assert [row.title for row in listed.rows] == ["A talk"]
    assert make_plan([Source("test", (thread(),))], listed.rows).count("here") == 1
