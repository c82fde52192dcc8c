"""Environment variables: which are read, and what those that stand above the file say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui_threads.settings.checks import url
from tui_threads.settings.line_numbers import KeyPath
from tui_threads.settings.origins import Override
from tui_threads.settings.values import ProfileSettings

ENVIRONMENT_PROFILE = "openai-env"
"""The profile that the OpenAI variables make, where there is `OPENAI_BASE_URL`."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable."""

    name: str
    meaning: str
    path: KeyPath | None = None
    """The key it stands above."""
    is_secret: bool = False


VARIABLES: tuple[Variable, ...] = (
    Variable("THREADS_TUI_CONFIG", "The configuration file to read instead of the usual one."),
    Variable("THREADS_TUI_PROFILE", "Profile to open with.", ("profile",)),
    Variable("THREADS_TUI_THEME", "Name of the theme.", ("ui", "theme")),
    Variable("THREADS_TUI_TOKEN", "The token of a local server that is started with it.", is_secret=True),
    Variable("THREADS_TUI_DEBUG", "As `--debug`, where it is set to anything but 0."),
    Variable("OPENAI_BASE_URL", f"Makes the profile `{ENVIRONMENT_PROFILE}`, a server at this address."),
    Variable("OPENAI_API_KEY", f"Key of the profile `{ENVIRONMENT_PROFILE}`.", is_secret=True),
    Variable("OPENAI_ORG_ID", f"Organization of the profile `{ENVIRONMENT_PROFILE}`."),
    Variable("OPENAI_PROJECT_ID", f"Project of the profile `{ENVIRONMENT_PROFILE}`."),
    Variable("HF_TOKEN", "Sent to Hugging Face, where `models pull URL` fetches from there.", is_secret=True),
    Variable("NO_COLOR", "Draws without colours, where it is set to anything."),
    Variable("TEXTUAL_ANIMATIONS", "`none` draws without motion."),
    Variable("VISUAL", "The editor for `config edit` and for long messages."),
    Variable("EDITOR", "The same, where `VISUAL` is not set."),
)
"""Every variable that a person may set for this program, apart from those a configuration names itself."""


def overrides_of(environ: Mapping[str, str]) -> list[Override]:
    """What the environment puts above the file. An empty variable says nothing."""
    return [
        Override(variable.path, environ[variable.name], "environment", variable.name)
        for variable in VARIABLES
        if variable.path is not None and environ.get(variable.name)
    ]


def environment_profile(environ: Mapping[str, str]) -> ProfileSettings | None:
    """The server of the OpenAI variables; None without `OPENAI_BASE_URL`, or where that is no URL.

    The variables are often set for other programs, so they make an offer and are never an error.
    """
    base_url = environ.get("OPENAI_BASE_URL", "").strip()
    check = url("http", "https")["check"]
    if not base_url or (callable(check) and check(base_url)):
        return None
    return ProfileSettings(
        base_url=base_url,
        api_key_env="OPENAI_API_KEY" if environ.get("OPENAI_API_KEY") else None,
        organization=environ.get("OPENAI_ORG_ID") or None,
        project=environ.get("OPENAI_PROJECT_ID") or None,
    )
