"""The app in a page: who gets in, and that it is the same app."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from pathlib import Path

import aiohttp

from tests.end_to_end.browser_page import PATIENCE, Page, page, serving
from tests.end_to_end.conftest import Machine
from tests.end_to_end.test_main_job import saved_drafts
from tests.server.providers.scripted import Gate, ScriptedEndpoint, finish

READY, ENTER, CTRL_Q, CTRL_P = "Ask anything", "\r", "\x11", "\x10"


def wait_for_log(machine: Machine, words: str) -> None:
    """Wait until the app has written this down."""
    deadline = time.monotonic() + PATIENCE
    while words not in machine.run("logs").stdout:
        assert time.monotonic() < deadline, f"no {words!r} in the log"


async def test_a_question_is_typed_in_the_page_and_its_reply_streams_in(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.answer("The first half, ", gate, "and the second half.", *finish())
    with serving(scripted_machine) as web:
        async with page(web) as opened:
            await opened.wait_for(READY)
            await opened.send("Both halves, please" + ENTER)
            await opened.wait_for("The first half,")
            gate.open()
            await opened.wait_for("The first half, and the second half.")


async def test_what_was_typed_is_kept_when_the_page_is_closed(scripted_machine: Machine) -> None:
    with serving(scripted_machine) as web:
        async with page(web) as opened:
            await opened.wait_for(READY)
            await opened.send("half a sente")
            await opened.wait_for("half a sente")
        async with page(web) as opened:
            await opened.wait_for("half a sente")
    assert saved_drafts(scripted_machine) == ["half a sente"]


async def test_a_tab_shows_its_thread_again(scripted_machine: Machine, endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("Said in the first tab.", *finish())
    with serving(scripted_machine) as web:
        async with page(web, "one") as opened:
            await opened.wait_for(READY)
            await opened.send("A question" + ENTER)
            await opened.wait_for("Said in the first tab.")
        async with page(web, "two") as opened:
            shown = await opened.wait_for(READY)
            assert "Said in the first tab." not in shown
        async with page(web, "one") as opened:
            await opened.wait_for("Said in the first tab.")


async def switch(opened: Page, name: str) -> None:
    """Open another server by the command palette."""
    await opened.send(CTRL_P)
    await opened.wait_for("Search for commands")
    await opened.send("Switch server")
    await opened.wait_for("Open another server's threads")
    await opened.send(ENTER)
    await opened.wait_for("This machine's own server")
    await opened.send(name + ENTER)
    await opened.wait_for(f"● {name}")


async def test_a_tab_comes_back_to_the_profile_it_was_switched_to(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer("Said by the team.", *finish())
    address = scripted_machine.server()
    config = scripted_machine.paths.config_file
    team = f"[profiles.team]\nbase_url = '{address.url}'\napi_key_env = 'TEAM_KEY'\n"
    config.write_text(f"{config.read_text()}\n{team}")
    machine = Machine(scripted_machine.environ | {"TEAM_KEY": address.token}, scripted_machine.paths)
    with serving(machine) as web:
        async with page(web, "one") as opened:
            await opened.wait_for("● local")
            await switch(opened, "team")
            await opened.send("A question" + ENTER)
            await opened.wait_for("Said by the team.")
        async with page(web, "one") as opened:
            await opened.wait_for("Said by the team.")
        async with page(web, "one") as opened:  # a second time, too
            await opened.wait_for("● team")
            await switch(opened, "local")
        async with page(web, "one") as opened:
            await opened.wait_for("● local")


async def test_quitting_the_app_ends_the_page_and_not_the_service(scripted_machine: Machine) -> None:
    with serving(scripted_machine) as web:
        async with page(web) as opened:
            await opened.wait_for(READY)
            await opened.send(CTRL_Q)
            await opened.wait_for_end()
        async with page(web) as opened:
            await opened.wait_for(READY)


async def test_ending_the_service_ends_the_app_and_keeps_what_was_typed(scripted_machine: Machine) -> None:
    with serving(scripted_machine) as web:
        async with page(web) as opened:
            await opened.wait_for(READY)
            await opened.send("not to be lost")
            await opened.wait_for("not to be lost")
            web.process.terminate()
            await opened.wait_for_end()
        assert await asyncio.to_thread(web.process.wait, 20) == 0
    assert saved_drafts(scripted_machine) == ["not to be lost"]


async def test_a_service_that_is_killed_leaves_no_app_behind_and_no_draft_is_lost(
    scripted_machine: Machine,
) -> None:
    with serving(scripted_machine) as web:
        async with page(web) as opened:
            await opened.wait_for(READY)
            await opened.send("survives a kill")
            await opened.wait_for("survives a kill")
            web.process.kill()
            await asyncio.to_thread(wait_for_log, scripted_machine, "Ended with 0")
    assert saved_drafts(scripted_machine) == ["survives a kill"]
    assert "CRITICAL" not in scripted_machine.run("logs").stdout


async def test_what_no_page_would_send_is_left_out(scripted_machine: Machine) -> None:
    with serving(scripted_machine) as web:
        async with page(web) as opened:
            await opened.wait_for(READY)
            for strange in (
                "",
                "[",
                "{}",
                "[]",
                '["resize", {"width": "x"}]',
                '["stdin", 3]',
                '["rm", "-rf"]',
            ):
                await opened.send_text(strange)
            await opened.send("still here")
            await opened.wait_for("still here")


REFUSED: tuple[tuple[str, dict[str, str]], ...] = (
    ("/", {}),
    ("/ws", {}),
    ("/static/js/textual.js", {}),
    ("/wrong-token/", {}),
    ("/wrong-token/ws", {}),
    ("//{token}/", {}),
    ("/%ff%fe/", {}),
    ("/{token}/", {"Host": "evil.example.com"}),
    ("/{token}/", {"Host": "127.0.0.1.evil.example.com"}),
    ("/{token}/", {"Host": "localhost:1;x"}),
    ("/{token}/", {"Origin": "http://evil.example.com"}),
    ("/{token}/ws", {"Origin": "http://evil.example.com"}),
    ("/{token}/ws", {"Origin": "http://127.0.0.1:1"}),
    ("/{token}/ws", {"Origin": "null"}),
)
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


async def test_who_has_not_the_token_or_comes_from_elsewhere_is_refused(bare_machine: Machine) -> None:
    with serving(bare_machine) as web:
        async with aiohttp.ClientSession() as session:
            for path, headers in REFUSED:
                asked = web.origin + path.format(token=web.token)
                upgrade = UPGRADE if path.endswith("/ws") else {}
                async with session.get(asked, headers={**headers, **upgrade}) as answer:
                    assert (path, headers, answer.status) == (path, headers, 403)
                    said = await answer.text()
                assert "token" in said
                assert web.token not in said


async def test_the_page_loads_its_own_parts_and_nothing_from_elsewhere(bare_machine: Machine) -> None:
    with serving(bare_machine) as web:
        async with aiohttp.ClientSession() as session:
            async with session.get(web.url) as answer:
                shown = await answer.text()
                assert answer.status == 200
                assert answer.headers["Referrer-Policy"] == "no-referrer"
                assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
                assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
            assert "https://" not in shown
            for part in ("static/js/textual.js", "static/css/xterm.css", "page/page.js", "page/page.css"):
                assert f'"{part}"' in shown
                async with session.get(web.url + part) as answer:
                    assert answer.status == 200
                    assert answer.headers["X-Content-Type-Options"] == "nosniff"
            for path in ("static/", "page/index.html", "page/..%2fgate.py", "static/..%2fserver.py"):
                async with session.get(web.url + path) as answer:
                    assert answer.status in (403, 404)


def test_the_token_is_in_no_log_and_no_argument(bare_machine: Machine) -> None:
    with serving(bare_machine) as web:
        token = web.token
        listed = subprocess.run(["ps", "-ww", "-A", "-o", "args"], capture_output=True, text=True, check=True)
        assert "tui_threads web" in listed.stdout
        assert token not in listed.stdout
    for log in bare_machine.paths.state_dir.glob("*.log*"):
        assert token not in log.read_text(encoding="utf-8")


def test_a_port_that_is_taken_is_said(bare_machine: Machine) -> None:
    with serving(bare_machine) as web:
        port = web.origin.rpartition(":")[2]
        done = bare_machine.run("web", "--port", port)
        assert done.returncode == 1
        assert port in done.stderr
        assert "--port" in done.stderr


def test_the_browser_is_opened_without_the_token_in_an_argument(
    bare_machine: Machine, tmp_path: Path
) -> None:
    """Arguments of programs can be read by every user of the machine."""
    opened = tmp_path / "opened"
    for name in ("xdg-open", "open"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\necho "$@" > {opened}.new && mv {opened}.new {opened}\n')
        program.chmod(0o755)
    environ = {**bare_machine.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    with serving(Machine(environ, bare_machine.paths), "--open") as web:
        deadline = time.monotonic() + PATIENCE
        while not opened.exists():
            assert time.monotonic() < deadline, "no browser was opened"
            time.sleep(0.05)
        argument = opened.read_text().strip()
        assert web.token not in argument
        way_in = Path(argument)
        assert web.url in way_in.read_text()
        assert way_in.stat().st_mode & 0o777 == 0o600
    assert not way_in.exists()


def test_a_profile_that_is_not_there_is_said_before_any_page_is_opened(bare_machine: Machine) -> None:
    done = bare_machine.run("web", "--profile", "nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr
