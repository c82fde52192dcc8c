"""Our client beside the official `openai` SDK, against the same loopback server, in one run.

    python benchmarks/api.py

Every measurement runs in a process of its own; rates are the best of three runs, times the least. The
server (`api_server.py`) is another process and sends bytes made beforehand.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
RUNS = 3


def run(client: str, what: str, url: str) -> dict[str, float]:
    """One measurement."""
    command = [sys.executable, str(HERE / "api_measure.py"), client, what, url]
    environment_of_repo = HERE.parent
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=environment_of_repo)
    if done.returncode != 0:
        raise SystemExit(f"{client} {what} failed:\n{done.stderr}")
    result: dict[str, float] = json.loads(done.stdout)
    return result


def least(client: str, what: str, url: str) -> dict[str, float]:
    """The quickest of several runs; the first one in vain, so that all bytecode is there."""
    return min((run(client, what, url) for _ in range(RUNS)), key=lambda result: result["seconds"])


def rate(result: dict[str, float]) -> float:
    """Things a second."""
    return result["count"] / result["seconds"]


def main() -> None:
    server = subprocess.Popen(
        [sys.executable, str(HERE / "api_server.py")], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}/v1"
        results = {
            (client, what): least(client, what, url)
            for what in ("import", "start", "events", "hold", "list", "requests")
            for client in ("ours", "sdk")
        }
    finally:
        server.terminate()
        server.wait()
    show(results)


def show(results: dict[tuple[str, str], dict[str, float]]) -> None:
    """Print the table."""

    def milliseconds(what: str) -> Callable[[str], float]:
        return lambda client: results[client, what]["seconds"] * 1000

    def per_second(what: str) -> Callable[[str], float]:
        return lambda client: rate(results[client, what])

    def memory(client: str) -> float:
        return results[client, "list"]["grown_mb"]

    rows: list[tuple[str, str, Callable[[str], float], bool]] = [
        ("import of the client's class", "ms", milliseconds("import"), False),
        ("from import to the first answer", "ms", milliseconds("start"), False),
        ("events of a stream of 100,000 deltas", "/s", per_second("events"), True),
        ("event loop held at the longest", "ms", milliseconds("hold"), False),
        ("messages listed, of 10,000", "/s", per_second("list"), True),
        ("memory for 10,000 messages", "MB", memory, False),
        ("requests over 32 tasks", "/s", per_second("requests"), True),
    ]
    print(f"| | threads-tui {version('threads-tui')} | openai {version('openai')} | ratio |")
    print("|---|--:|--:|--:|")
    for name, unit, value, more_is_better in rows:
        ours, sdk = value("ours"), value("sdk")
        ratio = ours / sdk if more_is_better else sdk / ours
        digits = 0 if ours >= 100 else 1
        print(f"| {name} | {ours:,.{digits}f} {unit} | {sdk:,.{digits}f} {unit} | {ratio:.1f}x |")


if __name__ == "__main__":
    main()
