"""What the app is given: values and open things that the command line made and will close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.theme import Theme

from tui_threads.chat.cache import Cache
from tui_threads.chat.connection import Connector, Endpoint, ModelOffer
from tui_threads.settings import Settings
from tui_threads.settings.file import SettingsFile


@dataclass(frozen=True, slots=True)
class Reach:
    """A server that can be opened, and how."""

    endpoint: Endpoint
    connect: Connector
    model_offer: ModelOffer | None = None
    """The small model, where it is missing."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything `ThreadsApp` needs."""

    settings: Settings
    endpoint: Endpoint
    connect: Connector
    cache: Cache
    model_offer: ModelOffer | None = None
    """The small model, where it is missing."""
    open_thread: str | None = None
    """Id of a thread to open first."""
    image_folder: Path | None = None
    """Where fetched images are kept; None keeps none."""
    own_themes: Sequence[Theme] = ()
    """Themes the user has made."""
    theme_problems: Sequence[str] = ()
    """A sentence about each theme file that cannot be used."""
    pasted_folder: Path | None = None
    """Where pasted images lie until they are sent; None takes none."""
    templates_folder: Path | None = None
    """Where prompt templates lie."""
    notice: str = ""
    """A sentence to show at start."""
    log_file: Path | None = None
    """Where this app logs; None where it does not."""
    server_log_file: Path | None = None
    """Where the local server logs."""
    crash_sentence: Callable[[BaseException], str] | None = None
    """What to say on the terminal of an error that ends the app."""
    settings_file: SettingsFile | None = None
    """Where the settings stand and are changed; None where they have no file."""
    reach: Callable[[str, Settings], Reach] | None = None
    """How the server of a profile is reached; None where there is only the one."""
    stop_server: Callable[[], object] | None = None
    """Ends the local server, which the next connection starts anew. Blocks; raises `ConnectError`."""
