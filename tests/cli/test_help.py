"""Help that is good enough to be the manual: every command, option and subcommand says what it is for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tui_threads.cli import cli

ROOT = Path(__file__).parents[2]


def commands(
    command: click.Command, name: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for part in command.list_commands(context):
            below = command.get_command(context, part)
            assert below is not None
            yield from commands(below, (*name, part))


ALL = dict(commands(cli))


@pytest.mark.parametrize("name", ALL, ids=" ".join)
def test_a_command_says_what_it_and_each_of_its_options_is_for(name: tuple[str, ...]) -> None:
    command = ALL[name]
    assert command.help
    short = command.get_short_help_str(limit=70)
    assert short
    assert not short.endswith("..."), short
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, parameter.name


def test_help_fits_a_terminal_of_80_columns_and_names_every_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui_threads", "--help"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=None,
    )
    assert max(map(len, done.stdout.splitlines())) <= 80
    for name in ALL:
        if len(name) == 1:
            assert f"\n  {name[0]} " in done.stdout


@pytest.mark.parametrize("name", [name[0] for name in ALL if len(name) == 1])
def test_every_command_is_told_of_in_the_pages(name: str) -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    assert any(f"threads-tui {name}" in page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize(
    ("words", "said"),
    [(["aks"], "Did you mean 'ask'?"), (["What is a bloom filter?"], "threads-tui ask"), (["zzz"], "--help")],
)
def test_words_that_are_no_command_are_answered_with_what_was_meant(words: list[str], said: str) -> None:
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 2
    assert said in result.stderr
