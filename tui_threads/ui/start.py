"""Opening the app and closing all that it holds; what the command line calls."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from tui_threads.chat.cache import Cache
from tui_threads.chat.connection import Connector, Endpoint, ModelOffer
from tui_threads.settings import Settings
from tui_threads.ui.app import ThreadsApp
from tui_threads.ui.setup import Setup


def run_app(
    settings: Settings,
    *,
    cache_database: Path,
    endpoint: Endpoint,
    connect: Connector,
    model_offer: ModelOffer | None = None,
    open_thread: str | None = None,
    notice: str = "",
) -> int:
    """Run the app until the user leaves it; the exit code.

    Raises:
        CacheError: the file of threads and drafts cannot be used; the message says what to do.
    """
    with closing(Cache.open(cache_database)) as cache:
        app = ThreadsApp(
            Setup(
                settings=settings,
                endpoint=endpoint,
                connect=connect,
                cache=cache,
                model_offer=model_offer,
                open_thread=open_thread,
                notice=notice,
            )
        )
        app.run()
        return app.return_code or 0
