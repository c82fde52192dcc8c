"""The server as a process: how it starts, is found, ends, and what a sudden death leaves."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from openai import APIConnectionError, OpenAI, Stream
from openai.types.beta import AssistantStreamEvent

from tests.server.providers.scripted import Gate, ScriptedEndpoint, finish
from tui_threads.paths import Paths

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

_PATIENCE = 30


@contextmanager
def serving(
    endpoint: ScriptedEndpoint, *arguments: str, idle_minutes: float = 15
) -> Iterator[tuple[subprocess.Popen[str], OpenAI]]:
    """`threads-tui serve`, and a client of it."""
    config = Paths.for_user().config_file
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(
        '[server]\nfallback_model = "scripted/tiny"\ndiscover = false\n'
        f"idle_minutes = {idle_minutes}\n"
        f'[providers.scripted]\nbase_url = "{endpoint.base_url}"\n'
    )
    process = start(*arguments)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        token = json.loads(Paths.for_user().server_json.read_text())["token"]
        with OpenAI(base_url=url, api_key=token, max_retries=0, timeout=_PATIENCE) as client:
            yield process, client
    finally:
        process.kill()
        process.communicate(timeout=_PATIENCE)


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tui_threads", "serve", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_it_says_where_it_is_and_takes_that_back(endpoint: ScriptedEndpoint) -> None:
    server_json = Paths.for_user().server_json
    with serving(endpoint) as (process, client):
        address = json.loads(server_json.read_text())
        assert address["url"] == str(client.base_url).rstrip("/")
        assert address["pid"] == process.pid
        assert stat.S_IMODE(server_json.stat().st_mode) == 0o600
        assert httpx.get(f"{address['url']}/health").json()["version"] == address["version"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(_PATIENCE) == 0
        assert not server_json.exists()
        assert process.stderr is not None and process.stderr.read() == ""


def test_the_token_of_the_environment_is_the_token(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THREADS_TUI_TOKEN", "my-own-token")
    with serving(endpoint) as (_, client):
        assert client.api_key == "my-own-token"
        client.beta.assistants.list()


def test_the_token_stays_the_same_over_restarts(endpoint: ScriptedEndpoint) -> None:
    tokens = []
    for _ in range(2):
        with serving(endpoint) as (process, client):
            tokens.append(client.api_key)
            process.send_signal(signal.SIGTERM)
            process.wait(_PATIENCE)
    assert tokens[0] == tokens[1]
    assert stat.S_IMODE(Paths.for_user().token_file.stat().st_mode) == 0o600


def test_a_stop_keeps_what_was_written_and_tells_the_reader(endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("Half of ", Gate(), *finish())
    events = []
    with serving(endpoint) as (process, client):
        thread_id, stream = ask(client)
        for event in stream:
            events.append(event.event)
            if event.event == "thread.message.delta":
                process.send_signal(signal.SIGTERM)
        assert process.wait(_PATIENCE) == 0
    assert events[-3:] == ["thread.message.incomplete", "thread.run.step.failed", "thread.run.failed"]
    with serving(endpoint) as (_, client):
        assert newest(client, thread_id) == ("incomplete", "run_failed", "Half of ")


def test_after_kill_9_every_message_is_there_and_the_thread_is_free(endpoint: ScriptedEndpoint) -> None:
    gate = Gate()
    endpoint.answer(*["word "] * 200, gate, *finish())
    with serving(endpoint) as (process, client):
        thread_id, stream = ask(client)
        with pytest.raises(APIConnectionError):
            received = 0
            for event in stream:
                received += event.event == "thread.message.delta"
                if received == 150:
                    os.kill(process.pid, signal.SIGKILL)
    with serving(endpoint) as (_, client):
        status, reason, text = newest(client, thread_id)
        assert (status, reason) == ("incomplete", "run_failed")
        assert len(text) >= len("word ") * (150 - 64)
        run = client.beta.threads.runs.list(thread_id).data[0]
        assert run.status == "failed" and run.last_error is not None
        assert run.last_error.code == "server_error"
        assert len(client.beta.threads.messages.list(thread_id).data) == 2
        client.beta.threads.messages.create(thread_id, role="user", content="Free")
        step = client.beta.threads.runs.steps.list(run.id, thread_id=thread_id).data[0]
        assert step.status == "failed"


def test_a_run_that_waits_for_outputs_survives_a_restart(endpoint: ScriptedEndpoint) -> None:
    from tests.server.test_event_order import WEATHER, call

    endpoint.answer(*call(0, "call_a", "Paris"), *finish("tool_calls"))
    with serving(endpoint) as (process, client):
        assistant = client.beta.assistants.create(model="tiny", tools=[WEATHER])  # type: ignore[list-item]  # a dict
        run = client.beta.threads.create_and_run_poll(assistant_id=assistant.id)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(_PATIENCE)
    with serving(endpoint) as (_, client):
        over = client.beta.threads.runs.submit_tool_outputs_and_poll(
            run_id=run.id, thread_id=run.thread_id, tool_outputs=[{"tool_call_id": "call_a", "output": "sun"}]
        )
        assert over.status == "completed"


def test_a_server_nobody_needs_ends_itself(endpoint: ScriptedEndpoint) -> None:
    gate = Gate()
    endpoint.answer("Busy", gate, *finish())
    with serving(endpoint, "--detached", idle_minutes=0.01) as (process, client):
        assistant = client.beta.assistants.create(model="tiny")
        client.beta.threads.create_and_run(assistant_id=assistant.id)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)
        gate.open()
        assert process.wait(_PATIENCE) == 0
    assert not Paths.for_user().server_json.exists()


def test_a_taken_port_is_one_sentence(endpoint: ScriptedEndpoint) -> None:
    port = endpoint.base_url.rpartition(":")[2].removesuffix("/v1")
    assert last_words(start("--port", port)) == (
        f"threads-tui: port {port} of 127.0.0.1 is taken; choose another, or 0 for any free one, "
        "with --port or as `port` under [server]."
    )


@pytest.mark.parametrize("content", [b"this is no database at all, but long enough to be one" * 99])
def test_a_broken_database_is_one_sentence_and_stays_as_it_is(content: bytes) -> None:
    database = Paths.for_user().server_database
    database.parent.mkdir(parents=True)
    database.write_bytes(content)
    words = last_words(start())
    assert words == (
        f"threads-tui: cannot use the database {database}: its file is no SQLite database; "
        "move it away or restore a backup."
    )
    assert database.read_bytes() == content


def test_a_database_out_of_reach_is_one_sentence_without_its_password() -> None:
    config = Paths.for_user().config_file
    config.parent.mkdir(parents=True, exist_ok=True)
    url = "postgresql+psycopg://me:hunter2@127.0.0.1:9/threads"
    config.write_text(f'[server]\ndatabase_url = "{url}"\n', encoding="utf-8")
    words = last_words(start())
    assert words.startswith("threads-tui: ")
    assert "hunter2" not in words
    # What is wrong first depends on whether the driver is installed.
    assert "pip install 'threads-tui[postgresql]'" in words or "me:***@127.0.0.1:9" in words


def last_words(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=_PATIENCE)
    assert (process.returncode, out) == (1, "")
    return err.strip()


def ask(client: OpenAI) -> tuple[str, Stream[AssistantStreamEvent]]:
    assistant = client.beta.assistants.create(model="tiny")
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "Hello"}])
    return thread.id, client.beta.threads.runs.create(thread.id, assistant_id=assistant.id, stream=True)


def newest(client: OpenAI, thread_id: str) -> tuple[str, str | None, str]:
    message = client.beta.threads.messages.list(thread_id).data[0]
    block = message.content[0]
    assert block.type == "text"
    details = message.incomplete_details
    return message.status, details.reason if details else None, block.text.value
