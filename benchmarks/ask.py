"""From the start of a process to the first byte of an answer: `threads-tui ask`, beside a bare Python and the
official SDK doing the same.

    python benchmarks/ask.py

The local server runs already and asks a provider that answers at once (`server_provider.py`). Each is the
least and the median of several runs, taken in turns, so that what else the machine does falls on all.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
RUNS = 15

WITH_SDK = """
import sys, warnings
warnings.simplefilter("ignore")
from openai import OpenAI
client = OpenAI()
thread = {"messages": [{"role": "user", "content": sys.argv[2]}]}
with client.beta.threads.create_and_run_stream(assistant_id=sys.argv[1], thread=thread) as stream:
    for text in stream.text_deltas:
        print(text, end="", flush=True)
"""


def first_byte(command: Sequence[str], environ: Mapping[str, str]) -> float:
    """Seconds from the start of the process until it writes."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        first = os.read(process.stdout.fileno(), 1)
        seconds = time.perf_counter() - begun
        process.stdout.read()
        if not first or process.wait() != 0:
            raise SystemExit(f"{command[0]} failed:\n{process.stderr.read().decode()}")
    return seconds


def whole(command: Sequence[str], environ: Mapping[str, str]) -> float:
    """Seconds from the start of the process to its end."""
    begun = time.perf_counter()
    subprocess.run(command, env=environ, check=True)
    return time.perf_counter() - begun


def own_home(home: Path, port: str) -> dict[str, str]:
    """An environment in which nothing of the person's is read, with the quick provider configured.

    Bytecode is kept, as after an installation, even where the shell says otherwise.
    """
    config = home / "config.toml"
    config.write_text(
        f'[server]\nfallback_model = "quick/fast"\ndiscover = false\n'
        f'[providers.quick]\nbase_url = "http://127.0.0.1:{port}/v1"\n',
        encoding="utf-8",
    )
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "THREADS_TUI_"))
    }
    return {
        **kept,
        "HOME": str(home),
        "THREADS_TUI_CONFIG": str(config),
        "XDG_RUNTIME_DIR": str(home / "run"),
    }


def threads_tui(environ: Mapping[str, str], *arguments: str) -> str:
    """What a command of ours printed."""
    command = [sys.executable, "-m", "tui_threads", *arguments]
    done = subprocess.run(
        command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    return done.stdout


def measure(environ: dict[str, str]) -> dict[str, list[float]]:
    """Seconds of each run, by what was run."""
    answer = json.loads(threads_tui(environ, "ask", "--json", "--no-stream", "words: 1"))
    for line in threads_tui(environ, "server", "env").splitlines():
        name, _, value = line.removeprefix("export ").partition("=")
        environ[name] = value.strip("'")
    question = "words: 3"
    ask = [str(Path(sys.executable).with_name("threads-tui")), "ask", question]
    sdk = [sys.executable, "-c", WITH_SDK, answer["assistant_id"], question]
    bare = [sys.executable, "-c", "pass"]
    seconds: dict[str, list[float]] = {"bare": [], "ask": [], "sdk": []}
    for command in (ask, sdk):
        first_byte(command, environ)  # in vain, so that all bytecode is there
    for _ in range(RUNS):
        seconds["bare"].append(whole(bare, environ))
        seconds["ask"].append(first_byte(ask, environ))
        seconds["sdk"].append(first_byte(sdk, environ))
    return seconds


def show(seconds: Mapping[str, list[float]]) -> None:
    """Print the table."""
    names = {
        "bare": "`python -c pass`, whole",
        "ask": f"`threads-tui ask` {version('threads-tui')}, first byte",
        "sdk": f"openai {version('openai')}, first byte",
    }
    bare = min(seconds["bare"])
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {RUNS} runs each\n")
    print("| | least | median | times a bare Python |")
    print("|---|--:|--:|--:|")
    for key, name in names.items():
        least, median = min(seconds[key]), sorted(seconds[key])[RUNS // 2]
        print(f"| {name} | {least * 1000:.0f} ms | {median * 1000:.0f} ms | {least / bare:.0f} |")
    print(f"\nask is {min(seconds['sdk']) / min(seconds['ask']):.1f} times as quick as the SDK.")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="threads-tui-") as folder:
        provider = subprocess.Popen(
            [sys.executable, str(HERE / "server_provider.py")], stdout=subprocess.PIPE, text=True
        )
        try:
            assert provider.stdout is not None
            environ = own_home(Path(folder), provider.stdout.readline().strip())
            try:
                seconds = measure(environ)
            finally:
                threads_tui(environ, "server", "stop")
        finally:
            provider.terminate()
            provider.wait()
    show(seconds)


if __name__ == "__main__":
    main()
