"""When the app takes somebody else's server for reached."""

from __future__ import annotations

import asyncio

import pytest

from tui_threads.chat.connection import ConnectError
from tui_threads.cli.connecting import answering, connect_profile
from tui_threads.settings import Settings
from tui_threads.settings.values import ProfileSettings

REFUSAL = b"HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"


def profile(port: int) -> Settings:
    return Settings(profiles={"work": ProfileSettings(base_url=f"http://127.0.0.1:{port}/v1")})


async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(REFUSAL)
    await writer.drain()
    writer.close()


async def test_a_server_that_is_away_is_not_reached_and_one_that_refuses_is() -> None:
    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    connect = answering(connect_profile("work", profile(port)))
    async with server:
        await (await connect()).aclose()
    with pytest.raises(ConnectError, match="cannot be reached"):
        await connect()
