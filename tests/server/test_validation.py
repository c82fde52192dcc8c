"""Bad input gets the words of the hosted API's validator, with the parameter named."""

from __future__ import annotations

import json

import httpx
import pytest

from tui_threads.server.problems import ApiProblem
from tui_threads.server.validation import parse
from tui_threads.wire.base import WireParams
from tui_threads.wire.params_assistants import CreateAssistant
from tui_threads.wire.params_messages import CreateMessage
from tui_threads.wire.params_runs import CreateRun
from tui_threads.wire.params_threads import CreateThread

CASES: list[tuple[type[WireParams], object, str, str | None, str | None]] = [
    (
        CreateRun,
        {},
        "Missing required parameter: 'assistant_id'.",
        "assistant_id",
        "missing_required_parameter",
    ),
    (
        CreateRun,
        {"assistant_id": "asst_1", "foo": 1},
        "Unknown parameter: 'foo'.",
        "foo",
        "unknown_parameter",
    ),
    (
        CreateThread,
        {"metadata": {"k": 1}},
        "Invalid type for 'metadata.k': expected a string, but got an integer instead.",
        "metadata.k",
        "invalid_type",
    ),
    (
        CreateMessage,
        {"role": "bogus", "content": "x"},
        "Invalid value: 'bogus'. Supported values are: 'user' and 'assistant'.",
        "role",
        "invalid_value",
    ),
    (
        CreateThread,
        {"metadata": {"k": "v" * 600}},
        "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, "
        "but got a string with length 600 instead.",
        "metadata.k",
        "string_above_max_length",
    ),
    (
        CreateThread,
        {"metadata": {str(number): "v" for number in range(17)}},
        "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, "
        "but got an object with 17 properties instead.",
        "metadata",
        "object_above_max_properties",
    ),
    (
        CreateThread,
        {"metadata": {"k" * 70: "v"}},
        "Invalid property name in 'metadata': 'kkk...kkk' is too long. Expected a string with "
        "maximum length 64, but got a string with length 70 instead.",
        f"metadata.{'k' * 70}",
        "property_name_above_max_length",
    ),
    (
        CreateAssistant,
        {"model": "m", "temperature": 3},
        "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
        "temperature",
        "decimal_above_max_value",
    ),
    (
        CreateRun,
        {"assistant_id": "asst_1", "max_prompt_tokens": 5},
        "Invalid 'max_prompt_tokens': integer below minimum value. "
        "Expected a value >= 256, but got 5 instead.",
        "max_prompt_tokens",
        "integer_below_min_value",
    ),
    (
        CreateMessage,
        {"role": "user", "content": []},
        "Invalid 'content': empty array. Expected an array with minimum length 1, "
        "but got an empty array instead.",
        "content",
        "empty_array",
    ),
    (
        CreateMessage,
        {"role": "user", "content": "x" * 256_001},
        "Invalid 'content': string too long. Expected a string with maximum length 256000, "
        "but got a string with length 256001 instead.",
        "content",
        "string_above_max_length",
    ),
    (
        CreateMessage,
        {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text"}]},
        "Missing required parameter: 'content[1].text'.",
        "content[1].text",
        "missing_required_parameter",
    ),
    (
        CreateMessage,
        {"role": "user", "content": [{"type": "sound"}]},
        "Invalid value: 'sound'. Supported values are: 'text', 'image_file', and 'image_url'.",
        "content[0].type",
        "invalid_value",
    ),
    (
        CreateAssistant,
        {"model": "m", "tools": [{"type": "function", "function": {"name": "no spaces"}}]},
        "Invalid 'tools[0].function.name': string does not match pattern. "
        "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
        "tools[0].function.name",
        "invalid_value",
    ),
    (
        CreateAssistant,
        {"model": "m", "tools": [{"type": "function", "function": {}}]},
        "Missing required parameter: 'tools[0].function.name'.",
        "tools[0].function.name",
        "missing_required_parameter",
    ),
    (
        CreateAssistant,
        {"model": 5},
        "Invalid type for 'model': expected a string, but got an integer instead.",
        "model",
        "invalid_type",
    ),
    (
        CreateAssistant,
        [],
        "Invalid type for the request body: expected an object, but got an array instead.",
        None,
        "invalid_type",
    ),
]


@pytest.mark.parametrize(("model", "body", "message", "param", "code"), CASES)
def test_a_bad_request_is_told_in_the_apis_words(
    model: type[WireParams], body: object, message: str, param: str | None, code: str | None
) -> None:
    with pytest.raises(ApiProblem) as caught:
        parse(json.dumps(body).encode(), model)
    problem = caught.value
    assert (problem.status, problem.message, problem.param, problem.code) == (400, message, param, code)


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe", b'{"metadata": {"a": "\\ud800"}}', b"[" * 100_000, b'{"metadata": NaN}', b"null"],
)
def test_a_body_that_is_no_proper_json_is_a_400_in_the_envelope(http: httpx.Client, body: bytes) -> None:
    answer = http.post("/threads", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "limit=101",
            "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead.",
        ),
        (
            "limit=0",
            "Invalid 'limit': integer below minimum value. Expected a value >= 1, but got 0 instead.",
        ),
        ("limit=ten", "Invalid type for 'limit': expected an integer, but got a string instead."),
        ("order=up", "Invalid value: 'up'. Supported values are: 'asc' and 'desc'."),
    ],
)
def test_a_bad_list_query_is_refused(http: httpx.Client, query: str, message: str) -> None:
    answer = http.get(f"/assistants?{query}")
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, message)


def test_unknown_query_parameters_are_ignored(http: httpx.Client) -> None:
    assert http.get("/assistants?api-version=2024-05-01-preview&foo=1").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("GET", "/threads/thread_no", "No thread found with id 'thread_no'."),
        ("GET", "/assistants/asst_no", "No assistant found with id 'asst_no'."),
        ("DELETE", "/threads/thread_no", "No thread found with id 'thread_no'."),
        ("GET", "/threads/thread_no/messages", "No thread found with id 'thread_no'."),
        ("GET", "/threads/thread_no/runs/run_no", "No thread found with id 'thread_no'."),
        ("GET", "/nothing/here", "Invalid URL (GET /v1/nothing/here)"),
        ("PUT", "/threads", "Invalid URL (PUT /v1/threads)"),
    ],
)
def test_what_is_not_there_is_a_404_that_names_it(
    http: httpx.Client, method: str, path: str, message: str
) -> None:
    answer = http.request(method, path)
    assert answer.status_code in (404, 405)
    assert answer.json()["error"] == {
        "message": message,
        "type": "invalid_request_error",
        "param": None,
        "code": None,
    }
    assert answer.headers["x-request-id"].startswith("req_")


def test_an_id_of_the_wrong_form_is_told_apart_from_an_unknown_one(http: httpx.Client) -> None:
    answer = http.get("/threads/undefined/messages")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["message"] == "Invalid 'thread_id': 'undefined'. Expected an ID that begins with 'thread'."
    assert error["param"] == "thread_id"
