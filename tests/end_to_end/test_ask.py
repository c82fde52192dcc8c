"""`threads-tui ask` as scripts and people use it: in real processes, against the real server."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from tests.end_to_end.conftest import Machine
from tests.end_to_end.test_main_job import stored_messages
from tests.server.providers.scripted import Gate, ScriptedEndpoint, finish


def ask(machine: Machine, *arguments: str, piped: str = "") -> subprocess.CompletedProcess[str]:
    """Run `threads-tui ask ARGUMENTS` to its end, with text in its pipe."""
    return subprocess.run(
        [sys.executable, "-m", "tui_threads", "ask", *arguments],
        env=machine.environ,
        input=piped,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def asking(machine: Machine, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """`threads-tui ask ARGUMENTS` while it runs."""
    command = [sys.executable, "-m", "tui_threads", "ask", *arguments]
    environ = {name: value for name, value in machine.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(process: subprocess.Popen[bytes], wanted: str) -> str:
    """Read standard output until it has brought the text, however it is cut into pieces."""
    assert process.stdout is not None
    read = b""
    while wanted.encode() not in read:
        piece = os.read(process.stdout.fileno(), 4096)
        assert piece, f"ended with {read!r}"
        read += piece
    return read.decode()


def known_threads(machine: Machine, profile: str = "local") -> list[tuple[str, str, str]]:
    """Id, title and snippet of the threads in the app's list."""
    with closing(sqlite3.connect(machine.paths.cache_database)) as cache:
        rows = cache.execute("SELECT id, title, snippet FROM threads WHERE profile = ?", (profile,))
        return [(str(a), str(b), str(c)) for a, b, c in rows]


def test_the_answer_is_printed_and_the_thread_is_in_the_apps_list(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer("It is **Paris**.", *finish())
    done = ask(scripted_machine, "What is the capital", "of France?")
    assert (done.returncode, done.stdout, done.stderr) == (0, "It is **Paris**.\n", "")
    ((_, title, snippet),) = known_threads(scripted_machine)
    assert title == snippet == "What is the capital of France?"
    with scripted_machine.open() as terminal:
        terminal.wait_for("What is the capital")


def test_piped_text_stands_below_the_question(scripted_machine: Machine, endpoint: ScriptedEndpoint) -> None:
    done = ask(scripted_machine, "review this", piped="-old\n+new\n")
    assert done.returncode == 0, done.stderr
    messages = endpoint.requests[-1].body["messages"]
    assert isinstance(messages, list)
    assert messages[-1]["content"] == "review this\n\n-old\n+new"


def test_a_thread_is_gone_on_with(scripted_machine: Machine, endpoint: ScriptedEndpoint) -> None:
    first = ask(scripted_machine, "--json", "--no-stream", "My name is Ada.")
    thread = json.loads(first.stdout)["thread_id"]
    endpoint.answer("Ada.", *finish())
    done = ask(scripted_machine, "--thread", thread, "What is my name?")
    assert (done.returncode, done.stdout) == (0, "Ada.\n"), done.stderr
    said = [message["text"] for message in stored_messages(scripted_machine)]
    assert said == ["My name is Ada.", "Hello there.", "What is my name?", "Ada."]
    ((_, title, snippet),) = known_threads(scripted_machine)
    assert (title, snippet) == ("My name is Ada.", "What is my name?")


def test_text_is_written_while_the_model_still_writes(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("first ", gate, "second", *finish())
    with asking(scripted_machine, "count") as process:
        assert read_until(process, "first ") == "first "
        gate.open()
        assert read_until(process, "\n") == "second\n"
        assert process.wait(30) == 0


def test_no_stream_writes_nothing_before_the_end(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer("cut in ", "three ", "pieces", *finish())
    with asking(scripted_machine, "--no-stream", "count") as process:
        assert process.stdout is not None
        assert os.read(process.stdout.fileno(), 4096).startswith(b"cut in three pieces")


def test_json_is_a_line_for_each_event(scripted_machine: Machine, endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("Hi.", *finish())
    done = ask(scripted_machine, "--json", "hello")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    names = [event["event"] for event in events]
    assert names[:2] == ["thread.created", "thread.run.created"]
    assert names[-1] == "thread.run.completed"
    assert events[-1]["data"]["usage"]["total_tokens"] == 10


def test_json_without_stream_is_one_object(scripted_machine: Machine, endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("Hi.", *finish())
    answer = json.loads(ask(scripted_machine, "--json", "--no-stream", "hello").stdout)
    assert (answer["text"], answer["status"], answer["model"]) == ("Hi.", "completed", "scripted/tiny")
    assert answer["messages"][0]["content"][0]["text"]["value"] == "Hi."


def test_ctrl_c_stops_the_run_and_keeps_what_has_come(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    script = endpoint.answer("This much.", Gate(), "Never.", *finish())
    with asking(scripted_machine, "talk") as process:
        read_until(process, "This much.")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr is not None
        assert "kept in thread_" in process.stderr.read().decode()
    script.ended.wait_in_thread()
    assert script.was_hung_up
    last = stored_messages(scripted_machine)[-1]
    assert (last["status"], last["text"]) == ("incomplete", "This much.")


def test_ctrl_c_again_leaves_a_server_that_does_not_answer(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer("This much.", Gate(), *finish())
    with asking(scripted_machine, "talk") as process:
        read_until(process, "This much.")
        server = scripted_machine.server().pid
        os.kill(server, signal.SIGSTOP)
        try:
            for _ in range(100):
                process.send_signal(signal.SIGINT)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.2)
                if process.returncode is not None:
                    break
        finally:
            os.kill(server, signal.SIGCONT)
        assert process.returncode == 130
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()


def test_a_closed_pipe_ends_it_quietly_and_the_reply_goes_on(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    script = endpoint.answer("first\n", gate, "second\n", "third\n", *finish())
    with asking(scripted_machine, "count") as process:
        read_until(process, "first\n")
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        gate.open()
        assert process.wait(30) == 141
        assert process.stderr.read() == b""
    script.ended.wait_in_thread()
    assert not script.was_hung_up


def test_without_standard_output_it_says_so(scripted_machine: Machine) -> None:
    command = f"exec {sys.executable} -m tui_threads ask hello >&-"
    done = subprocess.run(
        ["sh", "-c", command],
        env=scripted_machine.environ,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "Standard output is closed" in done.stderr


def test_a_terminal_shows_escape_sequences_instead_of_obeying_them(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer("\x1b]0;owned\x07", "shown \x1b[2J whole", *finish())
    with scripted_machine.open("ask", "show") as terminal:
        terminal.wait_for("whole")
        terminal.wait_for("[thread_")
        assert terminal.wait_for_exit() == 0
        assert terminal.title != "owned"
        assert "\u241b]0;owned\u2407shown \u241b[2J whole" in terminal.text


def test_nothing_is_imported_that_the_first_word_would_wait_for(scripted_machine: Machine) -> None:
    source = """
import sys
from tui_threads.cli import main
sys.argv = ["threads-tui", "ask", "hello"]
try:
    main()
except SystemExit as ended:
    assert ended.code == 0, ended.code
print(sorted({NEVER} & set(sys.modules)))
"""
    ask(scripted_machine, "hello")  # the first time the server is started and an assistant made
    needless = {"textual", "rich", "openai", "sqlalchemy", "httpx", "anyio", "http.client", "filelock"}
    needless |= {f"tui_threads.wire.{name}" for name in ("params_runs", "step_deltas", "lists", "files")}
    assert scripted_machine.script(source.replace("NEVER", repr(needless)[1:-1])) == "Hello there.\n[]\n"


def test_the_assistant_is_found_by_its_name_and_asked_with_another_model(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    address = scripted_machine.server()
    made = scripted_machine.script(
        """
import asyncio, sys
from tui_threads.api import Profile, ThreadsClient

async def main():
    async with ThreadsClient(Profile(sys.argv[1], api_key=sys.argv[2])) as client:
        made = await client.assistants.create(model="m", name="Poet", instructions="In verse.")
        print(made.id)

asyncio.run(main())
""",
        address.url,
        address.token,
    ).strip()
    done = ask(
        scripted_machine, "--assistant", "Poet", "--model", "scripted/tiny", "--json", "--no-stream", "x"
    )
    answer = json.loads(done.stdout)
    assert (answer["assistant_id"], answer["model"]) == (made, "scripted/tiny")
    assert "In verse." in json.dumps(endpoint.requests[-1].body)
    assert ask(scripted_machine, "--assistant", "Nobody", "x").returncode == 5


def test_a_deleted_default_assistant_is_made_anew(scripted_machine: Machine) -> None:
    first = json.loads(ask(scripted_machine, "--json", "--no-stream", "one").stdout)["assistant_id"]
    address = scripted_machine.server()
    scripted_machine.script(
        """
import asyncio, sys
from tui_threads.api import Profile, ThreadsClient

async def main():
    async with ThreadsClient(Profile(sys.argv[1], api_key=sys.argv[2])) as client:
        await client.assistants.delete(sys.argv[3])

asyncio.run(main())
""",
        address.url,
        address.token,
        first,
    )
    done = ask(scripted_machine, "--json", "--no-stream", "two")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["assistant_id"] != first
