"""What the doctor says of the servers of others."""

from __future__ import annotations

from tui_threads.cli.doctor.endpoints import look_at_profiles
from tui_threads.settings import ProfileSettings, Settings

AWAY = "https://127.0.0.1:9/v1"


def said_of(profile: ProfileSettings) -> tuple[str, str]:
    _, finding = look_at_profiles(Settings(profiles={"work": profile}), {})
    return finding.value, finding.advice


def test_certificates_that_are_not_there_are_named() -> None:
    said, advice = said_of(ProfileSettings(base_url=AWAY, ca_file="/nowhere/ca.pem"))
    assert said == "/nowhere/ca.pem: No such file or directory"
    assert advice == "Correct ca_file of [profiles.work]."


def test_a_proxy_is_asked_as_the_program_asks_it() -> None:
    said, _ = said_of(ProfileSettings(base_url="https://elsewhere.invalid", proxy="http://127.0.0.1:9"))
    assert said == "https://elsewhere.invalid: Connection refused"


def test_what_cannot_be_asked_is_no_fault() -> None:
    said, advice = said_of(ProfileSettings(base_url=AWAY, proxy="socks5://127.0.0.1:9"))
    assert (said, advice) == (f"{AWAY}, by a SOCKS proxy: not asked", "")
