"""Texts that are brought into the composer: from the history, from templates. What stood there stays."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tui_threads.chat.outbox import read_prompts
from tui_threads.ui.dialogs.form import FormDialog
from tui_threads.ui.dialogs.prompt_history import PromptHistoryDialog


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "review.md").write_text(
        "---\ndescription: Look over a change\n---\nReview this {{language=Python}} code for {{what}}:\n"
    )
    (folder / "plain.md").write_text("Say it shorter.")
    return folder


async def say(app: Driven, server: FakeServer, *texts: str) -> None:
    """Send prompts and let each be answered."""

    def runs() -> int:
        return sum("stream" in call for call in server.calls)

    for text in texts:
        expected = runs() + 1
        await app.write(text)
        await app.press("enter")
        await app.wait_for(partial(lambda wanted: runs() == wanted, expected))
        server.finish()
        await app.wait_for(lambda: not app.screen.work.run_active)


async def test_an_earlier_prompt_is_found_by_a_word_in_it(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await say(app, server, "Where is Sintra?", "A list:\nsails\nmasts", "What is a keel?")
    async with driven(tmp_path, server) as app:
        await app.write("half a thought")
        await app.press("ctrl+r")
        await app.expect("Earlier prompts", "What is a keel?", "Where is Sintra?", "3 lines")
        await app.press("m", "a", "s", "t")
        await app.wait_for(lambda: "keel" not in app.text)
        await app.press("enter")
        await app.wait_for(lambda: app.screen.panes.composer.text == "A list:\nsails\nmasts")
        await app.expect("What stood in the composer is in the history.")
        await app.press("ctrl+underscore")
        assert app.screen.panes.composer.text == "half a thought"
        await app.press("ctrl+r")
        await app.expect("half a thought")


async def test_a_prompt_can_be_forgotten(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await say(app, server, "my secret", "harmless")
        await app.press("ctrl+r")
        await app.expect("Earlier prompts", "my secret")
        await app.press("down", "delete", "escape")
        await app.wait_for(lambda: "my secret" not in app.cache.read(read_prompts))
        await app.press("up")
        assert app.screen.panes.composer.text == "harmless"
        await app.press("up")
        assert app.screen.panes.composer.text == "harmless"


async def test_leaving_the_history_leaves_the_composer_alone(tmp_path: Path, server: FakeServer) -> None:
    async with driven(tmp_path, server) as app:
        await app.press("ctrl+r")
        await app.expect("Nothing was sent from here yet.")
        await say(app, server, "one")
        await app.write("two")
        await app.press("ctrl+r")
        await app.wait_for(lambda: isinstance(app.app.screen, PromptHistoryDialog))
        await app.press("escape")
        assert app.screen.panes.composer.text == "two"


async def test_a_template_asks_for_what_is_to_be_filled_in(
    tmp_path: Path, server: FakeServer, templates: Path
) -> None:
    async with driven(tmp_path, server, templates_folder=templates) as app:
        await app.write("/template rev")
        await app.expect("review", "1 of 1")
        await app.press("enter")
        await app.expect("Look over a change", "language", "Python", "what", "insert it")
        assert isinstance(app.app.screen, FormDialog)
        await app.press("3", "tab")
        for letter in "errors":
            await app.press(letter)
        await app.press("ctrl+s")
        await app.wait_for(lambda: app.screen.panes.composer.text == "Review this Python3 code for errors:")


async def test_a_template_without_places_is_chosen_and_inserted_at_the_cursor(
    tmp_path: Path, server: FakeServer, templates: Path
) -> None:
    async with driven(tmp_path, server, templates_folder=templates) as app:
        await app.write("/template")
        await app.press("escape", "enter")
        await app.expect("Templates", "Look over a change")
        await app.press("enter")
        await app.wait_for(lambda: app.screen.panes.composer.text == "Say it shorter.")


async def test_templates_that_cannot_be_used_are_said(
    tmp_path: Path, server: FakeServer, templates: Path
) -> None:
    async with driven(tmp_path, server, templates_folder=templates, size=(200, 30)) as app:
        await app.write("/template revue")
        await app.press("escape", "enter")
        await app.expect("There is no template 'revue'; there are: plain, review.")
        (templates / "broken.md").write_bytes(b"\xff\xfe\xfa")
        app.screen.panes.composer.put("/template broken")
        await app.press("escape", "enter")
        await app.expect("broken.md is not UTF-8 text; save it as UTF-8.")
    async with driven(tmp_path, server, templates_folder=tmp_path / "none", size=(200, 30)) as app:
        app.screen.panes.composer.put("/template")
        await app.press("escape", "enter")
        await app.expect("Put Markdown files into")
