"""A server that can be talked to: where it is, and how to identify oneself there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tui_threads.settings import ProfileSettings

__all__ = ["Profile"]


@dataclass(frozen=True, slots=True)
class Profile:
    """A server of the protocol.

    The key is looked for in this order: `api_key`, the environment variable `api_key_env`, the program
    `token_command`, the system keyring. With none of them, requests carry no key. Keys and headers
    never show in `repr()`.
    """

    base_url: str
    """Up to and including `/v1` or its like; a query in it is sent with every request."""
    api_key: str | None = field(default=None, repr=False)
    api_key_env: str | None = None
    """Name of an environment variable that holds the key."""
    token_command: tuple[str, ...] = ()
    """A program and its arguments. It prints a bearer token, or JSON with `accessToken` (or `token`,
    `access_token`) and maybe `expires_on`; it is run again when the token expires or is refused."""
    keyring_service: str | None = None
    """Name under which the system keyring holds the key; needs the package `keyring`."""
    keyring_user: str = "api-key"
    """User name of that entry."""
    keyring_optional: bool = False
    """Whether a missing keyring or entry means that no key is needed, rather than an error."""
    auth: Literal["bearer", "api-key"] = "bearer"
    """`bearer` sends `Authorization: Bearer KEY`, `api-key` sends `api-key: KEY`."""
    organization: str | None = None
    """Sent as `OpenAI-Organization`."""
    project: str | None = None
    """Sent as `OpenAI-Project`."""
    api_version: str | None = None
    """Sent as the query parameter `api-version`."""
    beta_header: bool = True
    """Whether `OpenAI-Beta: assistants=v2` is sent with calls on assistants, threads and stores."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Sent with every request."""
    proxy: str | None = field(default=None, repr=False)
    """URL of a proxy; without it the environment's proxy is used, but never for a server on this machine."""
    ca_file: str | None = None
    """A file of certificate authorities to trust instead of the system's."""
    timeout: float = 600.0
    """Seconds of silence after which a request fails."""
    connect_timeout: float = 5.0
    """Seconds to reach the server."""
    max_retries: int = 2
    """How often a call is repeated, where it may be."""

    @classmethod
    def from_settings(cls, name: str, settings: ProfileSettings) -> Profile:
        """The profile of a table `[profiles.NAME]`.

        Without a program for the key, and where a variable it names is not set, the system keyring is
        asked for the service `threads-tui` and the user NAME, if there is one.
        """
        from tui_threads.settings import KEYRING_SERVICE

        return cls(
            base_url=settings.base_url,
            api_key_env=settings.api_key_env,
            token_command=settings.token_command,
            keyring_service=None if settings.token_command else KEYRING_SERVICE,
            keyring_user=name,
            keyring_optional=True,
            auth=settings.auth,
            organization=settings.organization,
            project=settings.project,
            api_version=settings.api_version,
            beta_header=settings.beta_header,
            headers=dict(settings.headers),
            proxy=settings.proxy,
            ca_file=os.path.expanduser(settings.ca_file) if settings.ca_file else None,
            timeout=settings.timeout,
        )
