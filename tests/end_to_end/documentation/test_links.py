"""No link leads nowhere, and every page can be found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.end_to_end.documentation.blocks import ROOT, pages, prose


def links(page: Path) -> list[str]:
    """Where a page's links and pictures lead to."""
    return [one or other for one, other in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", prose(page))]


def anchors(page: Path) -> set[str]:
    """The headings of a page, as a browser would name them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for link in links(page):
        if re.match(r"\w+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_no_picture_stands_in_a_table_of_pipes(page: Path) -> None:
    """Our pictures have no width of their own; in the column of such a table they shrink to nothing."""
    assert re.findall(r"^\|.*!\[.*$", prose(page), re.MULTILINE) == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        local = (link.partition("#")[0] for link in links(page) if not re.match(r"\w+:", link))
        ahead += [(page.parent / path).resolve() for path in local if path]
    assert [page.name for page in pages() if page.parent != ROOT and page not in reached] == []
