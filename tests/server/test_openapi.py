"""Whatever a caller sends, the answer is one that OpenAI's own document describes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from tests.server.conftest import SETTINGS
from tests.server.providers.scripted import ScriptedEndpoint
from tests.server.running_server import TOKEN, RunningServer
from tui_threads.paths import Paths
from tui_threads.settings import ProviderSettings

DOCUMENT = Path(__file__).parent.parent / "recordings" / "openapi-assistants.json"
CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]


def load() -> dict[str, object]:
    """The document as the hosted API lived it: an empty page has null ids, content is bytes.

    Nothing is said of keys: every call of this test brings the token.
    """
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    for shape in document["components"]["schemas"].values():
        for name in {"first_id", "last_id"} & set(shape.get("properties", ())):
            shape["properties"][name]["type"] = ["string", "null"]
    del document["paths"]["/files/{file_id}/content"]
    del document["security"]
    return dict(document)


schema = schemathesis.openapi.from_dict(load())


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A server that has one of everything: its address, and the ids by the names of path parameters."""
    home = tmp_path_factory.mktemp("openapi")
    paths = Paths(home / "config.toml", home / "data", home / "state", home / "cache", home / "run")
    with ScriptedEndpoint() as endpoint:
        providers = {"scripted": ProviderSettings(base_url=endpoint.base_url)}
        with RunningServer(SETTINGS, providers, paths) as server:
            yield {"base_url": server.base_url, "model": "scripted/tiny", **fill(server.base_url)}


def fill(base_url: str) -> dict[str, str]:
    headers = {"authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=base_url, headers=headers, timeout=30) as http:

        def made(path: str, **body: object) -> str:
            return str(http.post(path, json=body).json()["id"])

        form = {"purpose": "assistants"}
        file_id = http.post("/files", data=form, files={"file": ("a.txt", b"Some words.")}).json()["id"]
        assistant_id = made("/assistants", model="tiny")
        thread_id = made("/threads")
        store_id = made("/vector_stores", file_ids=[file_id])
        run_id = made(f"/threads/{thread_id}/runs", assistant_id=assistant_id)
        while http.get(f"/threads/{thread_id}/runs/{run_id}").json()["status"] != "completed":
            pass
        steps = http.get(f"/threads/{thread_id}/runs/{run_id}/steps").json()["data"]
        return {
            "file_id": file_id,
            "assistant_id": assistant_id,
            "thread_id": thread_id,
            "message_id": made(f"/threads/{thread_id}/messages", role="user", content="Hello"),
            "run_id": run_id,
            "step_id": steps[0]["id"],
            "vector_store_id": store_id,
            "batch_id": made(f"/vector_stores/{store_id}/file_batches", file_ids=[file_id]),
        }


SETTLED = settings(max_examples=8, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


# Deleting would take away what the other calls are tried on.
@schema.exclude(method="DELETE").parametrize()
@SETTLED
def test_every_answer_is_one_the_document_describes(
    case: schemathesis.Case,  # type: ignore[type-arg]  # its parameter says nothing here
    filled: dict[str, str],
) -> None:
    assert check(case, filled) < 500


@schema.include(method="DELETE").parametrize()
@settings(SETTLED, max_examples=3)
def test_whatever_is_deleted_is_gone(
    case: schemathesis.Case,  # type: ignore[type-arg]  # its parameter says nothing here
    filled: dict[str, str],
) -> None:
    fresh = {**filled, **fill(filled["base_url"])}
    answers = [check(case, fresh), check(case, fresh)]
    # Cases of other methods are among them, and no model is deleted here.
    is_deleted = case.method == "DELETE" and "model" not in (case.path_parameters or {})
    assert answers == ([200, 404] if is_deleted else [405, 405])


def check(
    case: schemathesis.Case,  # type: ignore[type-arg]  # its parameter says nothing here
    ids: dict[str, str],
) -> int:
    """Make the call on what there is; its status, once the answer is found to be a described one."""
    for name in case.path_parameters or {}:
        case.path_parameters[name] = ids[name]
    answer = case.call(base_url=ids["base_url"], headers={"authorization": f"Bearer {TOKEN}"})
    if answer.status_code == 200:
        case.validate_response(answer, checks=CHECKS)
    else:
        assert answer.status_code in (400, 404, 405, 413)
        assert set(answer.json()["error"]) == {"message", "type", "param", "code"}
    return int(answer.status_code)
