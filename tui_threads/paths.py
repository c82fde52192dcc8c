"""Where every file of this program lies, by platformdirs."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

if sys.platform != "win32":
    import pwd


@dataclass(frozen=True, slots=True)
class Paths:
    """Every place this program reads or writes."""

    config_file: Path
    data_dir: Path
    """User data: threads, files, models, the cache of thread ids. Never cleaned."""
    state_dir: Path
    """Logs."""
    cache_dir: Path
    """What can be fetched or computed again."""
    runtime_dir: Path
    """What is true only while the server runs."""

    @property
    def templates_dir(self) -> Path:
        """Prompt templates, beside the configuration."""
        return self.config_file.parent / "templates"

    @property
    def server_database(self) -> Path:
        return self.data_dir / "server.db"

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @property
    def pasted_dir(self) -> Path:
        """Pasted images until the server has them."""
        return self.data_dir / "pasted"

    @property
    def models_dir(self) -> Path:
        return self.data_dir / "models"

    @property
    def cache_database(self) -> Path:
        return self.data_dir / "library.db"

    @property
    def token_file(self) -> Path:
        """Holds the server's token, mode 0600, so that it is the same after a restart."""
        return self.data_dir / "token"

    @property
    def server_json(self) -> Path:
        return self.runtime_dir / "server.json"

    @property
    def server_lock(self) -> Path:
        """Held by the one server of this data directory as long as it lives."""
        return self.data_dir / "server.lock"

    @property
    def log_file(self) -> Path:
        return self.state_dir / "threads-tui.log"

    @property
    def server_log_file(self) -> Path:
        return self.state_dir / "server.log"

    @classmethod
    def for_user(cls, environ: Mapping[str, str] = os.environ) -> Paths:
        """The platform's own places; `HOME` and `XDG_*` move them."""
        dirs = PlatformDirs("threads-tui", appauthor=False)
        config = environ.get("THREADS_TUI_CONFIG")
        return cls(
            config_file=Path(config) if config else dirs.user_config_path / "config.toml",
            data_dir=dirs.user_data_path,
            state_dir=dirs.user_state_path,
            cache_dir=dirs.user_cache_path,
            runtime_dir=_runtime_dir(dirs, environ),
        )


def _runtime_dir(dirs: PlatformDirs, environ: Mapping[str, str]) -> Path:
    """The platform's runtime directory, or one of our own where others could get at it.

    Without `XDG_RUNTIME_DIR` platformdirs may fall back to a name in `/tmp` that another user can
    take first, and who writes `server.json` is who we talk to.
    """
    if sys.platform in {"darwin", "win32"}:
        return dirs.user_runtime_path
    system = Path(f"/run/user/{os.getuid()}")
    base = Path(environ.get("XDG_RUNTIME_DIR") or system)
    if not base.is_absolute() or (base == system and not os.access(system, os.W_OK)):
        return dirs.user_state_path / "run"
    if base == system and Path.home() != Path(pwd.getpwuid(os.getuid()).pw_dir):
        import hashlib  # only here, and every command reads this file

        # One runtime directory a user, but as many homes as HOME says: keep their servers apart.
        return base / "threads-tui" / hashlib.sha256(os.fsencode(dirs.user_data_path)).hexdigest()[:8]
    return base / "threads-tui"
