"""docs/configuration.md says what the program does."""

from __future__ import annotations

from tests.settings.configuration_page import PAGE, written_anew


def test_its_tables_are_those_of_the_program() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == written_anew(page), "run python -m tests.settings.configuration_page"
