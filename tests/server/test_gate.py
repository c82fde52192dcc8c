"""Who may come in, and what every answer carries."""

from __future__ import annotations

import stat

import httpx
import pytest

from tests.server.running_server import TOKEN, RunningServer
from tui_threads.paths import Paths

WELCOME = {"authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize("path", ["/v1/health", "/health"])
def test_health_is_told_to_anybody_on_this_machine(server: RunningServer, path: str) -> None:
    answer = httpx.get(server.base_url.removesuffix("/v1") + path)
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


@pytest.mark.parametrize(
    ("headers", "message", "code"),
    [
        ({}, "You didn't provide an API key.", None),
        (
            {"authorization": "Bearer sk-wrong-one"},
            "Incorrect API key provided: sk-w****.",
            "invalid_api_key",
        ),
        ({"authorization": f"Basic {TOKEN}"}, "You didn't provide an API key.", None),
        ({"api-key": "ü"}, "Incorrect API key provided", "invalid_api_key"),
    ],
)
def test_without_the_token_there_is_nothing_to_see(
    server: RunningServer, headers: dict[str, str], message: str, code: str | None
) -> None:
    raw = {name.encode(): value.encode() for name, value in headers.items()}
    answer = httpx.get(f"{server.base_url}/assistants", headers=raw)
    error = answer.json()["error"]
    assert answer.status_code == 401
    assert error["message"].startswith(message) and error["code"] == code
    assert answer.headers["x-request-id"].startswith("req_")


@pytest.mark.parametrize("headers", [WELCOME, {"api-key": TOKEN}])
def test_the_token_opens_either_way_clients_send_it(server: RunningServer, headers: dict[str, str]) -> None:
    assert httpx.get(f"{server.base_url}/assistants", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "evil.example:80"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_web_page_is_refused_even_with_the_token(server: RunningServer, headers: dict[str, str]) -> None:
    answer = httpx.get(f"{server.base_url}/assistants", headers=WELCOME | headers)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


def test_a_preflight_of_a_browser_is_not_answered_as_it_hopes(server: RunningServer) -> None:
    headers = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    answer = httpx.options(f"{server.base_url}/threads", headers=headers)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_loopback_may_be_called_by_its_usual_names(server: RunningServer, name: str) -> None:
    port = httpx.URL(server.base_url).port
    headers = WELCOME | {"host": f"{name}:{port}"}
    assert httpx.get(f"{server.base_url}/assistants", headers=headers).status_code == 200


@pytest.mark.parametrize("beta", ["assistants=v2", "assistants=v1", ""])
def test_the_beta_header_is_accepted_and_not_required(server: RunningServer, beta: str) -> None:
    headers = WELCOME | ({"openai-beta": beta} if beta else {})
    made = httpx.post(f"{server.base_url}/assistants", headers=headers, json={"model": "m"}).json()
    assert ("file_ids" in made) == (beta == "assistants=v1")


def test_version_one_sends_and_reads_file_ids(server: RunningServer) -> None:
    with httpx.Client(base_url=server.base_url, headers=WELCOME | {"openai-beta": "assistants=v1"}) as http:
        form = {"purpose": "assistants"}
        file_id = http.post("/files", data=form, files={"file": ("a.txt", b"words")}).json()["id"]
        thread = http.post("/threads").json()
        body = {"role": "user", "content": "Read it", "file_ids": [file_id]}
        message = http.post(f"/threads/{thread['id']}/messages", json=body).json()
        assert message["file_ids"] == [file_id]
        listed = http.get(f"/threads/{thread['id']}/messages").json()
        assert listed["data"][0]["file_ids"] == [file_id]
        tools = [{"type": "retrieval"}]
        assistant = http.post(
            "/assistants", json={"model": "m", "tools": tools, "file_ids": [file_id]}
        ).json()
        assert (assistant["file_ids"], assistant["tools"]) == ([file_id], [{"type": "file_search"}])


def test_the_database_is_for_its_owner_only(server: RunningServer) -> None:
    httpx.post(f"{server.base_url}/threads", headers=WELCOME)
    folder = Paths.for_user().data_dir
    files = [path for path in folder.iterdir() if path.name.startswith("server.db")]
    assert files
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
