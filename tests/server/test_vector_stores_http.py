"""`/vector_stores` with the official SDK."""

from __future__ import annotations

from itertools import islice

import httpx
import openai
import pytest
from openai import OpenAI

TREASURE = b"The treasure lies under the old oak."


@pytest.fixture
def file_ids(client: OpenAI) -> list[str]:
    texts = {"map.txt": TREASURE, "log.txt": b"We sailed west for nine days."}
    return [client.files.create(file=item, purpose="assistants").id for item in texts.items()]


def test_a_store_is_made_changed_listed_and_deleted(client: OpenAI) -> None:
    store = client.vector_stores.create(
        name="Maps", metadata={"a": "1"}, expires_after={"anchor": "last_active_at", "days": 7}
    )
    assert (store.name, store.status, store.file_counts.total) == ("Maps", "completed", 0)
    assert store.expires_at == (store.last_active_at or 0) + 7 * 86_400
    changed = client.vector_stores.update(store.id, name="Charts")
    assert (changed.name, changed.metadata) == ("Charts", {"a": "1"})
    second = client.vector_stores.create()
    assert [found.id for found in islice(client.vector_stores.list(limit=1), 2)] == [second.id, store.id]
    assert client.vector_stores.delete(store.id).deleted
    with pytest.raises(openai.NotFoundError, match="No vector store found"):
        client.vector_stores.retrieve(store.id)


def test_files_are_indexed_and_found(client: OpenAI, file_ids: list[str]) -> None:
    store = client.vector_stores.create(file_ids=file_ids[:1])
    file = client.vector_stores.files.create_and_poll(file_ids[1], vector_store_id=store.id)
    assert file.status == "completed"
    assert file.chunking_strategy is not None
    assert file.chunking_strategy.model_dump() == {
        "type": "static",
        "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400},
    }
    client.vector_stores.files.poll(file_ids[0], vector_store_id=store.id)
    page = client.vector_stores.search(store.id, query="Where is the treasure?")
    assert page.data[0].filename == "map.txt"
    assert page.data[0].content[0].text == TREASURE.decode()
    assert 0 < page.data[0].score <= 1
    content = client.vector_stores.files.content(file_ids[0], vector_store_id=store.id)
    assert [part.text for part in content] == [TREASURE.decode()]
    assert client.vector_stores.retrieve(store.id).file_counts.completed == 2


def test_several_questions_are_asked_at_once_and_filtered(client: OpenAI, file_ids: list[str]) -> None:
    store = client.vector_stores.create()
    for file_id, year in zip(file_ids, (1700, 1701), strict=True):
        client.vector_stores.files.create_and_poll(
            file_id, vector_store_id=store.id, attributes={"year": year}
        )
    both = client.vector_stores.search(store.id, query=["treasure", "sailed west"])
    assert {result.file_id for result in both} == set(file_ids)
    later = client.vector_stores.search(
        store.id, query=["treasure", "sailed west"], filters={"type": "gt", "key": "year", "value": 1700}
    )
    assert [result.file_id for result in later] == [file_ids[1]]
    client.vector_stores.files.update(file_ids[1], vector_store_id=store.id, attributes={"year": 1})
    assert client.vector_stores.files.retrieve(file_ids[1], vector_store_id=store.id).attributes == {
        "year": 1
    }


def test_a_batch_is_put_in_together(client: OpenAI, file_ids: list[str]) -> None:
    store = client.vector_stores.create()
    batch = client.vector_stores.file_batches.create_and_poll(store.id, file_ids=file_ids)
    assert (batch.status, batch.file_counts.completed, batch.file_counts.total) == ("completed", 2, 2)
    listed = client.vector_stores.file_batches.list_files(batch.id, vector_store_id=store.id, order="asc")
    assert [file.id for file in listed] == file_ids
    with pytest.raises(openai.BadRequestError, match="Cannot cancel file batch"):
        client.vector_stores.file_batches.cancel(batch.id, vector_store_id=store.id)


def test_files_uploaded_by_the_helper_are_indexed(client: OpenAI) -> None:
    store = client.vector_stores.create()
    batch = client.vector_stores.file_batches.upload_and_poll(
        store.id, files=[("a.txt", b"first"), ("b.txt", b"second")]
    )
    assert batch.file_counts.completed == 2


def test_a_file_is_taken_out_of_the_store_but_kept(client: OpenAI, file_ids: list[str]) -> None:
    store = client.vector_stores.create(file_ids=file_ids)
    assert client.vector_stores.files.delete(file_ids[0], vector_store_id=store.id).deleted
    assert [file.id for file in client.vector_stores.files.list(store.id)] == file_ids[1:]
    assert client.files.retrieve(file_ids[0]).id == file_ids[0]
    with pytest.raises(openai.NotFoundError):
        client.vector_stores.files.retrieve(file_ids[0], vector_store_id=store.id)


def test_files_are_listed_by_their_state(client: OpenAI, file_ids: list[str]) -> None:
    store = client.vector_stores.create()
    picture = client.files.create(file=("x.png", b"\x89PNG\x00"), purpose="assistants").id
    for file_id in (*file_ids, picture):
        client.vector_stores.files.create_and_poll(file_id, vector_store_id=store.id)
    (failed,) = client.vector_stores.files.list(store.id, filter="failed")
    assert failed.id == picture
    assert failed.last_error is not None
    assert failed.last_error.code == "unsupported_file"


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("", {"expires_after": {"anchor": "last_active_at", "days": 0}}, "Expected a value >= 1"),
        ("", {"file_ids": ["file-unknown"]}, "404 No file found with id 'file-unknown'"),
        ("/vs_unknown/files", {"file_id": "file-x"}, "404 No vector store found"),
        ("/nonsense/files", {"file_id": "file-x"}, "Expected an ID that begins with 'vs'"),
        ("/STORE/search", {}, "400 Missing required parameter: 'query'"),
        ("/STORE/search", {"query": "x", "max_num_results": 51}, "Expected a value <= 50"),
        ("/STORE/file_batches", {}, "file_ids"),
        (
            "/STORE/files",
            {
                "file_id": "file-x",
                "chunking_strategy": {
                    "type": "static",
                    "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 51},
                },
            },
            "chunk_overlap_tokens must not exceed",
        ),
    ],
)
def test_a_wrong_request_gets_a_sentence(
    client: OpenAI, http: httpx.Client, path: str, body: dict[str, object], expected: str
) -> None:
    store = client.vector_stores.create()
    answer = http.post(f"/vector_stores{path.replace('STORE', store.id)}", json=body)
    assert expected in f"{answer.status_code} {answer.json()['error']['message']}"
