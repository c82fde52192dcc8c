"""What the test of the documentation cannot do as it is written, each with its reason.

A command stands here as it begins in the page. One that no page holds any more is an error.
"""

from __future__ import annotations

NOT_RUN = {
    "python3 -m venv .venv && .venv/bin/pip install .": "is run by test_installing.py, on a terminal",
    "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]'": "is what runs these tests",
    "bash .ci/run": "is what runs these tests",
    "pip install": "installs from the index",
    "pipx install": "needs pipx, and installs from the index",
    "uvx ": "needs uv, and installs from the index",
}
"""Commands that are not run."""

LASTING = {
    "THREADS_TUI_TOKEN=choose-one": "http://127.0.0.1:",
    "threads-tui web": "http://127.0.0.1:",
}
"""Commands that go on until they are stopped, and what they must have said by then."""

REPLACED = (
    ("--port 8765", "--port 0"),  # it may be taken
    ("thread_abc", "$THREAD"),
    (".venv/bin/threads-tui", "threads-tui"),
)
"""What stands for something of the reader's own."""

ANSWERED = {"threads-tui import export.zip": "y\n"}
"""What a person answers."""

FRUITLESS = {"threads-tui search": 1}
"""Commands that may find nothing on this machine, and how they end then."""

IN_PYTHON = (
    ('"http://127.0.0.1:41234/v1"', '__import__("os").environ["OPENAI_BASE_URL"]'),
    ('"THE TOKEN"', '__import__("os").environ["OPENAI_API_KEY"]'),
)
"""The same, in blocks of Python."""

PYTHON_ELSEWHERE = {"docs/api.md": "tests/api/test_documentation.py"}
"""Pages whose Python another test runs."""
