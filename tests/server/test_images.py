"""What a model gets to see of a message's images."""

from __future__ import annotations

import base64
import io

import pytest

from tests.server.filing_fixture import database, filing
from tui_threads.server.filing import Filing
from tui_threads.server.images import ImageReader, ImageRefused
from tui_threads.server.providers.completion import ResolvedModel
from tui_threads.wire.content import (
    ContentBlock,
    ImageFile,
    ImageFileContentBlock,
    ImageURL,
    ImageURLContentBlock,
    Text,
    TextContentBlock,
)

__all__ = ["database", "filing"]

SEEING = ResolvedModel(name="big/eyes", provider="big", model_id="eyes")
BLIND = ResolvedModel(name="local/blind", provider="local", model_id="blind", sees_images=False)
PNG = b"\x89PNG\r\n\x1a\n and so on"
QUESTION = TextContentBlock(text=Text(value="What is this?"))


def at(url: str, detail: str | None = None) -> ImageURLContentBlock:
    return ImageURLContentBlock(image_url=ImageURL(url=url, detail=detail))


async def uploaded(filing: Filing, content: bytes = PNG, name: str = "cat.png") -> ImageFileContentBlock:
    file = await filing.files.create(io.BytesIO(content), name, "vision")
    return ImageFileContentBlock(image_file=ImageFile(file_id=file.id, detail="low"))


async def test_text_alone_stays_text(filing: Filing) -> None:
    blocks = [QUESTION, TextContentBlock(text=Text(value="Please."))]
    assert await ImageReader(filing.files, BLIND).content(blocks, is_new=True) == "What is this?\nPlease."


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0 jpeg", "image/jpeg"),
        (b"GIF89a gif", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    ],
)
async def test_an_uploaded_image_goes_along_whole_in_its_place(
    filing: Filing, content: bytes, kind: str
) -> None:
    blocks: list[ContentBlock] = [await uploaded(filing, content, "named-wrongly.txt"), QUESTION]
    assert await ImageReader(filing.files, SEEING).content(blocks, is_new=True) == [
        {
            "type": "image_url",
            "image_url": {
                "url": f"data:{kind};base64,{base64.b64encode(content).decode()}",
                "detail": "low",
            },
        },
        {"type": "text", "text": "What is this?"},
    ]


@pytest.mark.parametrize("url", ["https://example.org/a.png", "data:image/png;base64,AAAA"])
async def test_an_image_by_its_address_is_passed_on(filing: Filing, url: str) -> None:
    assert await ImageReader(filing.files, SEEING).content([at(url)], is_new=True) == [
        {"type": "image_url", "image_url": {"url": url}}
    ]


async def refusal(filing: Filing, model: ResolvedModel, block: ContentBlock) -> str:
    with pytest.raises(ImageRefused) as caught:
        await ImageReader(filing.files, model).content([QUESTION, block], is_new=True)
    assert caught.value.code == "invalid_prompt"
    return caught.value.message


async def test_a_model_that_cannot_see_says_so(filing: Filing) -> None:
    for block in (await uploaded(filing), at("https://example.org/a.png")):
        assert "local/blind cannot see images" in await refusal(filing, BLIND, block)


async def test_images_of_before_do_not_stop_a_thread_from_going_on_with_such_a_model(filing: Filing) -> None:
    reader = ImageReader(filing.files, BLIND)
    content = await reader.content([QUESTION, await uploaded(filing)], is_new=False)
    assert content == "What is this?\n[an image that this model cannot see]"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "/etc/passwd", "http://", "data:text/html,x", "x"])
async def test_only_images_are_fetched_by_address(filing: Filing, url: str) -> None:
    assert "must begin with" in await refusal(filing, SEEING, at(url))


async def test_what_is_no_image_or_gone_is_refused(filing: Filing) -> None:
    assert "notes.pdf is no PNG" in await refusal(
        filing, SEEING, await uploaded(filing, b"%PDF", "notes.pdf")
    )
    gone = await uploaded(filing)
    await filing.files.delete(gone.image_file.file_id)
    assert "does not exist any more" in await refusal(filing, SEEING, gone)
