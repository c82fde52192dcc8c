"""The dialogs in the pictures."""

from __future__ import annotations

from screenshots.scenes import LISBON, picture, sees
from screenshots.stage import Stage, app
from screenshots.words import WEATHER_ASKED, WEATHER_CALLS
from tests.server.providers.scripted import delta, finish
from tui_threads import launcher
from tui_threads.api import Profile, ThreadsClient


async def search(on: Stage, size: tuple[int, int], theme: str) -> str:
    """Hits in all threads."""
    async with app(on.paths, size=size, theme=theme, open_thread=on.threads[LISBON]) as pilot:
        await sees(pilot, "days in all")
        await pilot.press("ctrl+f", *"days")
        await sees(pilot, "found", "Search all messages")
        return picture(pilot)


async def commands(on: Stage, size: tuple[int, int], theme: str) -> str:
    """What `/` offers in the composer."""
    async with app(on.paths, size=size, theme=theme, open_thread=on.threads[LISBON]) as pilot:
        await sees(pilot, "days in all")
        await pilot.press("slash")
        await sees(pilot, "/attach")
        taken = picture(pilot)
        await pilot.press("escape", "backspace")  # a draft would be kept for the next picture
        return taken


async def assistants(on: Stage, size: tuple[int, int], theme: str) -> str:
    """Who could answer."""
    await _assistants(on)
    async with app(on.paths, size=size, theme=theme, open_thread=on.threads[LISBON]) as pilot:
        await sees(pilot, "days in all")
        await pilot.press("ctrl+o")
        await sees(pilot, "Reviewer", "Weather desk")
        return picture(pilot)


async def assistant_editor(on: Stage, size: tuple[int, int], theme: str) -> str:
    """An assistant and all that belongs to it."""
    await _assistants(on)
    async with app(on.paths, size=size, theme=theme, open_thread=on.threads[LISBON]) as pilot:
        await sees(pilot, "days in all")
        await pilot.press("ctrl+o")
        await sees(pilot, "Reviewer")
        await pilot.press(*"reviewer", "ctrl+e")
        await sees(pilot, "Instructions")
        return picture(pilot)


async def tools(on: Stage, size: tuple[int, int], theme: str) -> str:
    """A run that waits for what two functions give."""
    await _assistants(on)
    thread = await _weather_run(on)
    async with app(on.paths, size=size, theme=theme, open_thread=thread) as pilot:
        await sees(pilot, "get_weather", "Lisboa")
        taken = picture(pilot)
    await _end_run(on, thread)
    return taken


async def inspector(on: Stage, size: tuple[int, int], theme: str) -> str:
    """The runs of a thread, with times, tokens and steps."""
    async with app(on.paths, size=size, theme=theme, open_thread=on.threads["Regex for log lines"]) as pilot:
        await sees(pilot, "named groups")
        await pilot.press("ctrl+t")
        await sees(pilot, "completed")
        return picture(pilot)


async def settings(on: Stage, size: tuple[int, int], theme: str) -> str:
    """Every setting, with where it comes from."""
    async with app(on.paths, size=size, theme=theme, open_thread=on.threads[LISBON]) as pilot:
        await sees(pilot, "days in all")
        await pilot.app.screen.run_action("settings")
        await sees(pilot, "text_width")
        return picture(pilot)


async def _assistants(on: Stage) -> None:
    """Make them once."""
    async with _client(on) as client:
        if "Reviewer" in [one.name async for one in client.assistants.list()]:
            return
        await client.assistants.create(
            model="house/smollm2-135m",
            name="Reviewer",
            instructions="You review changes. Name the worst problem first, and say how to mend it.",
        )
        await client.assistants.create(
            model="house/smollm2-135m",
            name="Weather desk",
            instructions="Ask the functions; never guess.",
            tools=[{"type": "function", "function": {"name": "get_weather", "parameters": {}}}],
        )


async def _weather_run(on: Stage) -> str:
    async with _client(on) as client:
        desks = [one.id async for one in client.assistants.list() if one.name == "Weather desk"]
        thread = await client.threads.create(
            metadata={"title": "Umbrella or not"}, messages=[{"role": "user", "content": WEATHER_ASKED}]
        )
        on.endpoint.answer(delta(tool_calls=list(WEATHER_CALLS)), *finish("tool_calls"))
        await client.threads.runs.create_and_poll(thread.id, assistant_id=desks[0])
    return thread.id


async def _end_run(on: Stage, thread: str) -> None:
    async with _client(on) as client:
        async for run in client.threads.runs.list(thread):
            if run.status == "requires_action":
                await client.threads.runs.cancel(run.id, thread_id=thread)


def _client(on: Stage) -> ThreadsClient:
    address = launcher.find(on.paths.server_json)
    assert address is not None
    return ThreadsClient(Profile(address.url, api_key=address.token))
