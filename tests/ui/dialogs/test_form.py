from __future__ import annotations

from textual.widgets import Input

from tests.chat.desk_fixture import wait_for
from tests.ui.dialogs.stage import shown
from tui_threads.ui.dialogs.form import Field, FormDialog, Values


def _short(value: str) -> str | None:
    return "At most five characters." if len(value) > 5 else None


def _fields() -> list[Field]:
    return [
        Field("name", "Name", "Bo", check=_short),
        Field("words", "Words", "one\ntwo", kind="text"),
        Field("format", "Format", "text", kind="choice", choices=["text", "json_object"]),
        Field("search", "Search files", kind="switch"),
    ]


async def test_saving_gives_all_values_as_they_stand() -> None:
    async with shown(FormDialog("Edit", _fields())) as (app, pilot):
        await pilot.press("n", "tab", "tab", "tab", "space", "ctrl+s")
        await wait_for(lambda: app.given)
        assert app.given == [{"name": "Bon", "words": "one\ntwo", "format": "text", "search": "true"}]


async def test_a_wrong_value_is_said_at_its_field_and_not_saved() -> None:
    async with shown(FormDialog("Edit", _fields())) as (app, pilot):
        await pilot.press(*"nnnnnn", "tab", "ctrl+s")
        await wait_for(lambda: isinstance(app.focused, Input))
        assert "At most five characters." in app.text
        assert app.given == []


async def test_what_the_server_refuses_is_shown_and_nothing_typed_is_lost() -> None:
    seen: list[Values] = []

    async def submit(values: Values) -> Values:
        seen.append(values)
        return {"name": "This name is taken.", "": "Not saved."} if len(seen) == 1 else {}

    async with shown(FormDialog("Edit", _fields(), submit)) as (app, pilot):
        await pilot.press("n", "ctrl+s")
        await wait_for(lambda: "Not saved." in app.text)
        assert "This name is taken." in app.text
        assert "Bon" in app.text
        await pilot.press("e", "ctrl+s")
        await wait_for(lambda: app.given)
        assert [values["name"] for values in seen] == ["Bon", "Bone"]
        assert len(app.given) == 1


async def test_leaving_asks_only_where_something_was_changed() -> None:
    async with shown(FormDialog("Edit", _fields())) as (app, pilot):
        await pilot.press("escape")
        assert app.given == [None]
    async with shown(FormDialog("Edit", _fields())) as (app, pilot):
        await pilot.press("n", "escape")
        await wait_for(lambda: "Go on writing" in app.text and "Leave without saving" in app.text)
        await pilot.press("n")
        await wait_for(lambda: "Leave without saving" not in app.text)
        assert "Bon" in app.text
        await pilot.press("escape")
        await wait_for(lambda: "Leave without saving" in app.text)
        await pilot.press("y")
        await wait_for(lambda: app.given == [None])


async def test_control_characters_of_a_value_do_not_reach_the_terminal() -> None:
    fields = [Field("a", "A", "x\x1b[31mred"), Field("b", "B", "y\x9bz\n\x07", kind="text")]
    async with shown(FormDialog("Form", fields)) as (app, pilot):
        await pilot.pause()
        drawn = "".join(strip.text for strip in app.screen._compositor.render_strips())
        assert not any(character in drawn for character in "\x1b\x9b\x07")
        assert "x[31mred" in drawn
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, FormDialog)
