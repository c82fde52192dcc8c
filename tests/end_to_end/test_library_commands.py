"""The library without the app: real processes on a machine of their own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.chat.importing.other_programs import (
    chatgpt_conversation,
    chatgpt_zip,
    json_file,
    node,
    oterm_file,
)
from tests.end_to_end.conftest import Machine
from tui_threads.chat.cache import Cache
from tui_threads.chat.thread_rows import add_thread
from tui_threads.launcher import ServerAddress

TALK = """
import sys
from openai import OpenAI
client = OpenAI()
thread = client.beta.threads.create(messages=[{"role": "user", "content": "Name a colour of the sea."}])
print(thread.id)
"""


def with_key(machine: Machine) -> Machine:
    """The machine with the variables that point the official SDK at its server."""
    address = machine.server()
    environ = {**machine.environ, "OPENAI_BASE_URL": address.url, "OPENAI_API_KEY": address.token}
    return Machine(environ, machine.paths)


def listed_by(address: ServerAddress, path: str = "/threads") -> list[str]:
    """Ids of the threads, or whatever the path names, that the server has at this moment."""
    request = urllib.request.Request(
        f"{address.url}{path}", headers={"Authorization": f"Bearer {address.token}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return [item["id"] for item in json.load(answer)["data"]]


def run(machine: Machine, *arguments: str) -> str:
    done = machine.run(*arguments)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def test_what_is_kept_is_read_from_a_copy_where_nothing_can_be_written(bare_machine: Machine) -> None:
    file = bare_machine.paths.cache_database
    with closing(Cache.open(file)) as cache:
        cache.now(add_thread, "local", "Still here", 1.0, "thread_1")
    file.with_name(f"{file.name}-shm").mkdir()  # SQLite needs this place, even to read
    assert "Still here" in run(bare_machine, "list")
    refused = bare_machine.run("delete", "--yes", "thread_1")
    assert refused.returncode == 1
    assert "Cannot write" in refused.stderr


def test_a_disk_that_takes_nothing_is_told_and_nobody_is_to_move_the_file_away(bare_machine: Machine) -> None:
    no_room = subprocess.run(
        ["sh", "-c", 'ulimit -f 8; exec "$@"', "sh", sys.executable, "-m", "tui_threads", "list"],
        env=bare_machine.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert no_room.returncode == 1
    (line,) = no_room.stderr.splitlines()
    assert "full or fails" in line and "free some space" in line
    assert run(bare_machine, "list") == ""


def test_a_thread_of_a_script_is_listed_shown_found_exported_and_deleted(
    bare_machine: Machine, tmp_path: Path
) -> None:
    machine = with_key(bare_machine)
    thread_id = machine.script(TALK).strip()
    (line,) = run(machine, "list").splitlines()
    assert line.split()[0] == thread_id
    assert "Name a colour of the sea." in line
    assert "Name a colour of the sea." in run(machine, "show", thread_id)
    found = json.loads(run(machine, "search", "COLOUR", "of", "--json"))
    assert (found["searched"], found["data"][0]["thread_id"]) == ("server", thread_id)
    run(machine, "export", thread_id, "-o", str(tmp_path / "sea.html"))
    assert "<title>Name a colour of the sea.</title>" in (tmp_path / "sea.html").read_text(encoding="utf-8")
    run(machine, "delete", "--yes", thread_id)
    assert run(machine, "list") == ""


def test_an_archive_is_brought_in_and_everything_exported_comes_back_on_another_machine(
    bare_machine: Machine, tmp_path: Path
) -> None:
    archive = chatgpt_zip(tmp_path / "export.zip", [chatgpt_conversation()])
    store = oterm_file(tmp_path / "store.db")
    told = run(bare_machine, "import", "--yes", str(archive), str(store))
    assert "brought in 2 threads and 4 messages" in told
    run(bare_machine, "export", "--all", "-o", str(tmp_path / "all.json"))
    for thread in json.loads(run(bare_machine, "list", "--json"))["data"]:
        run(bare_machine, "delete", "--yes", thread["id"])
    run(bare_machine, "import", "--yes", str(tmp_path / "all.json"))
    titles = [thread["title"] for thread in json.loads(run(bare_machine, "list", "--json"))["data"]]
    assert sorted(titles) == ["Colours", "Trip"]
    assert "0 new" in run(bare_machine, "import", "--dry-run", str(archive), str(store))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_an_import_that_is_cut_short_is_completed_without_doubles(
    bare_machine: Machine, tmp_path: Path, how: signal.Signals
) -> None:
    address = bare_machine.server()
    chain = [node("root", None)]
    for n in range(400):
        chain.append(node(f"n{n}", str(chain[-1]["id"]), "assistant" if n % 2 else "user", [f"turn {n}"]))
    path = json_file(tmp_path / "long.json", [chatgpt_conversation(nodes=chain)])
    command = [sys.executable, "-m", "tui_threads", "import", "--yes", str(path)]
    with subprocess.Popen(
        command, env=bare_machine.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while not (thread_ids := listed_by(address)):
            assert process.poll() is None
        newest = first = listed_by(address, f"/threads/{thread_ids[0]}/messages?limit=1")
        while newest == first:  # the command has heard of the thread, and goes on with it
            assert process.poll() is None
            newest = listed_by(address, f"/threads/{thread_ids[0]}/messages?limit=1")
        process.send_signal(how)
        stdout, stderr = process.communicate()
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert "brought in 1 thread and" in stdout
        assert "What came in is kept; run the import again to go on, nothing comes twice." in stderr
    (thread_id,) = thread_ids
    before = json.loads(run(bare_machine, "show", "--json", thread_id))["messages"]["data"]
    assert 0 < len(before) < 400
    assert "completed 1 thread" in run(bare_machine, "import", "--yes", str(path))
    after = json.loads(run(bare_machine, "show", "--json", thread_id))["messages"]["data"]
    assert [message["content"][0]["text"]["value"] for message in after] == [f"turn {n}" for n in range(400)]
    assert len(run(bare_machine, "list").splitlines()) == 1


def test_the_command_line_names_the_commands(bare_machine: Machine) -> None:
    told = run(bare_machine, "--help")
    for name in ("list", "show", "search", "export", "import", "delete"):
        assert f"\n  {name} " in told
