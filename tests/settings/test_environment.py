"""The variables that a person may set are told of, and those that are told of are read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from textual import constants

import tui_threads
from tests.settings.configuration_page import PAGE
from tui_threads.settings.environment import VARIABLES

_NOT_FOR_PEOPLE = {
    "_THREADS_TUI_COMPLETE",  # set by the shell's completion
    "GGML_NO_BACKTRACE",  # set for the model's process
    "PYDANTIC_DISABLE_PLUGINS",  # set by `ask` for itself
    "TEXTUAL_DRIVER",  # set by `web` for the app
    "UV",  # set by uv for what it runs
}
_TOLD = {variable.name for variable in VARIABLES}


def test_every_variable_that_the_program_looks_at_is_told() -> None:
    _, _, environment = PAGE.read_text(encoding="utf-8").partition("\n## Environment\n")
    section, _, _ = environment.partition("\n## ")
    assert set(_looked_at()) - _NOT_FOR_PEOPLE <= set(re.findall(r"`([A-Z_]+)`", section))


def test_every_variable_that_is_told_is_looked_at() -> None:
    above_keys = {variable.name for variable in VARIABLES if variable.path}
    by_textual = set(re.findall(r'"(TEXTUAL_\w+)"', Path(constants.__file__).read_text(encoding="utf-8")))
    assert _TOLD - above_keys - by_textual <= set(_looked_at())


def _looked_at() -> Iterator[str]:
    """The names by which the sources take something out of an environment."""
    for file in Path(tui_threads.__file__).parent.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(func=ast.Attribute(value=source, attr="get"), args=[name, *_]):
                    pass
                case ast.Subscript(value=source, slice=name):
                    pass
                case ast.Compare(left=name, ops=[ast.In() | ast.NotIn()], comparators=[source]):
                    pass
                case _:
                    continue
            if ast.unparse(source).rpartition(".")[2] == "environ" and isinstance(name, ast.Constant):
                yield str(name.value)
        yield from re.findall(r'"(_?THREADS_TUI_[A-Z_]+)"', text)
