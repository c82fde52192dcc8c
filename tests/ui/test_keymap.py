from __future__ import annotations

from pathlib import Path

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tui_threads.settings import Settings
from tui_threads.ui.keymap import KEYS, clashes, keymap_for, unknown_ids
from tui_threads.ui.slash_commands import commands


def test_every_id_is_given_once_and_the_house_keys_do_not_clash() -> None:
    assert len({key.id for key in KEYS}) == len(KEYS)
    assert clashes({key.id: key.keys for key in KEYS}) == []
    assert clashes(keymap_for([], "ctrl+j")) == []


def test_a_key_given_twice_is_told_with_both_ids() -> None:
    sentences = clashes({"message.copy": "c"})

    assert sentences == ["c is given to both message.copy and message.copy_code."]
    assert unknown_ids(["message.copi"]) == ["message.copi"]


async def test_a_row_without_a_key_can_be_given_one(tmp_path: Path) -> None:
    settings = Settings(keys={"threads.archived": "f11"})
    async with driven(tmp_path, FakeServer(), settings=settings) as app:
        await app.press("f11")
        await app.expect("Archived threads are shown.")


async def test_everything_that_no_pane_does_is_done_by_the_screen(tmp_path: Path) -> None:
    async with driven(tmp_path, FakeServer()) as app:
        assert sorted(app.screen.deeds) == sorted(key.id for key in KEYS if not key.action)
        worded = {command.key.id for command in commands().values() if command.wants == "words"}
        assert set(app.screen.deeds_with_words) == worded
