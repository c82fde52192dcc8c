from __future__ import annotations

from textual.content import Content

from tests.ui.dialogs.stage import shown
from tui_threads.ui.dialogs.picker import Choice, PickerDialog, matching

NAMES = [
    Choice("a", "Assistant", note="small", detail="Answers briefly", group="Assistants"),
    Choice("r", "[b]Reviewer[/b]", note="large", detail="Reads a change", group="Assistants", current=True),
    Choice("m", "ollama/gemma", group="Models"),
]


async def test_enter_gives_the_choice_in_force_when_nothing_is_typed() -> None:
    async with shown(PickerDialog(NAMES, heading="Who answers")) as (app, pilot):
        assert "[b]Reviewer[/b]" in app.text
        assert app.text.index("Assistants") < app.text.index("Reviewer") < app.text.index("Models")
        await pilot.press("enter")
        assert app.given == ["r"]


async def test_typing_filters_and_the_arrows_pass_headings_over() -> None:
    async with shown(PickerDialog(NAMES)) as (app, pilot):
        await pilot.press("down", "enter")
        assert app.given == ["m"]
    async with shown(PickerDialog(NAMES)) as (app, pilot):
        await pilot.press(*"gem")
        assert "Reviewer" not in app.text
        await pilot.press("enter")
        assert app.given == ["m"]


async def test_details_are_searched_too() -> None:
    async with shown(PickerDialog(NAMES)) as (app, pilot):
        await pilot.press(*"briefly", "enter")
        assert app.given == ["a"]


async def test_a_filter_without_hits_says_what_was_looked_for_and_enter_chooses_nothing() -> None:
    async with shown(PickerDialog(NAMES)) as (app, pilot):
        await pilot.press(*"zzz", "enter")
        assert "Nothing matches “zzz”." in app.text
        assert app.given == []
        await pilot.press("escape")
        assert app.given == [None]


async def test_a_click_chooses_and_a_click_beside_the_frame_leaves() -> None:
    async with shown(PickerDialog(NAMES)) as (app, pilot):
        row = next(y for y, line in enumerate(app.text.splitlines()) if "gemma" in line)
        await pilot.click(offset=(30, row))
        assert app.given == ["m"]
    async with shown(PickerDialog(NAMES)) as (app, pilot):
        await pilot.click(offset=(1, 1))
        assert app.given == [None]


async def test_it_fits_the_smallest_terminal() -> None:
    async with shown(PickerDialog(NAMES, heading="Who answers"), size=(40, 12)) as (app, _):
        assert "Who answers" in app.text
        assert "Reviewer" in app.text


def test_matches_in_titles_come_before_matches_in_details() -> None:
    choices = [Choice(1, "Other", detail="a review of it"), Choice(2, "Review"), Choice(3, Content("none"))]

    assert [choice.value for choice in matching(choices, "review")] == [2, 1]


async def test_lines_fit_again_after_the_terminal_was_small() -> None:
    async with shown(PickerDialog(NAMES)) as (app, pilot):
        await pilot.press("up")
        before = app.text
        for size in ((50, 12), (100, 30)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        await pilot.wait_for_scheduled_animations()
        assert app.text == before
