"""The servers of others: providers that give tokens, and profiles the app can open with."""

from __future__ import annotations

import json
import os
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPException
from typing import IO
from urllib.parse import urlsplit

from tui_threads.cli.doctor.findings import Finding, fine, note, wrong
from tui_threads.settings import ProfileSettings, ProviderSettings, Settings

_SECONDS = 1.2
_MOST_BYTES = 8_000_000
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def look_at_providers(loaded: Settings, environ: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Each configured endpoint, asked for its models, and those that are found on this machine."""
    jobs: list[Callable[[], Finding | None]] = [
        partial(_provider, name, provider, environ) for name, provider in loaded.providers.items()
    ]
    if loaded.server.discover:
        from tui_threads.server.providers.discovery import USUAL_PORTS

        usual = [(name, port) for name, port in USUAL_PORTS.items() if name not in loaded.providers]
        jobs += [partial(_usual, name, port) for name, port in usual]
    yield from _together(jobs)


def look_at_profiles(loaded: Settings, environ: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Each server of the protocol. No key is sent: any answer shows that it is there."""
    yield fine("profiles", "opens with", loaded.profile)
    yield from _together(
        [partial(_profile, name, profile, environ) for name, profile in loaded.profiles.items()]
    )


def _together(jobs: Sequence[Callable[[], Finding | None]]) -> Iterator[Finding]:
    if jobs:
        with ThreadPoolExecutor(len(jobs)) as pool:
            yield from filter(None, pool.map(lambda job: job(), jobs))


def _provider(name: str, provider: ProviderSettings, environ: Mapping[str, str]) -> Finding:
    key = provider.api_key(environ)
    if provider.api_key_env and key is None:
        return note(
            "providers",
            name,
            f"{provider.base_url}, no key in {provider.api_key_env}",
            f"Set {provider.api_key_env} before the server starts, or `threads-tui login --provider {name}`.",
        )
    try:
        count = _models(provider.base_url, key)
    except urllib.error.HTTPError as error:
        return _refused(name, provider, error)
    except (OSError, HTTPException, ValueError) as error:
        advice = f"Start it, or correct base_url of [providers.{name}]."
        return wrong("providers", name, f"{provider.base_url}: {_reason(error)}", advice)
    return fine("providers", name, f"{provider.base_url}, {count} models")


def _refused(name: str, provider: ProviderSettings, error: urllib.error.HTTPError) -> Finding:
    said = f"{provider.base_url}: HTTP {error.code}"
    if error.code in (401, 403):
        where = provider.api_key_env or "a variable named by api_key_env"
        return wrong("providers", name, said, f"It refuses the key; put a valid one into {where}.")
    if error.code in (404, 405):  # a list of models is the one thing some endpoints do not have
        advice = f"It lists no models; if its runs fail, correct base_url of [providers.{name}]."
        return note("providers", name, said, advice)
    return wrong("providers", name, said, "The endpoint itself has trouble; try again, or ask who runs it.")


def _usual(name: str, port: int) -> Finding | None:
    """A model server that nobody configured: none is nothing to tell."""
    url = f"http://127.0.0.1:{port}/v1"
    try:
        count = _models(url, None)
    except (OSError, HTTPException, ValueError):
        return None
    return fine("providers", name, f"{url}, {count} models, found by itself")


def _profile(name: str, profile: ProfileSettings, environ: Mapping[str, str]) -> Finding:
    if profile.api_key_env and not environ.get(profile.api_key_env) and not profile.token_command:
        return note(
            "profiles",
            name,
            f"{profile.base_url}, no key in {profile.api_key_env}",
            f"Set {profile.api_key_env} to the key of this server, or `threads-tui login {name}`.",
        )
    if (profile.proxy or "").startswith("socks"):
        return fine("profiles", name, f"{profile.base_url}, by a SOCKS proxy: not asked")
    try:
        ways = list(_ways(profile))
    except OSError as error:
        said = f"{profile.ca_file}: {_reason(error)}"
        return wrong("profiles", name, said, f"Correct ca_file of [profiles.{name}].")
    try:
        with _get(profile.base_url, None, ways):
            pass
    except urllib.error.HTTPError:
        pass  # it is there, and wants a key or another address
    except (OSError, HTTPException, ValueError) as error:
        advice = f"Check the network, or correct base_url of [profiles.{name}]."
        return wrong("profiles", name, f"{profile.base_url}: {_reason(error)}", advice)
    return fine("profiles", name, f"{profile.base_url} answers")


def _ways(profile: ProfileSettings) -> Iterator[urllib.request.BaseHandler]:
    """Whom a profile trusts and what it goes through. Raises `OSError` without its certificates."""
    if profile.ca_file:
        trusted = ssl.create_default_context(cafile=os.path.expanduser(profile.ca_file))
        yield urllib.request.HTTPSHandler(context=trusted)
    if profile.proxy:
        yield urllib.request.ProxyHandler(dict.fromkeys(("http", "https"), profile.proxy))


def _models(base_url: str, key: str | None) -> int:
    """How many models an endpoint lists.

    Raises:
        OSError, HTTPException: it cannot be reached, or refuses.
        ValueError: what it answers is no list of models.
    """
    with _get(f"{base_url.rstrip('/')}/models", key) as answer:
        listed = json.loads(answer.read(_MOST_BYTES))
    models = listed.get("data") if isinstance(listed, dict) else None
    if not isinstance(models, list):
        raise ValueError("it is no server of this kind")
    return len(models)


class _StayThere(urllib.request.HTTPRedirectHandler):
    """A key goes to the address it was meant for and to no other."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def _get(url: str, key: str | None, ways: Sequence[urllib.request.BaseHandler] = ()) -> IO[bytes]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise ValueError("it is no http address")
    # urllib would take a name and a password before the host for a part of its name.
    plain = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    request = urllib.request.Request(plain, headers={"Authorization": f"Bearer {key}"} if key else {})
    direct = [urllib.request.ProxyHandler({})] if parts.hostname in _LOOPBACK else []
    opener = urllib.request.build_opener(_StayThere, *(ways or direct))
    opened: IO[bytes] = opener.open(request, timeout=_SECONDS)
    return opened


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    return (cause.strerror if isinstance(cause, OSError) else None) or str(cause) or type(cause).__name__
