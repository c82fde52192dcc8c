"""What a shell may complete beside names of options: threads, profiles, models, assistants.

Asked at every press of Tab, so: the cache is read as it is, a server is asked only where one runs and answers
at once, and what goes wrong completes nothing instead of writing into the command line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from tui_threads import settings
from tui_threads.paths import Paths
from tui_threads.settings import LOCAL, Settings, SettingsError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_MOST = 300
_SECONDS = 0.4
_MOST_BYTES = 1_000_000
_THREADS = """
    SELECT id, title FROM threads
    WHERE profile = ? AND id IS NOT NULL AND NOT gone
    ORDER BY pinned DESC, active_at DESC LIMIT ?
"""


def complete_thread(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Ids of threads that begin with what was typed, or whose titles hold it."""
    from click.shell_completion import CompletionItem

    words = typed.casefold()
    return [
        CompletionItem(known, help=title)
        for known, title in _threads(_profile(context))
        if known.startswith(typed) or words in title.casefold()
    ]


def complete_profile(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Names of profiles, with their addresses."""
    from click.shell_completion import CompletionItem

    named = [(LOCAL, "the server of this machine")]
    named += [(name, profile.base_url) for name, profile in _settings().profiles.items()]
    return [CompletionItem(name, help=words) for name, words in named if name.startswith(typed)]


def complete_model(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Models that the local server answers with, where it runs; else the one it falls back to."""
    from click.shell_completion import CompletionItem

    listed = [str(model["id"]) for model in _from_server(context, "/models")]
    names = listed or [_settings().server.fallback_model]
    return [CompletionItem(name) for name in names if name.startswith(typed)]


def complete_model_file(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Models whose files lie in the folder of models."""
    from click.shell_completion import CompletionItem

    from tui_threads.server.model_shelf import ModelShelf

    names = ModelShelf(Paths.for_user().models_dir).files()
    return [CompletionItem(name) for name in names if name.startswith(typed)]


def complete_assistant(
    context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Assistants of the local server, where it runs, by id or by a part of the name."""
    from click.shell_completion import CompletionItem

    words = typed.casefold()
    found = [
        (str(one["id"]), _plain(str(one.get("name") or "")))
        for one in _from_server(context, "/assistants?limit=100")
    ]
    return [
        CompletionItem(known, help=name)
        for known, name in found
        if known.startswith(typed) or words in name.casefold()
    ]


def _settings() -> Settings:
    try:
        return settings.load(Paths.for_user().config_file)
    except SettingsError:
        return Settings()


def _profile(context: click.Context) -> str:
    given = context.params.get("profile") or context.find_root().params.get("profile")
    return str(given or _settings().profile)


def _threads(profile: str) -> Sequence[tuple[str, str]]:
    import sqlite3

    file = Paths.for_user().cache_database
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=_SECONDS)) as opened:
            return [(known, _plain(title)) for known, title in opened.execute(_THREADS, (profile, _MOST))]
    except sqlite3.Error:
        return []


def _from_server(context: click.Context, path: str) -> Iterator[Mapping[str, object]]:
    import http.client
    import json

    from tui_threads import launcher

    address = launcher.read_address(Paths.for_user().server_json)
    if address is None or _profile(context) != LOCAL:
        return
    parts = urlsplit(address.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_SECONDS)
    with closing(connection), suppress(OSError, http.client.HTTPException, ValueError):
        connection.request("GET", parts.path + path, headers={"Authorization": f"Bearer {address.token}"})
        listed = json.loads(connection.getresponse().read(_MOST_BYTES))
        yield from (item for item in listed.get("data", []) if isinstance(item, dict) and "id" in item)


def _plain(title: str) -> str:
    """On one line, without what shells and terminals could take for more than words."""
    words = " ".join(title.split())
    return "".join(letter for letter in words if letter.isprintable())[:80]
