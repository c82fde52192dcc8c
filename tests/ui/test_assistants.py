"""Who answers: the picker, the editor, one message by somebody else, parameters of runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.api.errors import ApiConnectionError, BadRequestError
from tui_threads.ui.dialogs.assistants import AssistantPicker
from tui_threads.ui.dialogs.form import FormDialog
from tui_threads.wire.assistants import Assistant


@pytest.fixture
def server() -> FakeServer:
    server = FakeServer()
    for name in ("Reviewer", "Poet"):
        made = Assistant(
            id=f"asst_{name.lower()}",
            name=name,
            model=f"local/{name.lower()}-1b",
            instructions=f"Be a {name}.",
        )
        server.assistants[made.id] = made
    return server


@pytest.fixture
async def app(tmp_path: Path, server: FakeServer) -> AsyncIterator[Driven]:
    async with driven(tmp_path, server) as opened:
        yield opened


async def pick(app: Driven, filter_text: str, *keys: str) -> None:
    """Open the picker, wait for the server's list, filter it, press keys."""
    await app.press("ctrl+o")
    await app.wait_for(lambda: isinstance(app.app.screen, AssistantPicker))
    await app.expect("3 models")
    await app.write(filter_text)
    await app.press(*keys)


async def answered(app: Driven, server: FakeServer, text: str) -> dict[str, object]:
    """Send a message, let it be answered; what its run was asked for with."""
    begun = len(server.asked)
    await app.wait_for(lambda: app.screen.panes.composer.has_focus)
    await app.write(text)
    await app.press("enter")
    await app.wait_for(lambda: len(server.asked) > begun)
    server.say("yes")
    server.finish()
    await app.wait_for(lambda: app.screen.work.session is not None and not app.screen.work.session.busy)
    return server.asked[-1]


async def test_the_picker_shows_assistants_with_their_model_and_first_line_then_models_by_provider(
    app: Driven,
) -> None:
    await app.press("f8")
    await app.expect("Reviewer", "poet-1b", "Be a Poet.", "Models · ollama", "ollama/qwen2.5:7b", "gpt-4o")
    lines = app.text.splitlines()
    place = {word: next(i for i, line in enumerate(lines) if word in line) for word in ("Poet", "Models ·")}
    assert place["Poet"] < place["Models ·"]


async def test_a_chosen_assistant_answers_and_is_named_in_the_header_and_status_line(
    app: Driven, server: FakeServer
) -> None:
    await pick(app, "poet", "enter")
    await app.expect("Poet · poet-1b", "Poet answers in new threads.")
    assert (await answered(app, server, "hello"))["assistant_id"] == "asst_poet"
    app.screen.parts.stage.say("", 0.01)
    await app.expect("● local · Poet / poet-1b")


async def test_a_chosen_model_answers_in_the_place_of_the_assistants_own(
    app: Driven, server: FakeServer
) -> None:
    await pick(app, "poet", "enter")
    await pick(app, "gpt", "enter")
    await app.expect("Poet · gpt-4o")
    asked = await answered(app, server, "hello")
    assert (asked["assistant_id"], asked["model"]) == ("asst_poet", "gpt-4o")
    await pick(app, "poet", "enter")
    assert "model" not in await answered(app, server, "again")


async def test_once_holds_for_the_next_message_and_can_be_taken_back(app: Driven, server: FakeServer) -> None:
    await pick(app, "poet", "enter")
    await pick(app, "reviewer", "ctrl+o")
    await app.expect("Reviewer answers your next message, and only that.")
    app.screen.parts.stage.say("", 0.01)
    await app.expect("next: Reviewer")
    assert (await answered(app, server, "one"))["assistant_id"] == "asst_reviewer"
    assert "next: Reviewer" not in app.text
    assert (await answered(app, server, "two"))["assistant_id"] == "asst_poet"
    await pick(app, "reviewer", "ctrl+o")
    app.screen.action_do("run.once_off")
    assert (await answered(app, server, "three"))["assistant_id"] == "asst_poet"


async def test_a_question_is_answered_again_by_another_model_and_the_earlier_reply_kept(
    app: Driven, server: FakeServer
) -> None:
    await answered(app, server, "hello")
    first = app.screen.work.row
    app.screen.action_do("message.again_with")
    await app.expect("Answer again with", "3 models")
    await app.write("qwen")
    await app.press("enter")
    await app.wait_for(lambda: len(server.asked) == 2)
    assert server.asked[1]["model"] == "ollama/qwen2.5:7b"
    server.say("once more")
    server.finish()
    await app.expect("once more")
    assert first is not None
    assert first.id is not None
    assert server.said_in(first.id) == ["hello", "yes"]
    assert "model" not in await answered(app, server, "and then?")


async def test_an_assistant_is_made_from_the_form(app: Driven, server: FakeServer) -> None:
    await pick(app, "", "ctrl+n")
    await app.expect("New assistant", "Name")
    await app.write("Translator")
    await app.press("tab", "tab")
    await app.write("Into French")
    await app.press("ctrl+s")
    await app.wait_for(lambda: any(one.name == "Translator" for one in server.assistants.values()))
    await app.wait_for(lambda: isinstance(app.app.screen, AssistantPicker))
    await app.expect("Translator", "Into French")
    made = next(one for one in server.assistants.values() if one.name == "Translator")
    assert (made.instructions, made.model) == ("Into French", "local/smollm2-135m")


async def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    app: Driven, server: FakeServer
) -> None:
    await pick(app, "poet", "ctrl+e")
    await app.expect("Edit Poet")
    form = app.app.screen
    assert isinstance(form, FormDialog)
    boxes = {box.field.name: box for box in form.boxes}
    boxes["temperature"].enter()
    await app.write("9")
    await app.press("ctrl+s")
    await app.expect("At most 2 is taken")
    assert boxes["temperature"].value == "9"
    await app.press("escape")
    await app.expect("Leave without saving what was changed?")
    await app.press("n")
    assert boxes["temperature"].value == "9"
    await app.press("backspace", "0")
    server.failures["assistants.update"] = [
        BadRequestError("The requested model does not exist.", status_code=400, param="model")
    ]
    await app.press("ctrl+s")
    await app.expect("The requested model does not exist.")
    assert boxes["temperature"].value == "0"
    server.failures["assistants.update"] = [ApiConnectionError("The server is gone.", sent=False)]
    await app.press("ctrl+s")
    await app.expect("The server is gone.")
    app.screen.work.link.try_again()
    await app.wait_for(lambda: app.screen.work.link.state == "online")
    await app.press("ctrl+s")
    await app.wait_for(lambda: server.assistants["asst_poet"].temperature == 0)


async def test_an_assistant_is_copied_and_deleted_after_a_question(app: Driven, server: FakeServer) -> None:
    await pick(app, "poet", "ctrl+d")
    await app.wait_for(lambda: any(one.name == "Poet copy" for one in server.assistants.values()))
    await app.expect("Poet copy")
    await app.press("escape")
    await pick(app, "poet copy", "ctrl+x")
    await app.expect("Delete “Poet copy” from the server?")
    await app.press("n")
    assert any(one.name == "Poet copy" for one in server.assistants.values())
    await app.wait_for(lambda: isinstance(app.app.screen, AssistantPicker))
    await app.expect("3 models")
    await app.write("poet copy")
    await app.press("ctrl+x")
    await app.expect("Delete “Poet copy”")
    await app.press("y")
    await app.wait_for(lambda: not any(one.name == "Poet copy" for one in server.assistants.values()))


async def test_parameters_go_with_the_runs_of_the_thread(app: Driven, server: FakeServer) -> None:
    await answered(app, server, "hello")
    app.screen.action_do("run.parameters")
    await app.expect("Run parameters of this thread")
    form = app.app.screen
    assert isinstance(form, FormDialog)
    boxes = {box.field.name: box for box in form.boxes}
    boxes["temperature"].enter()
    await app.write("0.2")
    boxes["max_completion_tokens"].enter()
    await app.write("100")
    await app.press("ctrl+s")
    await app.expect("At least 256 is wanted")
    await app.press("home", "4")
    await app.press("ctrl+s")
    await app.wait_for(lambda: not isinstance(app.app.screen, FormDialog))
    asked = await answered(app, server, "again")
    assert (asked["temperature"], asked["max_completion_tokens"]) == (0.2, 4100)


async def test_the_parameters_do_not_wait_for_a_provider_that_takes_its_time_to_name_models(
    app: Driven, server: FakeServer
) -> None:
    await app.wait_for(lambda: app.screen.work.link.state == "online")
    server.models_gate = asyncio.Event()
    app.screen.action_do("run.parameters")
    await app.expect("Run parameters of new threads")
    await app.wait_for(lambda: "models.list" in server.calls)
    server.models_gate.set()
    await app.wait_for(lambda: app.app.screen.query(Input).first().suggester)
    await app.press("o", "l")
    await app.expect("ollama/qwen2.5:7b")
    await app.press("right")
    assert app.app.screen.query(Input).first().value == "ollama/qwen2.5:7b"


async def test_the_picker_opens_without_a_server_and_says_so(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await answered(app, server, "hello")
        server.failures["assistants.list"] = [ApiConnectionError("Nobody answers.", sent=False)]
        await app.press("ctrl+o")
        await app.expect("Nobody answers.", "Assistant")


async def test_brackets_in_an_assistants_name_are_only_text(app: Driven, server: FakeServer) -> None:
    server.assistants["asst_poet"] = server.assistants["asst_poet"].model_copy(
        update={"name": "[b]Po\x1b[31met"}
    )
    await pick(app, "", "down")
    await app.expect("[b]Po")
    assert "\x1b" not in app.text
