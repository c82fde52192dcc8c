"""Assistants as a person fills them in, made and changed on the real server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.server.running_server import TOKEN, RunningServer
from tui_threads.api import Profile, ThreadsClient
from tui_threads.chat import assistants
from tui_threads.chat.assistant_form import changes, written
from tui_threads.chat.form_values import FormError
from tui_threads.chat.run_form import overrides_of, written_overrides
from tui_threads.chat.run_overrides import Overrides
from tui_threads.paths import Paths
from tui_threads.settings import ServerSettings
from tui_threads.wire.assistants import Assistant

FUNCTION = (
    '{"name": "weather", "description": "of a town", "parameters": {"type": "object", "properties": {}}}'
)
SCHEMA = '{"type": "object", "properties": {"answer": {"type": "string"}}}'


@pytest.fixture
def server() -> Iterator[RunningServer]:
    with RunningServer(ServerSettings(discover=False), {}, Paths.for_user()) as running:
        yield running


@pytest.fixture
async def client(server: RunningServer) -> AsyncIterator[ThreadsClient]:
    async with ThreadsClient(Profile(server.base_url, api_key=TOKEN)) as opened:
        yield opened


async def test_every_field_comes_back_as_it_was_written(client: ThreadsClient, tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    file.write_text("a,b\n1,2\n")
    uploaded = await client.files.create(file=file, purpose="assistants")
    store = await client.vector_stores.create(name="Guides")
    values = {
        "name": "Reviewer",
        "description": "Reads diffs",
        "model": "scripted/tiny",
        "instructions": "Be strict.\nCite lines.",
        "temperature": "0,3",
        "top_p": "0.9",
        "response_format": "json_schema",
        "schema": SCHEMA,
        "reasoning_effort": "low",
        "code_interpreter": "true",
        "file_search": "true",
        "functions": FUNCTION,
        "code_files": "data.csv",
        "vector_stores": "Guides",
        "metadata": "team: docs\nsince: 2026",
    }
    made = await assistants.create(client, values)
    assert written(await client.assistants.retrieve(made.id)) == written(made)
    again = written(made)
    assert (again["name"], again["temperature"], again["reasoning_effort"]) == ("Reviewer", "0.3", "low")
    assert (again["code_files"], again["vector_stores"]) == (uploaded.id, store.id)
    assert (again["code_interpreter"], again["file_search"]) == ("true", "true")
    assert again["metadata"] == "team: docs\nsince: 2026"
    assert '"weather"' in again["functions"]
    assert '"answer"' in again["schema"]


async def test_a_change_sends_only_what_differs_and_emptied_fields_go_back(client: ThreadsClient) -> None:
    made = await assistants.create(
        client,
        {"name": "A", "model": "m", "instructions": "x", "temperature": "0.3", "reasoning_effort": "low"},
    )
    assert changes(made, written(made)) == {}
    values = {"instructions": "", "temperature": "", "reasoning_effort": "as the model does"}
    changed = await assistants.change(client, made, values)
    assert changed.name == "A"
    assert not changed.instructions
    assert (changed.temperature, changed.reasoning_effort) == (1.0, None)


async def test_tools_of_a_kind_we_do_not_know_are_not_dropped_by_other_changes() -> None:
    strange = Assistant.model_validate(
        {"id": "asst_x", "name": "A", "model": "m", "tools": [{"type": "bing_grounding", "bing": {}}]}
    )
    assert changes(strange, {**written(strange), "name": "B"}) == {"name": "B"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("model", "", "Name the model"),
        ("name", "x" * 257, "At most 256 char"),
        ("description", "x" * 513, "At most 512 char"),
        ("instructions", "x" * 256_001, "At most 256,000 char"),
        ("temperature", "2.1", "At most 2 is taken"),
        ("temperature", "warm", "no number"),
        ("top_p", "nan", "top_p"),
        ("functions", "{", "no JSON"),
        ("functions", '"weather"', "JSON array"),
        ("functions", '[{"name": "with space"}]', "pattern"),
        ("functions", "[1]", "JSON object"),
        ("metadata", "no colon", "no key"),
        ("metadata", "a: 1\na: 2", "twice"),
        ("metadata", "k: " + "v" * 513, "At most 512"),
        ("metadata", "\n".join(f"k{n}: v" for n in range(17)), "at most 16"),
        ("code_files", "missing.csv", "nothing named"),
        ("vector_stores", "vs_one, vs_two", "at most 1"),
        ("schema", "[]", "JSON object"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    client: ThreadsClient, field: str, value: str, said: str
) -> None:
    values = {"model": "m", "response_format": "json_schema" if field == "schema" else "auto", field: value}
    with pytest.raises(FormError) as raised:
        await assistants.create(client, values)
    assert list(raised.value.complaints) == [field]
    assert said in raised.value.complaints[field] or field == "top_p"
    assert [one async for one in client.assistants.list()] == []


async def test_the_servers_refusal_is_said_at_its_field(client: ThreadsClient) -> None:
    with pytest.raises(FormError) as raised:
        await assistants.create(client, {"model": "m", "vector_stores": "vs_doesnotexist"})
    assert "vs_doesnotexist" in str(raised.value)


async def test_a_copy_has_everything_but_the_name(client: ThreadsClient) -> None:
    made = await assistants.create(
        client,
        {
            "name": "A",
            "model": "m",
            "functions": FUNCTION,
            "response_format": "json_schema",
            "schema": SCHEMA,
        },
    )
    copied = await assistants.copy(client, made)
    assert copied.id != made.id
    assert {**written(copied), "name": "A"} == written(made)
    assert copied.name == "A copy"


async def test_an_assistant_is_found_by_id_or_name_and_several_of_a_name_are_told_apart(
    client: ThreadsClient,
) -> None:
    one = await assistants.create(client, {"name": "Twin", "model": "m"})
    assert (await assistants.find(client, "Twin")).id == (await assistants.find(client, one.id)).id == one.id
    two = await assistants.create(client, {"name": "Twin", "model": "m"})
    with pytest.raises(assistants.NoAssistantError, match=two.id):
        await assistants.find(client, "Twin")
    with pytest.raises(assistants.NoAssistantError, match="nobody"):
        await assistants.find(client, "nobody")


def test_overrides_come_back_as_they_were_written() -> None:
    overrides = Overrides(
        model="m",
        additional_instructions="In French.",
        temperature=0.2,
        max_completion_tokens=512,
        last_messages=4,
        tool_choice={"type": "function", "function": {"name": "weather"}},
        parallel_tool_calls=False,
        response_format={"type": "json_object"},
        reasoning_effort="high",
    )
    assert overrides_of(written_overrides(overrides)) == overrides
    assert overrides_of(written_overrides(Overrides())) == Overrides()
    assert Overrides.from_json(overrides.to_json()) == overrides


def test_a_budget_below_what_the_protocol_takes_is_said_at_its_field() -> None:
    with pytest.raises(FormError) as raised:
        overrides_of({"max_prompt_tokens": "100", "last_messages": "0"})
    assert set(raised.value.complaints) == {"max_prompt_tokens", "last_messages"}
