"""The library without the app: real processes on a machine of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.chat.importing.other_programs import (
    chatgpt_conversation,
    chatgpt_zip,
    json_file,
    node,
    oterm_file,
)
from tests.end_to_end.conftest import Machine
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


def listed_by(address: ServerAddress) -> list[str]:
    """Ids of the threads that the server has at this moment."""
    request = urllib.request.Request(
        f"{address.url}/threads", headers={"Authorization": f"Bearer {address.token}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return [thread["id"] for thread in json.load(answer)["data"]]


def run(machine: Machine, *arguments: str) -> str:
    done = machine.run(*arguments)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


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


def test_an_import_that_is_killed_is_completed_without_doubles(bare_machine: Machine, tmp_path: Path) -> None:
    address = bare_machine.server()
    chain = [node("root", None)]
    for n in range(400):
        chain.append(node(f"n{n}", str(chain[-1]["id"]), "assistant" if n % 2 else "user", [f"turn {n}"]))
    path = json_file(tmp_path / "long.json", [chatgpt_conversation(nodes=chain)])
    command = [sys.executable, "-m", "tui_threads", "import", "--yes", str(path)]
    with subprocess.Popen(
        command, env=bare_machine.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while not (thread_ids := listed_by(address)):
            assert process.poll() is None
        process.kill()
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
