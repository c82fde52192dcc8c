"""What is found in the logs after a day's work, and after a crash."""

from __future__ import annotations

import sys
import urllib.request
from pathlib import Path

from tests.end_to_end.conftest import Machine
from tests.end_to_end.terminal import Terminal
from tests.server.providers.scripted import ScriptedEndpoint, finish

READY, ENTER, CTRL_Q = "Ask anything", "\r", "\x11"

BREAKS = """
import sys
from pathlib import Path
from textual.app import App
from tui_threads import logs
from tui_threads.cli.crashes import crash_sentence
from tui_threads.ui.crashes import CrashReporting

class Broken(CrashReporting):
    def on_mount(self) -> None:
        secret = "what " + "somebody wrote"
        raise LookupError("no such thing")

log_file = Path(sys.argv[1])
logs.set_up(log_file, debug=False)
app = Broken()
app.crash_sentence = lambda error: crash_sentence(error, log_file)
app.run()
sys.exit(app.return_code or 0)
"""

BREAKS_OUTSIDE = """
from tui_threads.cli.crashes import report_crashes
report_crashes()
raise LookupError("no such thing")
"""


def test_a_broken_app_leaves_a_sentence_on_the_terminal_and_its_trace_in_the_log(
    bare_machine: Machine, tmp_path: Path
) -> None:
    log_file = tmp_path / "a.log"
    command = [sys.executable, "-c", BREAKS, str(log_file)]
    with Terminal(command, bare_machine.environ) as terminal:
        terminal.wait_for("please report it")
        assert terminal.wait_for_exit() == 1
        shown = " ".join(terminal.text.split())
    assert "LookupError" in shown
    assert str(log_file) in shown.replace(" ", "")
    assert "Traceback" not in shown
    assert "somebody" not in shown
    written = log_file.read_text(encoding="utf-8")
    assert "LookupError: no such thing" in written
    assert "on_mount" in written


def test_a_broken_command_leaves_a_sentence_and_its_trace_in_the_log(bare_machine: Machine) -> None:
    script = [sys.executable, "-c", BREAKS_OUTSIDE]
    with Terminal(script, bare_machine.environ) as terminal:
        terminal.wait_for("LookupError")
        assert terminal.wait_for_exit() == 1
        assert "Traceback" not in terminal.text
    assert "LookupError: no such thing" in bare_machine.paths.log_file.read_text(encoding="utf-8")


def test_with_debug_every_request_is_in_both_logs_and_no_text_is(
    scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer("An answer of many colours.", *finish())
    machine = scripted_machine
    with machine.open("--debug") as terminal:
        terminal.wait_for(READY)
        terminal.send("A question of weight" + ENTER)
        terminal.wait_for("An answer of many colours.", timeout=60)
        terminal.send(CTRL_Q)
        assert terminal.wait_for_exit() == 0
    address = machine.server()
    request = urllib.request.Request(
        f"{address.url}/threads?q=weight", headers={"Authorization": f"Bearer {address.token}"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        answer.read()
    assert machine.run("server", "stop").returncode == 0
    of_app = machine.paths.log_file.read_text(encoding="utf-8")
    of_server = machine.paths.server_log_file.read_text(encoding="utf-8")
    assert "POST /v1/threads" in of_app
    assert "GET /v1/threads: 200" in of_server
    assert "completed, no error" in of_server
    assert "Ended" in of_server
    for written in (of_app, of_server):
        assert address.token not in written
        assert "weight" not in written
        assert "colours" not in written


def test_the_log_is_shown_and_followed(bare_machine: Machine) -> None:
    empty = bare_machine.run("logs", "--server")
    assert empty.returncode == 0
    assert "nothing was logged yet" in empty.stderr
    bare_machine.server()
    assert "serves http://127.0.0.1" in bare_machine.run("logs", "--server", "-n", "5").stdout
    where = bare_machine.run("logs", "--server", "--path").stdout.strip()
    assert where == str(bare_machine.paths.server_log_file)
    with bare_machine.open("logs", "--server", "--follow") as terminal:
        terminal.wait_for("serves http://127.0.0.1")
        assert bare_machine.run("server", "stop").returncode == 0
        terminal.wait_for("Ended")
        terminal.send("\x03")
        assert terminal.wait_for_exit() == 130


def test_with_debug_a_command_says_its_requests_on_standard_error(scripted_machine: Machine) -> None:
    done = scripted_machine.run("--debug", "list", "--json")
    assert done.returncode == 0
    assert "GET /v1/threads" in done.stderr
    assert done.stdout.startswith("{")
    assert "api.transport" not in done.stdout
