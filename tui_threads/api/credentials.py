"""Where the key or token of a profile comes from, and for how long it holds."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime

from tui_threads.api.clock import Clock
from tui_threads.api.errors import CredentialsError
from tui_threads.api.profile import Profile

__all__ = ["Credentials"]

_EARLY = 60.0
_COMMAND_TIMEOUT = 60.0


class Credentials:
    """The key of one profile, asked for when first needed and again when it has expired."""

    def __init__(self, profile: Profile, environ: Mapping[str, str], clock: Clock) -> None:
        self._profile = profile
        self._environ = environ
        self._clock = clock
        self._lock = asyncio.Lock()
        self._key: str | None = None
        self._expires_at: float | None = None
        self._known = False

    @property
    def renewable(self) -> bool:
        """Whether asking again may bring another token."""
        profile = self._profile
        from_environ = bool(profile.api_key_env and self._environ.get(profile.api_key_env))
        return bool(profile.token_command) and not profile.api_key and not from_environ

    async def headers(self) -> dict[str, str]:
        """The header that identifies the caller, or none where no key is needed.

        Raises:
            CredentialsError: the source that the profile names gives no key.
        """
        async with self._lock:
            if not self._known or (
                self._expires_at is not None and self._clock.time() > self._expires_at - _EARLY
            ):
                self._key, self._expires_at = await self._ask()
                self._known = True
            key = self._key
        if not key:
            return {}
        return {"api-key": key} if self._profile.auth == "api-key" else {"Authorization": f"Bearer {key}"}

    def forget(self) -> None:
        """Ask again before the next request: the server refused the token."""
        self._known = False

    async def _ask(self) -> tuple[str | None, float | None]:
        profile = self._profile
        if profile.api_key:
            return _clean(profile.api_key, "The given key"), None
        if profile.api_key_env and self._environ.get(profile.api_key_env):
            return _clean(self._environ[profile.api_key_env], f"The variable {profile.api_key_env}"), None
        if profile.token_command:
            return await self._run_command(profile.token_command)
        if profile.keyring_service:
            key = await asyncio.to_thread(_from_keyring, profile.keyring_service, profile.keyring_user)
            if key is not None:
                return key, None
        if profile.api_key_env:
            raise CredentialsError(_no_key(profile.api_key_env, profile))
        if profile.keyring_service and not profile.keyring_optional:
            raise CredentialsError(
                f"No system keyring holds a key for {profile.keyring_service}/{profile.keyring_user}; "
                "install the package keyring and store one, or name an environment variable."
            )
        return None, None

    async def _run_command(self, command: tuple[str, ...]) -> tuple[str, float | None]:
        name = command[0]
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=dict(self._environ),
            )
        except OSError as error:
            raise CredentialsError(f"The token command {name!r} cannot be run: {error.strerror}.") from error
        try:
            output, _ = await asyncio.wait_for(process.communicate(), _COMMAND_TIMEOUT)
        except TimeoutError as error:
            raise CredentialsError(f"The token command {name!r} gave no token in a minute.") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            raise CredentialsError(
                f"The token command {name!r} failed with exit status {process.returncode}; try it by hand."
            )
        return _read_token(output.decode("utf-8", "replace").strip(), name)


def _no_key(variable: str, profile: Profile) -> str:
    """What to do about a variable that is not set."""
    login = f" or run `threads-tui login {profile.keyring_user}`," if profile.keyring_optional else ""
    return f"The environment variable {variable} holds no key; set it,{login} and start again."


def _read_token(output: str, name: str) -> tuple[str, float | None]:
    """Token and expiry from a command's output: bare, or in the JSON that cloud tools print."""
    token, expires_at = output, None
    if output.startswith("{"):
        try:
            answer = json.loads(output)
        except ValueError as error:
            raise CredentialsError(f"The token command {name!r} printed broken JSON.") from error
        token = next((str(answer[k]) for k in ("accessToken", "access_token", "token") if answer.get(k)), "")
        expires_at = _moment(next((answer[k] for k in ("expires_on", "expiresOn") if answer.get(k)), None))
    if not token:
        raise CredentialsError(f"The token command {name!r} printed no token.")
    if expires_at is None:
        expires_at = _expiry_within(token)
    return _clean(token, f"The output of {name!r}"), expires_at


def _moment(value: object) -> float | None:
    """Unix time of a number, or of a local date as `az` prints it."""
    if isinstance(value, int | float):
        return float(value)
    if not isinstance(value, str):
        return None
    try:
        return float(value) if value.isdigit() else datetime.fromisoformat(value).timestamp()
    except ValueError:
        return None


def _expiry_within(token: str) -> float | None:
    """The expiry that a JSON Web Token carries; None for other tokens, which hold until refused."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error):
        return None
    return _moment(claims.get("exp")) if isinstance(claims, dict) else None


def _clean(key: str, source: str) -> str:
    """A key fit for a header; line breaks and letters outside ASCII cannot be sent."""
    key = key.strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise CredentialsError(f"{source} is no usable key: it holds spaces, line breaks or foreign letters.")
    return key


def _from_keyring(service: str, user: str) -> str | None:
    """The keyring's entry; without the package or a backend there is none."""
    try:
        import keyring
        import keyring.errors
    except ImportError:
        return None
    try:
        key = keyring.get_password(service, user)
    except keyring.errors.NoKeyringError:
        return None
    except keyring.errors.KeyringError as error:
        raise CredentialsError(
            f"The system keyring would not give the key of {user!r}: {error}. Unlock it and try again."
        ) from error
    return _clean(key, f"The keyring's entry {service}/{user}") if key else None
