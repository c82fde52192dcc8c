"""What the pages name in passing is there, what there is they name, and no block of theirs is unlooked at."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.end_to_end.documentation.blocks import ROOT, Block, blocks, pages, prose
from tui_threads.chat.templates import read_template
from tui_threads.cli import cli
from tui_threads.ui.own_themes import read_themes

TESTED = {"sh", "python", "toml"}
"""Languages of blocks that `test_commands.py` runs or loads."""


def mentions() -> Iterator[tuple[str, str]]:
    """Commands of ours within sentences and tables, and their pages."""
    for page in pages():
        for command in re.findall(r"`(?:[^`\n]* )?(threads-tui [^`|]*)", prose(page)):
            yield str(page.relative_to(ROOT)), " ".join(command.split())


@pytest.mark.parametrize(("page", "command"), sorted(set(mentions())))
def test_a_command_that_is_named_can_be_given(page: str, command: str) -> None:
    found: click.Command = cli
    words = shlex.split(command)[1:]
    while words:
        word = words.pop(0)
        if word.startswith("-"):
            options = [one for one in found.params if word in (*one.opts, *one.secondary_opts)]
            assert options or word in ("--help", "-h"), f"{page}: {found.name} has no {word}"
            if options and isinstance(options[0], click.Option) and not options[0].is_flag and words:
                words.pop(0)
        elif isinstance(found, click.Group):
            inner = found.get_command(click.Context(found), word)
            if word in ("COMMAND", "…"):
                continue
            assert inner is not None, f"{page}: there is no {command}"
            found = inner


def options(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    """Every option there is, and its command."""
    for option in command.params:
        if isinstance(option, click.Option) and not option.hidden:
            yield name, max(option.opts, key=len)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for word in command.list_commands(context):
            inner = command.get_command(context, word)
            if inner is not None and not inner.hidden:
                yield from options(inner, f"{name} {word}")


def test_every_command_and_option_is_told_somewhere() -> None:
    told = "\n".join(page.read_text(encoding="utf-8") for page in pages())
    there = list(options(cli, "threads-tui"))
    assert [f"{command} {option}" for command, option in there if not re.search(rf"{option}\b", told)] == []
    assert [command for command in {command for command, _ in there} if command not in told] == []


def test_every_program_and_module_of_the_project_that_is_named_exists() -> None:
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for path in re.findall(r"python (\w+/[\w/]+\.py)", text):
            assert (ROOT / path).is_file(), f"{page}: {path}"
        for module in re.findall(r"python -m ((?:benchmarks|screenshots|tests)[\w.]+)", text):
            assert ROOT.joinpath(*module.split(".")).with_suffix(".py").is_file(), f"{page}: {module}"


def test_the_extras_that_are_named_are_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {
        extra
        for page in pages()
        for extras in re.findall(r"(?:threads-tui|'\.)\[([a-z,]+)\]", page.read_text(encoding="utf-8"))
        for extra in extras.split(",")
    }
    assert named == set(project["optional-dependencies"])


def test_a_block_that_nothing_runs_is_a_drawing_a_theme_or_a_template() -> None:
    for block in blocks():
        drawn = not block.language and re.search(r"[─│┌└]", block.text)
        assert block.language in TESTED or drawn or block.title, str(block)


def titled(folder: str) -> list[Block]:
    """The blocks that show a file of this folder beside the configuration."""
    return [block for block in blocks() if block.title.startswith(f"{folder}/")]


@pytest.mark.parametrize("block", titled("themes"), ids=str)
def test_a_theme_that_is_shown_can_be_used_and_read(block: Block, tmp_path: Path) -> None:
    (tmp_path / Path(block.title).name).write_text(block.text, encoding="utf-8")
    themes, problems = read_themes(tmp_path)
    assert ([theme.name for theme in themes], problems) == ([Path(block.title).stem], [])


@pytest.mark.parametrize("block", titled("templates"), ids=str)
def test_a_template_that_is_shown_can_be_used(block: Block, tmp_path: Path) -> None:
    file = tmp_path / Path(block.title).name
    file.write_text(block.text, encoding="utf-8")
    template = read_template(tmp_path, file.stem)
    assert template.description
    assert template.places


def test_a_theme_and_a_template_are_shown() -> None:
    assert titled("themes")
    assert titled("templates")
