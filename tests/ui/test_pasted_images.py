"""An image on the system's clipboard: read by the system's tool, kept until it is sent."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from textual import events

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven
from tests.ui.sample_thread import tiny_png
from tui_threads.chat.pasted_files import keep_pasted, sweep_pasted
from tui_threads.ui.system_clipboard import NoImageError, clipboard_image


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def clipboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clipboard: `xclip` gives the content of this file as an image, and that of `text` as text."""
    content, programs = tmp_path / "clipboard", tmp_path / "bin"
    content.write_bytes(tiny_png(3, 2))
    programs.mkdir()
    (programs / "xclip").write_text(
        f'#!/bin/sh\ncase "$*" in *image/png*) /bin/cat "{content}";; *) /bin/cat "{tmp_path}/text";; esac\n'
    )
    (programs / "xclip").chmod(0o755)
    for name in ("SSH_CONNECTION", "SSH_TTY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr("sys.platform", "linux")
    return content


async def test_a_pasted_image_is_attached_and_sent(
    tmp_path: Path, server: FakeServer, clipboard: Path
) -> None:
    pasted = tmp_path / "pasted"
    async with driven(tmp_path, server, pasted_folder=pasted) as app:
        await app.press("ctrl+v")
        await app.expect("[pasted-", ".png ")
        app.screen.panes.composer.post_message(events.Paste(""))
        await app.wait_for(lambda: len(list(pasted.iterdir())) == 2)
        await app.write("What is this?")
        await app.press("enter")
        await app.wait_for(lambda: len(server.files) == 2)
        assert {file.purpose for file in server.files.values()} == {"vision"}


async def test_ctrl_v_pastes_text_where_there_is_no_image(
    tmp_path: Path, server: FakeServer, clipboard: Path
) -> None:
    await asyncio.to_thread(clipboard.write_bytes, b"")
    async with driven(tmp_path, server, pasted_folder=tmp_path / "pasted") as app:
        await app.press("ctrl+v")
        await app.expect("There is no image on the clipboard.")
        app.app.copy_to_clipboard("copied here")
        await app.press("ctrl+v")
        await app.wait_for(lambda: app.screen.panes.composer.text == "copied here")
        await asyncio.to_thread((tmp_path / "text").write_text, " copied\r\nelsewhere")
        await app.press("ctrl+v")
        await app.wait_for(lambda: app.screen.panes.composer.text == "copied here copied\nelsewhere")


async def test_why_there_is_no_image_is_said(clipboard: Path) -> None:
    for environ, sentence in (
        ({"SSH_TTY": "/dev/pts/1", "DISPLAY": ":0"}, "cannot be pasted over SSH"),
        ({}, "install wl-clipboard or xclip"),
        ({"WAYLAND_DISPLAY": "w"}, "install wl-clipboard or xclip"),
    ):
        with pytest.raises(NoImageError, match=sentence):
            await clipboard_image(environ)


def test_images_that_nothing_sends_any_more_are_swept_away(tmp_path: Path) -> None:
    kept, gone, young = (keep_pasted(tmp_path, tiny_png(2, 2)) for _ in range(3))
    for path in (kept, gone):
        os.utime(path, (1, 1))
    sweep_pasted(tmp_path, {str(kept)})
    assert sorted(tmp_path.iterdir()) == sorted([kept, young])
    sweep_pasted(tmp_path / "nowhere", set())
