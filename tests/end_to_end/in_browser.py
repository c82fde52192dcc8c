"""The app in a real browser: `python -m tests.end_to_end.in_browser [--picture FILE]`.

Types a question, watches its reply stream in, closes the page, and takes a picture. Pytest does not collect
it, as not every machine has a browser: without one it says so, and `test_web.py` has to do. The exit code is
1 when something is not as it should be.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import sys
from pathlib import Path

from PIL import Image

from screenshots.stage import home
from tests.end_to_end.browser import Browser, browsing, find_browser
from tests.end_to_end.browser_page import Web, serving
from tests.end_to_end.conftest import Machine, end_server
from tests.server.providers.scripted import Gate, ScriptedEndpoint, finish
from tui_threads.paths import Paths

QUESTION = "Which of the two ferries is quicker?"
BEGUN = "The **morning ferry**, by far:\n\n| ferry | minutes |\n|---|--:|\n| morning | 35 |\n"
ENDED = "| evening | 80 |\n\nIt does not call at the island."
_FEWEST_COLOURS = 8


async def ask_in_page(browser: Browser, web: Web, endpoint: ScriptedEndpoint) -> bytes:
    """The whole way from an empty page to a reply that has ended; a picture of it."""
    gate = Gate()
    endpoint.answer(BEGUN, gate, ENDED, *finish())
    await browser.open(web.url)
    await browser.wait_for_text("Ask anything")
    await browser.wait_for("document.activeElement?.className === 'xterm-helper-textarea'")
    await browser.type(f"{QUESTION}\n")
    await browser.wait_for_text("morning")
    await browser.wait_for_text("Esc stops")
    gate.open()
    await browser.wait_for_text("It does not call at the island.")
    picture = await browser.picture()
    colours = Image.open(io.BytesIO(picture)).convert("RGB").getcolors(1 << 24) or []
    assert len(colours) >= _FEWEST_COLOURS, "the page is blank"
    await browser.type("half a thought")
    await browser.wait_for_text("half a thought")
    assert browser.complaints == []
    return picture


async def comes_back(browser: Browser) -> None:
    """After a reload the tab shows the thread and the draft that it showed."""
    await browser.reload()
    await browser.wait_for_text("It does not call at the island.")
    await browser.wait_for_text("half a thought")


async def says_when_it_is_cut_off(browser: Browser, web: Web) -> None:
    """When the service ends, the page says so and how to come back."""
    web.process.terminate()
    await browser.wait_for("getComputedStyle(document.getElementById('ended')).display === 'block'")
    said = str(await browser.ask("document.getElementById('ended').innerText"))
    assert "Start threads-tui web anew" in said, said


async def stays(browser: Browser, web: Web) -> None:
    """What was asked and what was being written is there when the page is opened again."""
    await browser.open(web.url)
    await browser.wait_for_text(QUESTION[:20])


async def drive(program: str, picture: Path | None) -> None:
    with home(), ScriptedEndpoint() as endpoint:
        paths = Paths.for_user()
        paths.config_file.parent.mkdir(parents=True)
        paths.config_file.write_text(
            '[server]\nfallback_model = "house/smollm2-135m"\ndiscover = false\n'
            f'[providers.house]\nbase_url = "{endpoint.base_url}"\n',
            encoding="utf-8",
        )
        try:
            with serving(Machine(dict(os.environ), paths)) as web:
                async with browsing(program) as browser:
                    taken = await ask_in_page(browser, web, endpoint)
                    await comes_back(browser)
                async with browsing(program) as browser:
                    await stays(browser, web)
                    await says_when_it_is_cut_off(browser, web)
        finally:
            end_server(paths)
    if picture is not None:
        await asyncio.to_thread(picture.write_bytes, taken)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Try the app in a real browser.")
    arguments.add_argument("--picture", type=Path, metavar="FILE", help="write a picture of the page, a PNG")
    wanted = arguments.parse_args()
    program = find_browser()
    if program is None:
        sys.stdout.write("There is no Chromium or Chrome here: the page was tried over its websocket only.\n")
        return
    asyncio.run(drive(program, wanted.picture))
    sys.stdout.write(f"The app works in {program}.\n")


if __name__ == "__main__":
    main()
