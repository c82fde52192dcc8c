"""From the bytes of a file to the words that are searched."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from tui_threads.server.providers.tokens import estimate
from tui_threads.server.retrieval_chunks import split
from tui_threads.server.retrieval_extract import ExtractError, extract
from tui_threads.server.retrieval_words import query_words, words


def make_pdf(drawing: bytes) -> bytes:
    """A PDF of one page."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(drawing), drawing),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    content = b"%PDF-1.4\n"
    table = b"xref\n0 6\n0000000000 65535 f \n"
    for number, body in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(content)
        content += b"%d 0 obj%b endobj\n" % (number, body)
    return content + table + b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF" % len(content)


def make_zip(**parts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


WORD = (
    '<w:document xmlns:w="urn:w"><w:body><w:p><w:r><w:t>Hello</w:t></w:r><w:r><w:tab/><w:t>Word</w:t></w:r>'
    "</w:p><w:p><w:r><w:t>Second &amp; last</w:t></w:r></w:p></w:body></w:document>"
)
SLIDE = '<p:sld xmlns:p="urn:p" xmlns:a="urn:a"><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>'


async def text_of(tmp_path: Path, content: bytes, filename: str = "file") -> str:
    path = tmp_path / "file-abc"
    path.write_bytes(content)
    return await extract(path, filename)


@pytest.mark.parametrize(
    ("content", "filename", "expected"),
    [
        ("# Grüße\n".encode(), "a.md", "# Grüße\n"),
        (b"\xef\xbb\xbfwith a mark", "a.txt", "with a mark"),
        ("sixteen bits".encode("utf-16"), "a.txt", "sixteen bits"),
        ("caf\u00e9 \u201cquoted\u201d".encode("cp1252"), "a.txt", "caf\u00e9 \u201cquoted\u201d"),
        (b"a,b\n1,2\n", "a.csv", "a,b\n1,2\n"),
        (
            b"<html><style>p{}</style><h1>Title</h1><p>One &amp;\n two<script>x()</script></p></html>",
            "a.html",
            "Title\nOne & two",
        ),
        (b"<table><tr><td>a</td><td>b</td></tr></table>", "a.htm", "a b"),
    ],
)
async def test_text_is_read_whatever_its_form(
    tmp_path: Path, content: bytes, filename: str, expected: str
) -> None:
    assert await text_of(tmp_path, content, filename) == expected


async def test_a_long_page_is_read_like_a_short_one(tmp_path: Path) -> None:
    page = b"<html><p>Caf\xc3\xa9</p>" + b"<script>x</script>" * 60_000
    assert await text_of(tmp_path, page) == "Café"


async def test_a_pdf_is_read(tmp_path: Path) -> None:
    assert "Hello PDF" in await text_of(tmp_path, make_pdf(b"BT /F 24 Tf 10 50 Td (Hello PDF) Tj ET"))


async def test_a_word_document_is_read(tmp_path: Path) -> None:
    content = make_zip(**{"[Content_Types].xml": "<x/>", "word/document.xml": WORD})
    assert (await text_of(tmp_path, content)).split("\n")[-2:] == ["Hello\tWord", "Second & last"]


async def test_slides_are_read_in_their_order(tmp_path: Path) -> None:
    slides = {f"ppt/slides/slide{number}.xml": SLIDE.format(f"S{number}") for number in (10, 2, 1)}
    assert (await text_of(tmp_path, make_zip(**slides))).split() == ["S1", "S2", "S10"]


@pytest.mark.parametrize(
    ("content", "code", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "unsupported_file", "neither text"),
        (b"  \n\t ", "invalid_file", "no text"),
        (b"%PDF-1.4 rubbish", "invalid_file", "damaged"),
        (make_pdf(b""), "invalid_file", "OCR"),
        (b"PK\x03\x04 rubbish", "invalid_file", "damaged"),
        (make_zip(readme="x"), "unsupported_file", "no Word"),
        (make_zip(**{"word/document.xml": "<broken"}), "invalid_file", "damaged"),
    ],
    ids=["picture", "blank", "broken pdf", "scanned pdf", "broken zip", "other zip", "broken docx"],
)
async def test_what_has_no_text_is_refused_with_a_reason(
    tmp_path: Path, content: bytes, code: str, reason: str
) -> None:
    with pytest.raises(ExtractError, match=reason) as caught:
        await text_of(tmp_path, content)
    assert caught.value.code == code


def test_pieces_are_no_longer_than_asked_overlap_and_lose_nothing() -> None:
    text = " ".join(f"word{number}" for number in range(2000))
    pieces = list(split(text, 200, 50))
    assert all(estimate(piece) <= 210 for piece in pieces)
    for before, after in pairwise(pieces):
        shared = after[: len(after) // 8]
        assert shared in before
    assert {word for piece in pieces for word in piece.split()} == set(text.split())


def test_a_piece_ends_with_a_paragraph_if_one_ends_near() -> None:
    paragraph = "Some words of no interest, again and again. " * 20
    first = next(split(f"{paragraph.strip()}\n\nThe second begins. {paragraph}", 260, 0))
    assert first == paragraph.strip()


def test_a_text_without_any_space_is_cut_too() -> None:
    pieces = list(split("x" * 10_000, 100, 20))
    assert len(pieces) > 5
    assert all(len(piece) <= 480 for piece in pieces)


def test_a_short_text_is_one_piece_and_a_blank_one_none() -> None:
    assert list(split(" short ")) == ["short"]
    assert list(split(" \n ")) == []


def test_words_are_found_in_other_forms() -> None:
    assert words("Policies") == words("policy")
    assert words("stopped") == words("stopping") == words("stop")
    assert words("Crème BRÛLÉE") == words("creme brulee")
    assert words("parse_body") == words("parse body")


def test_scripts_without_spaces_are_found_by_parts() -> None:
    assert set(query_words("検索")) <= set(words("全文検索の方法"))
    assert set(query_words("索")) <= set(words("全文検索の方法"))
    assert not set(query_words("検文")) <= set(words("全文検索の方法"))


def test_a_question_is_reduced_to_what_matters() -> None:
    assert query_words("What is the refund policy?") == words("refund policy")
    assert query_words("Where is the treasure of these pirates?") == words("treasure pirates")
    assert query_words("who is it") == ["who", "is", "it"]
