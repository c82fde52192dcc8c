"""What `config.toml` may hold: a dataclass for each table, a field for each key.

The string below a field is what a person reads about that key, in the commented default file, in the
settings screen and in the documentation; so each field has one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

LOCAL = "local"
"""Name of the profile of our own server, and of the provider of its embedded model."""
EMBEDDED_MODEL = "local/smollm2-135m"
"""Name of the small model that the local server runs itself."""


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """`[providers.NAME]`: an OpenAI-compatible endpoint the local server may ask for tokens."""

    base_url: str
    api_key_env: str | None = None
    """Name of the environment variable that holds the key; the key itself never stands in the file."""

    def api_key(self, environ: Mapping[str, str] = os.environ) -> str | None:
        """The key, or None where none is needed or set."""
        return environ.get(self.api_key_env) if self.api_key_env else None


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """`[profiles.NAME]`: a foreign server of the protocol. The profile `local` is our own server."""

    base_url: str
    api_key_env: str | None = None
    token_command: tuple[str, ...] = ()
    """A program and its arguments that print a bearer token."""
    auth: Literal["bearer", "api-key"] = "bearer"
    """`bearer` sends `Authorization: Bearer KEY`, `api-key` sends `api-key: KEY` (Azure)."""
    organization: str | None = None
    project: str | None = None
    api_version: str | None = None
    """Sent as the query parameter `api-version` (Azure)."""
    beta_header: bool = True
    """Whether `OpenAI-Beta: assistants=v2` is sent."""
    headers: Mapping[str, str] = field(default_factory=dict)
    proxy: str | None = None
    ca_file: str | None = None
    timeout: float = 600.0
    """Seconds a request may take."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """`[server]`: the local server."""

    host: str = "127.0.0.1"
    port: int = 0
    """0 takes a free port."""
    fallback_model: str = EMBEDDED_MODEL
    """Answers for every model name that no provider knows."""
    model_path: str | None = None
    """A `.gguf` file to run instead of the small model."""
    context_size: int = 8192
    """Tokens of context of the embedded model."""
    slots: int = 2
    """Runs the embedded model answers at the same time; more wait in order."""
    idle_minutes: float = 15.0
    """Minutes without client and active run after which a server that the app started exits; 0 never."""
    discover: bool = True
    """Look for Ollama, LM Studio and llama-server on their usual loopback ports."""
    database_url: str | None = None
    """SQLAlchemy URL; by default SQLite in the data directory."""
    max_upload_bytes: int = 512 * 1024 * 1024
    sandbox_command: tuple[str, ...] = ()
    """A program and its arguments that run the Python source they are given on standard input: the code
    interpreter. Without one, runs that need it fail."""


@dataclass(frozen=True, slots=True)
class UiSettings:
    """`[ui]`: how the app looks and answers keys."""

    theme: str | None = None
    send_key: Literal["enter", "ctrl+j"] = "enter"
    """`enter`, or `ctrl+j` to let Enter make a line."""
    notify: Literal["bell", "osc9", "none"] = "bell"
    """When a reply ends while the terminal is not focused: `bell`, `osc9` or `none`."""
    text_width: int = 100
    """Columns of text at most."""
    ascii: bool = False
    """Draw with ASCII only."""
    images: Literal["auto", "kitty", "sixel", "blocks", "text"] = "auto"
    """How images are drawn: by the terminal (`kitty`, `sixel`), of half blocks, or not at all (`text`)."""
    remote_images: tuple[str, ...] = ()
    """Hosts whose images may be fetched without asking."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of `config.toml`."""

    profile: str = LOCAL
    """Profile the app opens with."""
    server: ServerSettings = field(default_factory=ServerSettings)
    ui: UiSettings = field(default_factory=UiSettings)
    providers: Mapping[str, ProviderSettings] = field(default_factory=dict)
    profiles: Mapping[str, ProfileSettings] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    """`"binding id" = "key,key"`, over the app's own keys."""
