"""Lists, walked whole or page by page."""

from __future__ import annotations

import pytest

from tests.api.loopback import Loopback, Received, Reply, json_reply, recorded
from tui_threads.api import ProtocolError

MESSAGES = "/threads/thread_1/messages"


def paged(total: int) -> list[dict[str, object]]:
    return [{"id": f"msg_{number}", "object": "thread.message"} for number in range(total)]


def serve_pages(items: list[dict[str, object]]) -> object:
    """Answers as the protocol says: `after` is exclusive, `has_more` is true while items remain."""

    def answer(request: Received) -> Reply:
        query = dict(request.query)
        ids = [item["id"] for item in items]
        start = ids.index(query["after"]) + 1 if "after" in query else 0
        page = items[start : start + int(query.get("limit", 20))]
        ends = {"first_id": page[0]["id"], "last_id": page[-1]["id"]} if page else {}
        more = start + len(page) < len(items)
        return json_reply({"object": "list", "data": page, "has_more": more, **ends})

    return answer


async def test_a_list_is_walked_over_all_its_pages(server: Loopback) -> None:
    server.otherwise = serve_pages(paged(45))  # type: ignore[assignment]  # an answering function
    async with server.client() as client:
        ids = [
            message.id async for message in client.threads.messages.list("thread_1", limit=20, order="asc")
        ]
    assert ids == [f"msg_{number}" for number in range(45)]
    assert [dict(request.query).get("after") for request in server.received] == [None, "msg_19", "msg_39"]
    assert {dict(request.query)["limit"] for request in server.received} == {"20"}


async def test_a_page_is_at_hand_itself(server: Loopback) -> None:
    server.otherwise = serve_pages(paged(3))  # type: ignore[assignment]  # an answering function
    async with server.client() as client:
        page = await client.threads.messages.list("thread_1", limit=2)
        assert (page.has_more, page.first_id, page.last_id, len(page.data)) == (True, "msg_0", "msg_1", 2)
        following = await page.get_next_page()
        assert (following.has_more, following.first_id, following.has_next_page()) == (False, "msg_2", False)
        with pytest.raises(ProtocolError, match="last page"):
            await following.get_next_page()
        assert [message.id async for message in page] == ["msg_0", "msg_1", "msg_2"]
        sizes = [
            len(each.data) async for each in client.threads.messages.list("thread_1", limit=2).iter_pages()
        ]
    assert sizes == [2, 1]


async def test_an_empty_list_has_no_ids(server: Loopback) -> None:
    server.otherwise = serve_pages([])  # type: ignore[assignment]  # an answering function
    async with server.client() as client:
        page = await client.threads.messages.list("thread_1")
        assert (page.data, page.first_id, page.last_id, page.has_more) == ((), None, None, False)
        assert [message async for message in page] == []


async def test_an_inclusive_cursor_is_stopped(server: Loopback) -> None:
    data = [{"id": "msg_1"}]
    server.on("GET", MESSAGES, json_reply({"data": data, "has_more": True}))
    async with server.client() as client:
        with pytest.raises(ProtocolError, match="no end"):
            [message async for message in client.threads.messages.list("thread_1")]
    assert len(server.received) == 2


async def test_a_cursor_that_is_ignored_is_stopped(server: Loopback) -> None:
    first = json_reply({"data": [{"id": "a"}, {"id": "b"}], "has_more": True})
    second = json_reply({"data": [{"id": "b"}, {"id": "a"}], "has_more": True})
    server.on("GET", MESSAGES, first, second)
    async with server.client() as client:
        with pytest.raises(ProtocolError, match="no end"):
            [message async for message in client.threads.messages.list("thread_1")]
    assert len(server.received) == 2


async def test_a_list_without_envelope_fields_is_read(server: Loopback) -> None:
    server.on("GET", MESSAGES, Reply([b'{"data":[{"id":"a"},{"id":"b"}],"has_more":null}']))
    async with server.client() as client:
        page = await client.threads.messages.list("thread_1")
    assert (page.first_id, page.last_id, page.has_more) == ("a", "b", False)


async def test_a_recorded_list_of_another_server_is_read(server: Loopback) -> None:
    server.on("GET", MESSAGES, Reply([recorded("mltoss_messages_page.json")]))
    async with server.client() as client:
        messages = [message async for message in client.threads.messages.list("thread_1")]
    assert [message.role for message in messages] == ["user", "user", "assistant"]
    assert messages[0].created_at == 1795318860
    assert messages[0].metadata == {}


@pytest.mark.parametrize("limit", [0, 101, -1])
async def test_a_limit_outside_one_to_a_hundred_is_refused_unsent(server: Loopback, limit: int) -> None:
    async with server.client() as client:
        with pytest.raises(ValueError, match="limit"):
            client.threads.messages.list("thread_1", limit=limit)
    assert server.received == []


async def test_threads_are_listed_where_the_server_can(server: Loopback) -> None:
    server.on("GET", "/threads", json_reply({"data": [{"id": "thread_1"}], "has_more": False}))
    async with server.client() as client:
        threads = [thread.id async for thread in client.threads.list(limit=5, q="solar")]
    assert threads == ["thread_1"]
    assert server.received[0].query == [("limit", "5"), ("q", "solar")]
