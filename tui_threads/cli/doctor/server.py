"""The local server in the background, and the model it runs itself."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from tui_threads import __version__, launcher
from tui_threads.cli.doctor.findings import Finding, fine, note, wrong
from tui_threads.paths import Paths
from tui_threads.settings import LOCAL, ServerSettings, Settings

_ANSWER_SECONDS = 1.0
_BLOCK = 1024 * 1024
_TRIAL_SECONDS = 30.0


def look_at_server(paths: Paths, server: ServerSettings) -> Iterator[Finding]:
    """Whether it runs, where, and whether it is of this version; else whether its port is free."""
    address = launcher.read_address(paths.server_json)
    if address is None:
        yield fine("server", "running", "no; the app starts it when it is needed")
        if server.port and not _is_free(server.host, server.port):
            advice = "Another program has it: change `port` under [server], or take it out."
            yield wrong("server", "port", server.port, advice)
        return
    if not launcher.is_alive(address, _ANSWER_SECONDS):
        yield note(
            "server",
            "running",
            f"no answer at {address.url} (pid {address.pid})",
            "It ended without a word or is too busy; `threads-tui logs --server` may tell.",
        )
        return
    yield fine("server", "running", f"{address.url} (pid {address.pid})")
    if address.version == __version__:
        yield fine("server", "version", address.version)
    else:
        yield wrong(
            "server",
            "version",
            f"{address.version}, and this program is {__version__}",
            "`threads-tui server stop` ends it; the next start is of this version.",
        )


def _is_free(host: str, port: int) -> bool:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except OSError:
        return False
    return True


def look_at_model(paths: Paths, loaded: Settings) -> Iterator[Finding]:
    """What answers when nothing else is named, and the file it needs."""
    server = loaded.server
    yield _fallback(loaded)
    yield _engine(server)
    from tui_threads.server.model_shelf import SMALL_FILE, ModelShelf

    shelf = ModelShelf.of(paths.models_dir, server)
    small = paths.models_dir / SMALL_FILE
    if shelf.named is not None:
        yield _file(shelf.named, "server.model_path names no file; correct it or take it out.")
    elif small.is_file() or not shelf.files():
        yield _small_model(small, server)
    for file in shelf.files().values():
        if file not in (shelf.named, small):
            yield _file(file, "It was removed just now.")


def _fallback(loaded: Settings) -> Finding:
    name = loaded.server.fallback_model
    provider = name.partition("/")[0]
    known = {
        LOCAL,
        *loaded.providers,
        *(("ollama", "lmstudio", "llama-server") if loaded.server.discover else ()),
    }
    if "/" in name and provider not in known:
        return wrong(
            "model",
            "fallback",
            name,
            f"Nothing is called {provider!r}: add [providers.{provider}] or change server.fallback_model.",
        )
    return fine("model", "fallback", name)


def _needs_own(server: ServerSettings) -> bool:
    return server.fallback_model.partition("/")[0] == LOCAL


def _engine(server: ServerSettings) -> Finding:
    missing = wrong if _needs_own(server) else note
    try:
        version = metadata.version("xllamacpp")
    except metadata.PackageNotFoundError:
        advice = "There is no build for this platform; set server.fallback_model to a provider's model."
        return missing("model", "xllamacpp", "not installed", advice)
    if trouble := _trouble_of_import("xllamacpp"):
        advice = "Install the library it lacks; libgomp is the package `libgomp1` of Debian and Ubuntu."
        return missing("model", "xllamacpp", f"{version}: {trouble}", advice)
    return fine("model", "xllamacpp", version)


def _trouble_of_import(name: str) -> str:
    """The last words of a process that imports a package, as the server's does; empty where that works."""
    trial = [sys.executable, "-P", "-c", f"import {name}"]
    try:
        tried = subprocess.run(trial, capture_output=True, text=True, timeout=_TRIAL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"not loaded within {_TRIAL_SECONDS:g} s"
    said = tried.stderr.strip().splitlines() or [f"it ends with {tried.returncode}"]
    return said[-1] if tried.returncode else ""


def _file(file: Path, if_missing: str) -> Finding:
    if not file.is_file():
        return wrong("model", "file", file, if_missing)
    try:
        with file.open("rb") as model:
            begins = model.read(4)
    except OSError as error:
        return wrong("model", "file", file, f"It cannot be read ({error.strerror}); check its permissions.")
    if begins != b"GGUF":
        return wrong("model", "file", file, "This is no .gguf file: name or fetch another one.")
    return fine("model", "file", f"{file} ({file.stat().st_size / 1e6:,.0f} MB)")


def _small_model(file: Path, server: ServerSettings) -> Finding:
    from tui_threads.server import model_files

    if not file.is_file():
        advice = "`threads-tui models pull` fetches it, or name a provider's model in server.fallback_model."
        kept, value = model_files.kept_bytes(file.parent), "not fetched"
        if kept:
            value = f"{kept / 1e6:.0f} of {model_files.SMOLLM2.model_size / 1e6:.0f} MB fetched"
            advice = advice.replace("fetches it", "fetches the rest")
        return (wrong if _needs_own(server) else note)("model", "file", value, advice)
    if _sha256(file) != model_files.SMOLLM2.model_sha256:
        return wrong(
            "model",
            "file",
            f"{file}, not the expected content",
            f"Delete {file} and run `threads-tui models pull`.",
        )
    return fine("model", "file", f"{file} ({file.stat().st_size / 1e6:,.0f} MB, as it should be)")


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as model:
        while block := model.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
