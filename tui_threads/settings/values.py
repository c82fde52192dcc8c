"""What `config.toml` may hold: a dataclass for each table, a field for each key.

The string below a field is what a person reads about that key, in the commented default file, in the
settings screen and in the documentation, so each field has one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tui_threads.settings.checks import (
    database_url,
    example,
    listen_address,
    remote_host,
    url,
    variable_name,
    whole_path,
    within,
)

LOCAL = "local"
"""Name of the profile of our own server, and of the provider of its embedded model."""
EMBEDDED_MODEL = "local/smollm2-135m"
"""Name of the small model that the local server runs itself."""
KEYRING_SERVICE = "threads-tui"
"""What keys are filed under in the system keyring. The user name is that of the profile, or the variable
that a provider names."""


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """`[providers.NAME]`: an OpenAI-compatible endpoint the local server may ask for tokens."""

    base_url: str = field(metadata=url("http", "https") | example("https://llm.example.com/v1"))
    """Where the endpoint's `/chat/completions` is, without these words."""
    api_key_env: str | None = field(default=None, metadata=variable_name() | example("WORK_LLM_KEY"))
    """Name of the environment variable that holds the key; the key itself never stands in the file."""

    def api_key(self, environ: Mapping[str, str] = os.environ) -> str | None:
        """The key, or None where none is needed or set."""
        return environ.get(self.api_key_env) if self.api_key_env else None


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """`[profiles.NAME]`: another server of the protocol. The profile `local` is our own server."""

    base_url: str = field(metadata=url("http", "https") | example("https://threads.example.com/v1"))
    """Where the server's `/threads` is, without this word."""
    api_key_env: str | None = field(default=None, metadata=variable_name() | example("TEAM_THREADS_KEY"))
    """Name of the environment variable that holds the key; the key itself never stands in the file."""
    token_command: tuple[str, ...] = field(
        default=(), metadata=example(["az", "account", "get-access-token", "--scope", "https://ai.azure.com"])
    )
    """A program and its arguments that print a bearer token."""
    auth: Literal["bearer", "api-key"] = "bearer"
    """`bearer` sends `Authorization: Bearer KEY`, `api-key` sends `api-key: KEY` (Azure)."""
    organization: str | None = field(default=None, metadata=example("org-123"))
    """Sent as `OpenAI-Organization`."""
    project: str | None = field(default=None, metadata=example("proj_123"))
    """Sent as `OpenAI-Project`."""
    api_version: str | None = field(default=None, metadata=example("2024-05-01-preview"))
    """Sent as the query parameter `api-version` (Azure)."""
    beta_header: bool = True
    """Whether `OpenAI-Beta: assistants=v2` is sent."""
    headers: Mapping[str, str] = field(default_factory=dict, metadata=example({"x-team": "blue"}))
    """Headers that are sent with every request."""
    proxy: str | None = field(
        default=None, metadata=url("http", "https", "socks5", "socks5h") | example("http://127.0.0.1:3128")
    )
    """URL of a proxy, instead of the environment's."""
    ca_file: str | None = field(default=None, metadata=whole_path() | example("/etc/ssl/certs/work.pem"))
    """A file of certificate authorities to trust instead of the system's."""
    timeout: float = field(default=600.0, metadata=within(1))
    """Seconds of silence after which a request fails."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """`[server]`: the local server."""

    host: str = field(default="127.0.0.1", metadata=listen_address())
    """Address to listen on. Others than 127.0.0.1 let other machines in, if they have the token."""
    port: int = field(default=0, metadata=within(0, 65535))
    """Port to listen on; 0 takes a free one."""
    fallback_model: str = EMBEDDED_MODEL
    """Answers for every model name that no provider knows."""
    model_path: str | None = field(
        default=None, metadata=whole_path() | example("~/models/Qwen3-4B-Q4_K_M.gguf")
    )
    """A `.gguf` file to run instead of the small model."""
    context_size: int = field(default=8192, metadata=within(256))
    """Tokens of context of the embedded model, for each slot."""
    slots: int = field(default=2, metadata=within(1, 64))
    """Runs the embedded model answers at the same time; more wait in order."""
    reply_tokens: int | None = field(default=None, metadata=within(1) | example(1024))
    """Tokens of a reply of the embedded model where the run sets no limit; by default 1024 for the small
    model, and what the context holds for another."""
    idle_minutes: float = field(default=15.0, metadata=within(0))
    """Minutes without client and active run after which a server that the app started exits; 0 never."""
    discover: bool = True
    """Look for Ollama, LM Studio and llama-server on their usual loopback ports."""
    database_url: str | None = field(
        default=None, metadata=database_url() | example("postgresql+psycopg://threads@db.example.com/threads")
    )
    """SQLAlchemy URL; by default SQLite in the data directory."""
    max_upload_bytes: int = field(default=512 * 1024 * 1024, metadata=within(1))
    """Bytes that an uploaded file may have."""
    sandbox_command: tuple[str, ...] = field(default=(), metadata=example(["docker", "run", "-i", "python"]))
    """A program and its arguments that run the Python source they are given on standard input: the code
    interpreter. Without one, runs that need it fail."""


@dataclass(frozen=True, slots=True)
class UiSettings:
    """`[ui]`: how the app looks and answers keys."""

    theme: str | None = field(default=None, metadata=example("threads-light"))
    """Name of the theme: `threads-dark` (the default), `threads-light`, `threads-contrast`, `threads-ansi`
    (the terminal's own colours), one of Textual's, or a file of the folder `themes` beside this one."""
    send_key: Literal["enter", "ctrl+j"] = "enter"
    """`enter`, or `ctrl+j` to let Enter make a line."""
    notify: Literal["bell", "osc9", "none"] = "bell"
    """When a reply ends while the terminal is not focused: `bell`, `osc9` or `none`."""
    text_width: int = field(default=100, metadata=within(20, 400))
    """Columns of text at most."""
    density: Literal["cosy", "compact"] = "cosy"
    """`compact`: one line a thread, fewer blank lines, no frame around the composer."""
    motion: bool = True
    """Whether anything moves on the screen besides the text itself."""
    ascii: bool = False
    """Draw with ASCII only."""
    images: Literal["auto", "kitty", "sixel", "blocks", "text"] = "auto"
    """How images are drawn: by the terminal (`kitty`, `sixel`), of half blocks, or not at all (`text`)."""
    remote_images: tuple[str, ...] = field(default=(), metadata=remote_host() | example(["example.org"]))
    """Hosts whose images may be fetched without asking."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of `config.toml`."""

    profile: str = LOCAL
    """Profile the app opens with."""
    server: ServerSettings = field(default_factory=ServerSettings)
    """The local server."""
    ui: UiSettings = field(default_factory=UiSettings)
    """How the app looks and answers keys."""
    providers: Mapping[str, ProviderSettings] = field(default_factory=dict)
    """Endpoints the local server may ask for tokens."""
    profiles: Mapping[str, ProfileSettings] = field(default_factory=dict)
    """Other servers of the protocol."""
    keys: Mapping[str, str] = field(default_factory=dict, metadata=example({"app.settings": "f11"}))
    """`"binding id" = "key,key"`, over the app's own keys. F1 in the app lists them."""
