"""What the commands on the library share: the cache and a server opened, closed, and their errors said.

The commands live in `library_*`, one a file. None of them imports Textual.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from tui_threads.chat.cache import Cache, CacheError, UnwritableError
from tui_threads.chat.cache_copy import copied
from tui_threads.chat.connection import ConnectError, Connector
from tui_threads.chat.thread_rows import find_thread
from tui_threads.cli.completing import complete_profile
from tui_threads.cli.connecting import connect_local, connect_profile
from tui_threads.cli.flags import settings_for
from tui_threads.paths import Paths
from tui_threads.settings import LOCAL

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.chat.exporting.reading import ThreadCopy
    from tui_threads.chat.thread_rows import ThreadRow

T = TypeVar("T")

profile_option = click.option(
    "--profile",
    metavar="NAME",
    shell_complete=complete_profile,
    help="The server profile of config.toml; by default the one the app opens.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class OpenLibrary:
    """The threads of one profile: the cache on this disk, and the server when it is asked for."""

    def __init__(self, profile: str, cache: Cache, connect: Connector) -> None:
        self.profile = profile
        self.cache = cache
        self._connect = connect
        self._client: ThreadsClient | None = None
        self._away = False

    @property
    def is_local(self) -> bool:
        """Whether the server is our own."""
        return self.profile == LOCAL

    async def client(self) -> ThreadsClient:
        """The server's client; the local server is started where it does not run. Raises `ConnectError`."""
        if self._client is None:
            self._client = await self._connect()
        return self._client

    async def or_offline(self, ask: Callable[[ThreadsClient], Awaitable[T]]) -> T | None:
        """What the server answers, or None where it is out of reach: said once, and not tried again.

        Raises:
            ApiError: the server is there and refuses this.
        """
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.trouble import trouble_of

        if self._away:
            return None
        try:
            return await ask(await self.client())
        except ConnectError as error:
            sentence = str(error)
        except ApiError as error:
            trouble = trouble_of(error)
            if trouble.kind not in ("unreachable", "refused"):
                raise
            sentence = trouble.sentence
        self._away = True
        click.echo(f"threads-tui: {sentence} What this machine keeps is used instead.", err=True)
        return None

    async def row(self, thread_id: str) -> ThreadRow | None:
        """What the cache knows of a thread."""
        return await self.cache.run(find_thread, self.profile, thread_id)

    async def copy(self, thread_id: str) -> ThreadCopy:
        """A whole thread; where the server is away or has it no more, as this machine mirrors it.

        Raises:
            ApiError: the server does not give it, and nothing of it is mirrored.
            ClickException: the server is out of reach, and nothing of it is mirrored.
        """
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.exporting.reading import read_mirrored, read_thread

        refusal: ApiError | None = None
        try:
            if copy := await self.or_offline(lambda client: read_thread(client, thread_id)):
                return copy
        except ApiError as error:
            refusal = error
        row = await self.row(thread_id)
        mirrored = await read_mirrored(self.cache, row) if row is not None else None
        if mirrored is not None and mirrored.messages:
            if refusal is not None:
                click.echo(f"threads-tui: {refusal} This machine's copy is used instead.", err=True)
            return mirrored
        if refusal is not None:
            raise refusal
        raise click.ClickException(f"Nothing of {thread_id} is kept on this machine.")

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()


def confirm(question: str) -> None:
    """Ask on standard error, and go on only after a yes.

    Raises:
        ClickException: the answer was no, or there was none.
    """
    try:
        agreed = click.confirm(question, err=True)
    except click.Abort:
        click.echo(err=True)  # the question stands alone on its line
        agreed = False
    if not agreed:
        raise click.ClickException("Nothing was done; --yes does it without asking.")


def run(profile: str | None, work: Callable[[OpenLibrary], Awaitable[T]], *, only_reads: bool = False) -> T:
    """Open the library of a profile, do the work, close it.

    Args:
        profile: The option of the command; without it that of the whole program, then the configuration's.
        only_reads: Whether the work changes nothing that counts; on a disk that takes nothing it is done
            again with a copy of the cache.

    Raises:
        ClickException: it failed; the sentence says what to do.
    """
    from tui_threads.api.errors import ApiError

    try:
        try:
            return asyncio.run(_run(profile, work))
        except UnwritableError as error:
            if not only_reads:
                raise
            return _with_a_copy(profile, work, error)
    except (ApiError, ConnectError, CacheError) as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        click.echo("threads-tui: stopped", err=True)
        sys.exit(130)


def _with_a_copy(
    profile: str | None, work: Callable[[OpenLibrary], Awaitable[T]], refusal: UnwritableError
) -> T:
    """Read where nothing can be written. Raises `refusal` where there is no room for a copy either."""
    try:
        with copied(Paths.for_user().cache_database) as copy:
            done = asyncio.run(_run(profile, work, copy))
    except CacheError:
        raise refusal from None
    click.echo(f"threads-tui: {refusal} What it holds was read from a copy.", err=True)
    return done


async def _run(
    profile: str | None, work: Callable[[OpenLibrary], Awaitable[T]], file: Path | None = None
) -> T:
    paths = Paths.for_user()
    loaded = settings_for(profile, paths.config_file)
    name = loaded.profile
    connect = connect_local(paths) if name == LOCAL else connect_profile(name, loaded)
    with closing(Cache.open(file or paths.cache_database)) as cache:
        library = OpenLibrary(name, cache, connect)
        if cache.mended:
            click.echo(f"threads-tui: {cache.mended}", err=True)
        try:
            return await work(library)
        finally:
            await library.aclose()
