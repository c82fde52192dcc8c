"""What importing the client costs, and that its names are there."""

from __future__ import annotations

import subprocess
import sys

import tui_threads.api


def loaded_by(code: str) -> set[str]:
    """Modules that are there after some code has run in a process of its own."""
    program = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_and_making_a_client_loads_nothing_heavy() -> None:
    code = (
        "from tui_threads.api import Profile, ThreadsClient\nThreadsClient(Profile('http://127.0.0.1:1/v1'))"
    )
    loaded = loaded_by(code)
    assert "tui_threads.api.client" in loaded
    assert not loaded & {"httpx", "pydantic", "openai", "textual", "keyring"}


def test_a_run_is_asked_for_before_any_model_is_built() -> None:
    code = """
import asyncio
from tui_threads.api import ApiConnectionError, Profile, ThreadsClient

async def ask() -> None:
    client = ThreadsClient(Profile("http://127.0.0.1:1/v1", max_retries=0))
    await client.threads.create_and_run_stream(assistant_id="asst_1", unchecked=True).open()

try:
    asyncio.run(ask())
except ApiConnectionError:
    print("was sent")
"""
    loaded = loaded_by(code)
    assert "tui_threads.api.lanes" in loaded
    assert not loaded & {"pydantic.main", "tui_threads.wire.base", "httpx", "http.client", "email"}


def test_preload_gets_all_that_the_first_message_needs() -> None:
    code = "from tui_threads.api import preload\npreload()\nfrom tui_threads.api import preload\npreload()"
    assert {"h11", "pydantic", "tui_threads.api.runs"} <= loaded_by(code)


def test_every_name_of_the_package_is_there() -> None:
    for name in tui_threads.api.__all__:
        assert getattr(tui_threads.api, name).__module__.startswith("tui_threads.api.")


def test_no_module_of_the_package_hides_a_name_of_it() -> None:
    code = (
        "import pkgutil, tui_threads.api as api\nprint(*(m.name for m in pkgutil.iter_modules(api.__path__)))"
    )
    assert not loaded_by(code) & set(tui_threads.api.__all__)
