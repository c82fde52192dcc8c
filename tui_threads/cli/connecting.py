"""How the server of a profile is reached. What that takes is imported when it is reached, not before."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui_threads.chat.connection import ConnectError, Connector
from tui_threads.paths import Paths
from tui_threads.settings import Settings

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient


def connect_local(paths: Paths) -> Connector:
    """Reach the local server, starting it where it does not run."""

    async def connect() -> ThreadsClient:
        from tui_threads import launcher
        from tui_threads.api import Profile, ThreadsClient

        try:
            address = await asyncio.to_thread(launcher.ensure, paths.server_json, paths.server_log_file)
        except launcher.LauncherError as error:
            raise ConnectError(str(error)) from error
        return ThreadsClient(Profile(address.url, api_key=address.token))

    return connect


def stop_local(paths: Paths) -> None:
    """End the local server, where it runs. Raises `ConnectError`."""
    from tui_threads import launcher

    try:
        launcher.stop(paths.server_json)
    except launcher.LauncherError as error:
        raise ConnectError(str(error)) from error


def connect_profile(name: str, loaded: Settings) -> Connector:
    """Reach a server of somebody else's."""

    async def connect() -> ThreadsClient:
        from tui_threads.api import Profile, ThreadsClient

        return ThreadsClient(Profile.from_settings(name, loaded.profiles[name]))

    return connect


def answering(connect: Connector) -> Connector:
    """The same, but only a server that answers something counts as reached.

    Making a client of somebody else's server asks it nothing; the app would call one reached that is away.
    """

    async def connect_and_ask() -> ThreadsClient:
        from tui_threads.api.errors import ApiConnectionError, ApiError

        client = await connect()
        try:
            await client.models.list()
        except ApiConnectionError as error:
            await client.aclose()
            raise ConnectError(error.message) from error
        except ApiError:
            pass  # it answers; what it refuses is told where it is wanted
        except asyncio.CancelledError:
            await client.aclose()
            raise
        return client

    return connect_and_ask
