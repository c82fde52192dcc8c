"""Images as a person has them: fetched once, agreed to once, opened and saved."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import Driven, driven
from tests.ui.image_server import add_images, files_of, web_server
from tests.ui.sample_thread import tiny_png
from tui_threads.settings import Settings, UiSettings


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def opened_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system whose viewer writes into this file what it was given."""
    folder, log = tmp_path / "programs", tmp_path / "opened"
    folder.mkdir()
    for name in ("xdg-open", "open"):
        program = folder / name
        program.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{log}.new"\n/bin/mv "{log}.new" "{log}"\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder))
    return log


def handed_over(opened: Path) -> Path | None:
    """The file the viewer was given."""
    return Path(opened.read_text()) if opened.exists() else None


def is_the_image(path: Path) -> bool:
    return path.suffix == ".png" and path.read_bytes() == tiny_png(33, 21)


async def focus_message(app: Driven) -> None:
    app.screen.panes.transcript.focus()
    await app.press("G")


async def test_an_image_is_fetched_once_and_read_from_the_disk_ever_after(
    tmp_path: Path, server: FakeServer
) -> None:
    files = files_of(server)
    files.contents["file-photo"] = tiny_png(33, 21)
    thread = add_images(server, "file-photo")
    for _ in range(2):
        async with driven(tmp_path, server, open_thread=thread, image_folder=tmp_path / "images") as app:
            await app.expect("33x21")
    assert files.fetched == ["file-photo"]


async def test_an_image_the_server_does_not_have_costs_a_line(tmp_path: Path, server: FakeServer) -> None:
    files_of(server)
    thread = add_images(server, "file-gone")
    async with driven(tmp_path, server, open_thread=thread, image_folder=tmp_path / "images") as app:
        await app.expect("[image file-gone]", "No such File object")
        await app.write("still here")
        assert app.screen.panes.composer.text == "still here"


async def test_a_host_that_was_agreed_to_is_not_asked_for_again(tmp_path: Path, server: FakeServer) -> None:
    files_of(server)
    with web_server(tiny_png(33, 21)) as (url, asked):
        thread = add_images(server, f"{url}/cat.png")
        async with driven(tmp_path, server, open_thread=thread) as app:
            await app.expect("not fetched; o asks")
            await focus_message(app)
            await app.press("o")
            await app.expect("will see your address")
            await app.press("y")
            await app.expect("33x21")
        assert asked == ["/cat.png"]
        async with driven(tmp_path, server, open_thread=thread) as app:
            await app.expect("33x21")
        assert asked == ["/cat.png", "/cat.png"]


async def test_a_host_that_was_refused_is_not_asked(tmp_path: Path, server: FakeServer) -> None:
    files_of(server)
    with web_server(tiny_png()) as (url, asked):
        thread = add_images(server, f"{url}/cat.png")
        async with driven(tmp_path, server, open_thread=thread) as app:
            await app.expect("not fetched; o asks")
            await focus_message(app)
            await app.press("o")
            await app.expect("will see your address")
            await app.press("n")
        async with driven(tmp_path, server, open_thread=thread) as app:
            await app.expect("not fetched; o asks")
        assert asked == []


async def test_hosts_of_the_settings_are_fetched_from_without_a_question(
    tmp_path: Path, server: FakeServer
) -> None:
    files_of(server)
    with web_server(tiny_png(33, 21)) as (url, _):
        thread = add_images(server, f"{url}/cat.png")
        settings = Settings(ui=UiSettings(remote_images=("127.0.0.1",)))
        async with driven(tmp_path, server, open_thread=thread, settings=settings) as app:
            await app.expect("33x21")


@pytest.mark.parametrize("kept", [True, False], ids=["with a cache", "without a cache"])
async def test_an_image_opens_in_the_viewer_of_the_system(
    own_home: Path, tmp_path: Path, server: FakeServer, opened_files: Path, kept: bool
) -> None:
    (own_home / "Downloads").mkdir()
    files_of(server).contents["file-photo"] = tiny_png(33, 21)
    thread = add_images(server, "file-photo")
    folder = tmp_path / "images" if kept else None
    async with driven(tmp_path, server, open_thread=thread, image_folder=folder) as app:
        await app.expect("33x21")
        await focus_message(app)
        await app.press("o")
        await app.wait_for(lambda: handed_over(opened_files))
    path = handed_over(opened_files)
    assert path is not None
    assert is_the_image(path)
    assert (path.parent == folder) is kept


async def test_what_is_no_image_is_handed_to_no_program(
    tmp_path: Path, server: FakeServer, opened_files: Path
) -> None:
    files_of(server).contents["file-page"] = b"<script>alert(1)</script>"
    thread = add_images(server, "file-page")
    async with driven(tmp_path, server, open_thread=thread, image_folder=tmp_path / "images") as app:
        await app.expect("broken, or of a kind that is not known")
        await focus_message(app)
        await app.press("o")
        await app.expect("This is no PNG, JPEG, GIF or WebP image")
    assert handed_over(opened_files) is None


async def test_without_a_viewer_the_place_of_the_image_is_told(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    files_of(server).contents["file-photo"] = tiny_png(33, 21)
    thread = add_images(server, "file-photo")
    async with driven(tmp_path, server, open_thread=thread, image_folder=tmp_path / "images") as app:
        await app.expect("33x21")
        await focus_message(app)
        await app.press("o")
        await app.expect("No program here shows images")


@pytest.mark.parametrize("kind", ["data", "web", "file"])
async def test_an_image_of_any_source_is_saved_where_one_looks_for_it(
    own_home: Path, tmp_path: Path, server: FakeServer, kind: str
) -> None:
    (own_home / "Downloads").mkdir()
    content = tiny_png(33, 21)
    files_of(server).contents["file-photo"] = content
    with web_server(content) as (url, _):
        sources = {
            "data": ("data:image/png;base64," + base64.b64encode(content).decode(), "image.png"),
            "web": (f"{url}/a/cat?size=large", "cat.png"),
            "file": ("file-photo", "file-photo"),
        }
        source, name = sources[kind]
        thread = add_images(server, source)
        settings = Settings(ui=UiSettings(remote_images=("127.0.0.1",)))
        async with driven(tmp_path, server, open_thread=thread, settings=settings) as app:
            await app.expect("33x21")
            await focus_message(app)
            await app.press("s")
            await app.expect("Saved as")
    (saved,) = (own_home / "Downloads").iterdir()
    assert (saved.name, saved.read_bytes()) == (name, content)


async def test_images_are_told_in_words_where_the_settings_say_so(tmp_path: Path, server: FakeServer) -> None:
    files_of(server).contents["file-photo"] = tiny_png(33, 21)
    thread = add_images(server, "file-photo")
    settings = Settings(ui=UiSettings(images="text"))
    async with driven(tmp_path, server, open_thread=thread, settings=settings) as app:
        await app.expect("[image file-photo]", "33x21")
        assert "▀" not in app.text
