"""Prompt templates: Markdown files of a folder, with places that are filled in before they are used.

A file may begin with front matter between two lines of `---`, in which only `description:` counts. Places
are written `{{name}}` or `{{name=what stands there otherwise}}`; everything else in braces is text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PLACE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_-]*)\s*(?:=([^{}]*))?\}\}")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_MOST_BYTES = 1024 * 1024


class TemplateError(Exception):
    """A template cannot be used; the message is one sentence that says what to mend."""


@dataclass(frozen=True, slots=True)
class Template:
    """One template."""

    name: str
    """The file's name without its ending."""
    description: str
    body: str

    @property
    def places(self) -> dict[str, str]:
        """What is to be filled in, in the order it stands there, with what stands there otherwise."""
        places: dict[str, str] = {}
        for match in _PLACE.finditer(self.body):
            if not places.get(match[1]):
                places[match[1]] = (match[2] or "").strip()
        return places

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with its places filled in."""
        return _PLACE.sub(lambda match: values.get(match[1], (match[2] or "").strip()), self.body)


def template_names(folder: Path) -> list[str]:
    """Names of the templates in a folder; none where it does not exist. Touches the disk.

    Raises:
        TemplateError: the folder cannot be read.
    """
    try:
        return sorted(path.stem for path in folder.glob("*.md") if path.is_file())
    except OSError as error:
        raise TemplateError(f"{folder} cannot be read: {error.strerror}.") from error


def read_template(folder: Path, name: str) -> Template:
    """A template by its name. Touches the disk.

    Raises:
        TemplateError: there is none of that name, or it cannot be read or is no text.
    """
    if name not in template_names(folder):
        raise TemplateError(f"There is no template {name!r} in {folder}.")
    path = folder / f"{name}.md"
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TemplateError(f"{path} is larger than 1 MB; a template is a prompt.")
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise TemplateError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise TemplateError(f"{path} is not UTF-8 text; save it as UTF-8.") from error
    body, description = text, ""
    if front := _FRONT.match(text):
        body = text[front.end() :]
        for line in front[1].splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "description":
                description = value.strip().strip("'\"")
    if not body.strip():
        raise TemplateError(f"{path} is empty.")
    return Template(name, description, body.strip("\n"))
