"""Titles of any script keep the list's columns in line."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.chat.fake_client import FakeServer
from tests.ui.app_fixture import driven

TITLES = (
    "plain and short",
    "東京旅行の計画とホテルの予約について長く話す",
    "한국어로 쓴 긴 제목이 여기에 있습니다 그리고 더",
    "family 👨‍👩‍👧‍👦 and flags 🇯🇵🇵🇹 and hearts ❤️ all over the place",
    "e\u0301te\u0301 de\u0301compose\u0301 et tre\u0300s long pour la colonne",
    "[bold]markup[/] and \x1b[31mcolour \u202eturned",
)


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 24)])
async def test_every_line_is_as_wide_as_the_list_and_ages_stand_in_line(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    server = FakeServer()
    for title in TITLES:
        server.add_thread(title, "x")
    async with driven(tmp_path, server, size=size) as app:
        await app.wait_for(lambda: len(app.screen.work.library.rows) == len(TITLES))
        await app.press("ctrl+s")
        await app.wait_for(lambda: app.screen.panes.side.threads.size.width > 0)
        threads = app.screen.panes.side.threads
        strips = [threads.render_line(y) for y in range(threads.size.height)]
        assert {strip.cell_length for strip in strips} == {threads.size.width}
        assert {cell_len(strip.text) for strip in strips} == {threads.size.width}
        rows = [strip.text for strip in strips if strip.text.strip()][1:]
        assert len(rows) >= len(TITLES)
        age = rows[0].split()[-1]
        ends = {cell_len(text.rstrip()) for text in rows if text.rstrip().endswith(f" {age}")}
        assert len(ends) == 1
