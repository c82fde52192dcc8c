"""Images from anybody: drawn if they are good, one line of text if not."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.ui.render.test_blocks import drawn
from tests.ui.sample_thread import tiny_png
from tui_threads.ui.render.canvas import Canvas
from tui_threads.ui.render.images import NoPicture, Picture, data_url_bytes, decode, host_of
from tui_threads.ui.render.line import lead_width
from tui_threads.ui.render.pictures import picture_lines


def test_a_small_image_keeps_its_pixels() -> None:
    picture = decode(tiny_png(4, 2))
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height, picture.across, picture.down) == (4, 2, 4, 2)
    assert picture.pixels[:6] == bytes([0, 0, 120, 4, 0, 120])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_the_four_kinds_of_the_protocol_are_known(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 900), (10, 200, 30)).save(out, kind)
    picture = decode(out.getvalue())
    assert isinstance(picture, Picture)
    assert picture.format == kind
    assert picture.down <= 40
    assert picture.across <= 72


def bomb() -> bytes:
    """A PNG that says it is far larger than it may be."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<svg onload=x>", bomb(), tiny_png()[:60], b"\xff\xd8\xff" + b"x" * 50],
    ids=["empty", "cut", "svg", "bomb", "half", "noise"],
)
def test_a_bad_image_costs_a_line_of_text(content: bytes) -> None:
    state = decode(content)
    assert isinstance(state, NoPicture)
    lines = picture_lines("file-1", Canvas(40, images={"file-1": state}))
    assert len(lines) == 1
    assert lines[0].text.startswith("[image file-1]")


@settings(max_examples=150)
@given(st.integers(8, 400), st.binary(min_size=1, max_size=6))
def test_no_damage_to_an_image_harms_the_program(at: int, noise: bytes) -> None:
    good = tiny_png()
    state = decode(good[:at] + noise + good[at + len(noise) :])
    lines = picture_lines("file-1", Canvas(40, images={"file-1": state}))
    assert lines[-1].text.startswith("[image file-1]")
    assert len(lines) == (1 if isinstance(state, NoPicture) else 1 + state.down // 2 * 40 // 60)


def test_an_image_is_never_wider_than_its_canvas() -> None:
    picture = decode(tiny_png(200, 100))
    for width in (30, 72, 100):
        lines = picture_lines("f", Canvas(width, images={"f": picture}))
        assert all(lead_width(line.lead) <= width for line in lines)
        assert "200x100" in lines[-1].text


def test_a_remote_image_is_not_fetched_before_the_reader_agreed() -> None:
    url = "https://pictures.example/a/cat.png"
    (asked,) = drawn(picture_lines(url, Canvas(80)))
    assert asked == "[image cat.png]  on pictures.example, not fetched; o asks"
    (agreed,) = drawn(picture_lines(url, Canvas(80, hosts={"pictures.example"})))
    assert agreed == "[image cat.png]  fetching"


def test_data_urls_are_read_and_broken_ones_are_not() -> None:
    assert data_url_bytes("data:image/png;base64,aGk=") == b"hi"
    assert data_url_bytes("data:text/plain,h%20i") == b"h i"
    assert data_url_bytes("data:nothing") is None


def test_only_web_addresses_have_hosts() -> None:
    assert host_of("https://A.example:80/x") == "a.example"
    assert host_of("file-123") is None
    assert host_of("http://[broken/x") == ""
