"""The blocks of code in the pages a reader sees, and the lines of a shell's in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
_FENCED = re.compile(
    r"^```(?P<language>\w*)(?: title=(?P<title>\S+))?[^\n]*\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    page: str
    """Path of the page below the root of the project."""
    line: int
    language: str
    """What stands behind the fence; empty for a drawing."""
    title: str
    """The file that it shows, where the fence says so."""
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[Path]:
    """Every page, in the order of their names."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("**/*.md"))]


def blocks(*languages: str) -> list[Block]:
    """The blocks in these languages, or all, page by page. Those that show a file are in no language."""
    found = []
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for match in _FENCED.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            title = (match["title"] or "").strip('"')
            block = Block(str(page.relative_to(ROOT)), line, match["language"], title, match["text"])
            if not languages or (block.language in languages and not title):
                found.append(block)
    return found


def prose(page: Path) -> str:
    """What stands outside the blocks."""
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


def commands(block: Block) -> list[str]:
    """The commands of a shell's block, one each, also where one goes on over several lines."""
    joined = re.sub(r"\\\n\s*", " ", block.text)
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]
