from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.chat.exporting.copies import copy_of, message
from tests.chat.importing.other_programs import PNG
from tui_threads.chat.exporting.html import html_of


class _Tags(HTMLParser):
    """Every element of a page, as a browser's parser sees it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](https://example.com/track.png)",
    "</article></main><iframe src='https://example.com'>",
    "<style>body{display:none}</style>",
    '"><svg onload=alert(1)>',
    "[x](data:text/html,<script>alert(1)</script>)",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_is_said_becomes_an_element_or_a_request(attack: str) -> None:
    url = [{"type": "image_url", "image_url": {"url": f"javascript:{attack}"}}, {"type": attack}]
    page = html_of(
        copy_of(
            message("user", attack),
            message("assistant", url, attachments=[{"file_id": attack}], metadata={"original_model": attack}),
            title=attack,
        )
    )
    tags = _Tags(page)
    names = [tag for tag, _ in tags.found]
    assert not {"script", "iframe", "svg", "object", "embed", "link", "img", "base", "form"} & set(names)
    assert names.count("style") == 1
    for _, attributes in tags.found:
        assert not [name for name in attributes if name.startswith("on")]
        assert "src" not in attributes
        href = attributes.get("href") or "https://"
        assert href.startswith(("http://", "https://", "mailto:"))


def test_the_page_forbids_scripts_and_requests_and_suits_dark_and_light() -> None:
    page = html_of(copy_of(message("user", "Hi")))
    tags = dict((attributes.get("http-equiv") or "", attributes) for _, attributes in _Tags(page).found)
    assert "default-src 'none'" in (tags["Content-Security-Policy"].get("content") or "")
    assert "prefers-color-scheme: dark" in page


def test_markdown_is_rendered() -> None:
    page = html_of(
        copy_of(message("assistant", "**Yes**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\nx < 1\n```"))
    )
    names = [tag for tag, _ in _Tags(page).found]
    assert {"strong", "table", "td", "pre"} <= set(names)
    assert '<pre data-language="py"><code><span class="n">x</span> <span class="o">&lt;</span>' in page


def test_code_of_an_unknown_language_is_text_and_so_is_what_the_language_is_called() -> None:
    page = html_of(copy_of(message("assistant", '```x"><script>1</script>\nif x < 1: pass\n```')))
    assert "<code>if x &lt; 1: pass\n</code>" in page
    assert "script" not in {tag for tag, _ in _Tags(page).found}


def test_an_uploaded_image_is_inside_the_page_and_one_that_is_not_there_is_named() -> None:
    blocks = [{"type": "image_file", "image_file": {"file_id": name}} for name in ("here", "away", "odd")]
    page = html_of(copy_of(message("user", blocks), here=PNG, odd=b"<svg/>"))
    images = [attributes for tag, attributes in _Tags(page).found if tag == "img"]
    assert [str(one["src"])[:22] for one in images] == ["data:image/png;base64,"]
    assert "[Image: away]" in page
    assert "[Image: odd]" in page


def test_title_times_and_speakers_stand_in_the_page() -> None:
    words = _Tags(html_of(copy_of(message("user", "Hi")))).words
    for part in ("Rain in Bergen", "thread_1", "begun 2023-11-14 22:13 UTC", "1 message", "User"):
        assert part in words
