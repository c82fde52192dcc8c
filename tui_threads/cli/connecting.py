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
