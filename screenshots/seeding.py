"""The threads that were there before the picture, made as any program would make them."""

from __future__ import annotations

import io
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final, Unpack

from PIL import Image, ImageDraw

from screenshots import words
from tests.server.providers.scripted import ScriptedEndpoint, delta, finish
from tui_threads.api import ThreadsClient
from tui_threads.api.run_calls import RunOverrides


async def seed(client: ThreadsClient, endpoint: ScriptedEndpoint) -> Mapping[str, str]:
    """Make assistants and threads. Gives the ids of the threads by their titles."""
    await _assistants(client)
    threads = {talk.title: await _say(client, talk) for talk in words.THREADS}
    threads[words.TRIP] = await _trip(client, endpoint)
    threads[words.UMBRELLA] = await _umbrella(client, endpoint)
    threads[words.BRIDGE] = await _bridge(client, endpoint)
    return threads


async def _assistants(client: ThreadsClient) -> None:
    for name, model, instructions, tools in words.ASSISTANTS:
        await client.assistants.create(
            model=f"house/{model}", name=name, instructions=instructions, tools=list(tools)
        )


async def _say(client: ThreadsClient, talk: words.Talk) -> str:
    thread = await client.threads.create(metadata={"title": talk.title, **talk.marks})
    for role, text in talk.lines:
        await client.threads.messages.create(thread.id, role=role, content=text)
    return thread.id


async def _trip(client: ThreadsClient, endpoint: ScriptedEndpoint) -> str:
    """A talk about a file, with a run that searched it and cites it."""
    guide = await client.files.create(file=("lisbon-guide.md", words.GUIDE.encode()), purpose="assistants")
    thread = await client.threads.create(metadata={"title": words.TRIP, "pinned": "true"})
    attachment = {"file_id": guide.id, "tools": [{"type": "file_search"}]}
    await client.threads.messages.create(
        thread.id, role="user", content=words.TRIP_ASKED, attachments=[attachment]
    )
    await _answer(client, endpoint, thread.id, "Travel desk", words.TRIP_ANSWER)
    await client.threads.messages.create(thread.id, role="user", content=words.DAYS_ASKED)
    await _answer(client, endpoint, thread.id, "Travel desk", words.DAYS_ANSWER, tools=[])
    return thread.id


async def _umbrella(client: ThreadsClient, endpoint: ScriptedEndpoint) -> str:
    """A run that has asked two functions, and one that has failed."""
    thread = await client.threads.create(
        metadata={"title": words.UMBRELLA}, messages=[{"role": "user", "content": words.WEATHER_ASKED}]
    )
    endpoint.answer(delta(tool_calls=list(words.WEATHER_CALLS)), *finish("tool_calls"))
    run = await client.threads.runs.create_and_poll(
        thread.id, assistant_id=await _named(client, "Weather desk")
    )
    assert run.required_action is not None
    calls = run.required_action.submit_tool_outputs.tool_calls
    endpoint.answer(words.WEATHER_ANSWER, *finish(prompt_tokens=212, completion_tokens=24))
    await client.threads.runs.submit_tool_outputs_and_poll(
        run.id,
        thread_id=thread.id,
        tool_outputs=[
            {"tool_call_id": call.id, "output": output}
            for call, output in zip(calls, words.WEATHER_OUTPUTS, strict=True)
        ],
    )
    return thread.id


async def _bridge(client: ThreadsClient, endpoint: ScriptedEndpoint) -> str:
    """A question about an image."""
    image = await client.files.create(file=("bridge-at-dusk.png", dusk()), purpose="vision")
    content: list[dict[str, object]] = [
        {"type": "text", "text": words.BRIDGE_ASKED},
        {"type": "image_file", "image_file": {"file_id": image.id}},
    ]
    thread = await client.threads.create(
        metadata={"title": words.BRIDGE}, messages=[{"role": "user", "content": content}]
    )
    await _answer(client, endpoint, thread.id, "Travel desk", words.BRIDGE_ANSWER)
    return thread.id


async def _answer(
    client: ThreadsClient,
    endpoint: ScriptedEndpoint,
    thread: str,
    name: str,
    text: str,
    **overrides: Unpack[RunOverrides],
) -> None:
    endpoint.answer(text, *finish(prompt_tokens=640, completion_tokens=len(text) // 4))
    assistant = await _named(client, name)
    await client.threads.runs.create_and_poll(thread, assistant_id=assistant, **overrides)


async def _named(client: ThreadsClient, name: str) -> str:
    (found,) = [one.id async for one in client.assistants.list() if one.name == name]
    return found


_SKY: Final = ((24, 26, 54), (92, 52, 96), (214, 104, 84), (246, 186, 110))


def dusk(width: int = 640, height: int = 300) -> bytes:
    """A bridge before an evening sky, as PNG."""
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    horizon = int(height * 0.68)
    for y in range(height):
        place = min(y, 2 * horizon - y) / horizon * (len(_SKY) - 1)
        low = min(int(place), len(_SKY) - 2)
        share = place - low
        dim = 1.0 if y <= horizon else 0.55
        below, above = _SKY[low], _SKY[low + 1]
        colour = [int((a + (b - a) * share) * dim) for a, b in zip(below, above, strict=True)]
        draw.line([(0, y), (width, y)], fill=(colour[0], colour[1], colour[2]))
    draw.ellipse((430, horizon - 74, 500, horizon - 4), fill=(255, 226, 160))
    ink, deck = (20, 17, 30), horizon - 16
    draw.rectangle((0, deck, width, deck + 7), fill=ink)
    for tower in (170, 470):
        draw.rectangle((tower - 6, 52, tower + 6, horizon + 10), fill=ink)
    for left, right in ((170, 470), (-130, 170), (470, 770)):
        for x in range(max(0, left), min(width, right)):
            sag = 1 - ((x - (left + right) / 2) / ((right - left) / 2)) ** 2
            cable = 56 + int(sag * (deck - 70))
            draw.line([(x, cable - 2), (x, cable + 2)], fill=ink)
            if (x - left) % 20 == 0:
                draw.line([(x, cable), (x, deck)], fill=ink, width=2)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def age(database: Path, threads: Mapping[str, str]) -> None:
    """Let the threads have been made when the words say."""
    now = time.time()
    with closing(sqlite3.connect(database)) as rows, rows:
        for title, thread in threads.items():
            back = words.AGES[title]
            rows.execute(
                "UPDATE threads SET created_at = ?, touched = ? WHERE id = ?",
                (int(now - back), int((now - back) * 1e6), thread),
            )
            for table in ("messages", "runs", "run_steps"):
                rows.execute(_back_in_time(rows, table), {"back": back, "thread": thread})


def _back_in_time(rows: sqlite3.Connection, table: str) -> str:
    """Moves every moment of a thread's rows; what has not happened stays so."""
    columns = [row[1] for row in rows.execute(f"PRAGMA table_info({table})")]
    moved = [f"{name} = {name} - :back" for name in columns if name.endswith("_at")]
    return f"UPDATE {table} SET {', '.join(moved)} WHERE thread_id = :thread"
