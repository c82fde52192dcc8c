"""Servers of other kinds: what their profiles send."""

from __future__ import annotations

import pytest

from tests.api.loopback import Loopback, json_reply
from tui_threads.api import ApiConnectionError, InvalidRequestError, Profile, ThreadsClient
from tui_threads.api.loopback import is_loopback
from tui_threads.settings import ProfileSettings

FOUND = json_reply({"id": "thread_1"})
NONE = json_reply({"object": "list", "data": [], "has_more": False})


async def test_azures_classic_agents_are_spoken_to_in_their_manner(server: Loopback) -> None:
    base = f"http://127.0.0.1:{server.port}/v1"
    settings = ProfileSettings(
        base_url=base,
        api_key_env="AZURE_TOKEN",
        api_version="v1",
        beta_header=False,
        headers={"x-ms-useragent": "threads-tui"},
    )
    server.on("GET", "/threads", NONE)
    server.on("POST", "/threads/thread_1/runs", FOUND)
    profile = Profile.from_settings("azure", settings)
    async with ThreadsClient(profile, environ={"AZURE_TOKEN": "t"}) as client:
        await client.threads.list(limit=100)
        await client.threads.runs.create(
            "thread_1",
            assistant_id="a",
            include=["step_details.tool_calls[*].file_search.results[*].content"],
        )
    for request in server.received:
        assert ("api-version", "v1") in request.query
        assert "openai-beta" not in request.headers
        assert request.headers["x-ms-useragent"] == "threads-tui"
        assert request.headers["authorization"] == "Bearer t"
    assert len(server.received[1].query) == 2


async def test_organization_and_project_are_sent(server: Loopback) -> None:
    server.on("POST", "/threads", FOUND)
    async with server.client(organization="org-1", project="proj_1") as client:
        await client.threads.create()
    headers = server.received[0].headers
    assert (headers["openai-organization"], headers["openai-project"]) == ("org-1", "proj_1")


async def test_the_beta_header_goes_where_the_sdk_sends_it(server: Loopback) -> None:
    server.otherwise = lambda _: NONE
    async with server.client() as client:
        await client.threads.messages.list("thread_1")
        await client.vector_stores.list()
        await client.assistants.list()
        await client.files.list()
        await client.models.list()
    told = [request.headers.get("openai-beta") for request in server.received]
    assert told == ["assistants=v2"] * 3 + [None] * 2


async def test_a_query_in_the_base_url_goes_with_every_call(server: Loopback) -> None:
    server.on("GET", "/models", NONE)
    profile = Profile(f"{server.url}/?deployment=d", api_version="2024-05-01-preview")
    async with ThreadsClient(profile) as client:
        await client.models.list()
    assert server.received[0].query == [("deployment", "d"), ("api-version", "2024-05-01-preview")]


async def test_a_calls_own_headers_replace_those_of_the_profile(server: Loopback) -> None:
    server.on("POST", "/threads", FOUND)
    async with server.client(headers={"X-Team": "a", "user-agent": "mine"}) as client:
        await client.threads.create(extra_headers={"x-team": "b"})
    headers = server.received[0].headers
    assert (headers["x-team"], headers["user-agent"]) == ("b", "mine")


async def test_the_environments_proxy_is_not_used_for_this_machine(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server.on("POST", "/threads", FOUND)
    async with server.client() as client:
        assert (await client.threads.create()).id == "thread_1"


async def test_a_profiles_proxy_is_used(server: Loopback) -> None:
    async with server.client(proxy="http://127.0.0.1:1", max_retries=0) as client:
        with pytest.raises(ApiConnectionError):
            await client.threads.create()
    assert server.received == []


async def test_a_proxy_that_is_no_url_is_refused(server: Loopback) -> None:
    async with server.client(proxy="gopher://127.0.0.1:1") as client:
        with pytest.raises(InvalidRequestError, match="proxy"):
            await client.threads.create()


async def test_a_file_of_authorities_that_is_not_there_is_named(server: Loopback) -> None:
    async with server.client(ca_file="/nowhere/ca.pem") as client:
        with pytest.raises(InvalidRequestError, match=r"^The file of certificates /nowhere/ca\.pem"):
            await client.threads.create()


async def test_health_is_asked_below_the_base_url(server: Loopback) -> None:
    server.on("GET", "/health", json_reply({"status": "ok", "version": "0.1.0"}))
    async with server.client() as client:
        health = await client.health()
    assert (health.status, health.version) == ("ok", "0.1.0")


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:8080/v1", True),
        ("https://api.example.org/v1", False),
        ("http://127.0.0.1.example.org/v1", False),
        ("http://10.0.0.1/v1", False),
    ],
)
def test_this_machine_is_known_by_its_address(url: str, is_here: bool) -> None:
    assert is_loopback(url) is is_here
