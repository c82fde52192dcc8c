"""The form of function calls by itself: deaf at first, a count of the time, and any text as text."""

from __future__ import annotations

from tests.chat.desk_fixture import wait_for
from tests.ui.dialogs.stage import shown
from tui_threads.chat.tool_outputs import WantedCall
from tui_threads.ui.ages import time_left
from tui_threads.ui.dialogs.call_box import pretty
from tui_threads.ui.dialogs.consent import ConsentDialog, Request
from tui_threads.ui.dialogs.guard import Guard
from tui_threads.ui.dialogs.tool_outputs import Answer, CallDeeds, ToolOutputsDialog


class Clock:
    """Stands still until a test turns it."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def _nothing(call: WantedCall) -> None:
    return None


DEEDS = CallDeeds(typed=lambda call_id, text: None, run=_nothing, name_command=_nothing)
CALLS = [WantedCall("call_a", "get_time", "{}", output="noon")]


async def test_keys_of_the_first_moment_answer_nothing() -> None:
    clock = Clock()
    dialog = ToolOutputsDialog(CALLS, None, DEEDS, guard=Guard(clock))
    async with shown(dialog) as (app, pilot):
        await pilot.press("y", "n", "ctrl+s")
        clock.now += 0.2
        await pilot.press("y")  # one burst with the keys before
        clock.now += 0.2
        await pilot.press("y")
        assert app.given == []
        clock.now += 0.31
        await pilot.press("y")
        await wait_for(lambda: app.given)
        assert app.given == [Answer("submit", {"call_a": "noon"})]


async def test_leave_to_run_is_not_given_by_keys_typed_for_something_else() -> None:
    clock = Clock()
    request = Request("get_time", "date -u", "/bin/date", "/home/me", "without arguments")
    async with shown(ConsentDialog(request, Guard(clock))) as (app, pilot):
        await pilot.press("a", "o")
        assert app.given == []
        clock.now += 1.0
        await pilot.press("o")
        await wait_for(lambda: app.given == ["once"])


async def test_the_time_left_is_counted_down() -> None:
    clock = Clock()
    dialog = ToolOutputsDialog(CALLS, 375, DEEDS, now=clock)
    async with shown(dialog) as (app, _):
        await wait_for(lambda: "4 min 35 s left" in app.text)
        clock.now += 250
        await wait_for(lambda: "25 s left" in app.text)
    assert time_left(-3) == "the time is up"


async def test_many_long_calls_leave_the_keys_in_sight() -> None:
    calls = [WantedCall(f"call_{n}", f"function_{n}", '{"text": "%s"}' % ("x " * 900)) for n in range(8)]
    async with shown(ToolOutputsDialog(calls, None, DEEDS), size=(80, 24)) as (app, pilot):
        await wait_for(lambda: "submit" in app.text)
        await pilot.press(*["j"] * 7)
        await wait_for(lambda: "function_7" in app.text)
        assert "submit" in app.text


async def test_long_arguments_leave_no_hole_below_them() -> None:
    long = WantedCall("call_a", "summarize", '{"text": "%s"}' % ("x " * 900))
    async with shown(ToolOutputsDialog([long, *CALLS], None, DEEDS)) as (app, _):
        await wait_for(lambda: "2 of 2" in app.text)
        assert "▌ h names a command" in app.text


async def test_a_run_that_ends_while_one_writes_takes_keys_again() -> None:
    clock = Clock()
    dialog = ToolOutputsDialog(CALLS, None, DEEDS, guard=Guard(clock))
    async with shown(dialog) as (app, pilot):
        clock.now += 1.0
        await pilot.press("e", "!")
        await wait_for(lambda: "noon!" in app.text)
        dialog.end("The time is up.")
        await pilot.press("c")
        await wait_for(lambda: app.given)
        assert app.given == [Answer("copy", {"call_a": "noon!"})]


async def test_a_sentence_about_a_missing_command_goes_when_one_is_named() -> None:
    async def named(call: WantedCall) -> str:
        return "./forecast"

    async def missing(call: WantedCall) -> tuple[str, str]:
        return call.output, "No command is remembered."

    clock = Clock()
    deeds = CallDeeds(typed=lambda call_id, text: None, run=missing, name_command=named)
    async with shown(ToolOutputsDialog(CALLS, None, deeds, guard=Guard(clock))) as (app, pilot):
        clock.now += 1.0
        await pilot.press("r")
        await wait_for(lambda: "No command is remembered." in app.text)
        await pilot.press("h")
        await wait_for(lambda: "r runs ./forecast" in app.text)
        assert "No command is remembered." not in app.text


async def test_names_and_arguments_are_text() -> None:
    calls = [WantedCall("call_a", "[b]x[/b]\x1b[31m", '{"a": "[/]\\u001b[31m"}')]
    async with shown(ToolOutputsDialog(calls, None, DEEDS)) as (app, _):
        await wait_for(lambda: "[b]x[/b]" in app.text and "[/]" in app.text)
        assert "\x1b" not in app.text


def test_arguments_that_are_no_json_are_shown_as_they_came() -> None:
    assert pretty('{"a": 1') == '{"a": 1\n(the model wrote no valid JSON)'
    assert pretty('{"stadt": "Köln"}') == '{\n  "stadt": "Köln"\n}'
