"""A disk that refuses: a clear error, nothing half-written, and work goes on when it is mended."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from openai import InternalServerError, OpenAI

from tests.server.providers.scripted import Gate, ScriptedEndpoint, finish
from tests.server.running_server import RunningServer
from tests.server.test_process import newest
from tests.server.test_runs import text
from tui_threads.paths import Paths
from tui_threads.server.backup import BackupError, backup

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

FULL = ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000000")
READ_ONLY = ("PRAGMA query_only = ON", "PRAGMA query_only = OFF")


def pragma(server: RunningServer, statement: str) -> None:
    """Change how the one connection that writes behaves."""

    async def change() -> None:
        assert server.state is not None
        async with server.state["database"].engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            await driver.execute(statement)

    server.call(change())


@pytest.mark.parametrize(
    ("trouble", "words"),
    [(FULL, "the disk is full"), (READ_ONLY, "it is read-only")],
    ids=["full", "read-only"],
)
def test_a_thread_is_stored_whole_or_not_at_all(
    client: OpenAI, server: RunningServer, trouble: tuple[str, str], words: str
) -> None:
    kept = client.beta.threads.create()
    pragma(server, trouble[0])
    long = [{"role": "user", "content": "x" * 50_000} for _ in range(5)]
    with pytest.raises(InternalServerError, match=words):
        client.beta.threads.create(messages=long)  # type: ignore[arg-type]  # dicts
    listed = client.get("/threads", cast_to=object)
    assert isinstance(listed, dict) and [thread["id"] for thread in listed["data"]] == [kept.id]
    pragma(server, trouble[1])
    client.beta.threads.create(messages=long)  # type: ignore[arg-type]  # dicts


def test_a_run_whose_disk_refuses_ends_its_stream_and_frees_its_thread_later(
    client: OpenAI, server: RunningServer, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("Kept. ", gate, "Lost? ", *finish())
    assistant = client.beta.assistants.create(model="tiny")
    thread = client.beta.threads.create()
    names = []
    with pytest.raises(Exception, match="cannot write to its database: it is read-only"):
        for event in client.beta.threads.runs.create(thread.id, assistant_id=assistant.id, stream=True):
            names.append(event.event)
            if event.event == "thread.message.delta":
                pragma(server, READ_ONLY[0])
                gate.open()
    assert "thread.run.completed" not in names
    pragma(server, READ_ONLY[1])
    run = client.beta.threads.runs.list(thread.id).data[0]
    while client.beta.threads.runs.retrieve(run.id, thread_id=thread.id).status == "in_progress":
        pass
    assert client.beta.threads.runs.retrieve(run.id, thread_id=thread.id).status == "failed"
    client.beta.threads.messages.create(thread.id, role="user", content="Free")


def test_a_reply_lives_through_a_lock_that_outlasts_the_servers_patience(
    client: OpenAI, server: RunningServer, endpoint: ScriptedEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    first, last = Gate(), Gate()
    endpoint.answer("Kept. ", first, "While locked. ", last, "Afterwards.", *finish())
    assistant = client.beta.assistants.create(model="tiny")
    run = client.beta.threads.create_and_run(
        assistant_id=assistant.id, thread={"messages": [{"role": "user", "content": "Go on"}]}
    )
    first.reached.wait_in_thread()
    while not client.beta.threads.messages.list(run.thread_id, run_id=run.id).data:
        pass
    pragma(server, "PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(Paths.for_user().server_database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        first.open()
        while not any("waits to be stored" in record.getMessage() for record in caplog.records):
            pass
        other.execute("ROLLBACK")
    last.open()
    run = client.beta.threads.runs.poll(run.id, thread_id=run.thread_id, poll_interval_ms=20)
    assert run.status == "completed", run.last_error
    (reply,) = client.beta.threads.messages.list(run.thread_id, run_id=run.id).data
    assert (reply.status, text(reply)) == ("completed", "Kept. While locked. Afterwards.")


def test_a_backup_made_while_running_holds_everything(client: OpenAI, tmp_path: Path) -> None:
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "Keep me"}])
    file_id = client.files.create(file=("a.txt", b"words"), purpose="assistants").id
    target = tmp_path / "backup.zip"
    backup(Paths.for_user(), target)
    assert target.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(target) as archive:
        assert archive.read(f"files/{file_id}") == b"words"
        assert {info.external_attr >> 16 & 0o777 for info in archive.infolist()} == {0o600}
        archive.extract("server.db", tmp_path)
    assert thread.id.encode() in (tmp_path / "server.db").read_bytes()
    with pytest.raises(BackupError, match="is there already"):
        backup(Paths.for_user(), target)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".backup")] == []


def test_what_was_told_is_on_the_disk_half_a_second_later(client: OpenAI, endpoint: ScriptedEndpoint) -> None:
    gate = Gate()
    endpoint.answer("Three words only", gate, *finish())
    assistant = client.beta.assistants.create(model="tiny")
    run = client.beta.threads.create_and_run(assistant_id=assistant.id)
    gate.reached.wait_in_thread()
    listed = client.beta.threads.messages.with_raw_response.list
    while '"value":"Three words only"' not in listed(run.thread_id).text:
        pass
    assert newest(client, run.thread_id) == ("in_progress", None, "Three words only")
    gate.open()


def test_a_backup_lays_to_the_database_what_is_wrong_with_it(own_home: Path, tmp_path: Path) -> None:
    paths = Paths.for_user()
    paths.data_dir.mkdir(parents=True, exist_ok=True)
    paths.server_database.write_bytes(b"no database at all" * 100)
    with pytest.raises(BackupError, match=f"Cannot read {paths.server_database}"):
        backup(paths, tmp_path / "backup.zip")
