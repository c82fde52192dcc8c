"""Wheel and sdist hold what they must, and what was installed from them works where nothing else is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Machine
from tests.server.providers.scripted import ScriptedEndpoint, finish
from tui_threads import __version__

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Packages:
    wheel: Path
    sdist: Path


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """Built as for a release: the wheel from the sdist, so that neither lacks a file."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return Packages(next(folder.glob("*.whl")), next(folder.glob("*.tar.gz")))


@pytest.fixture
def installed(packages: Packages, scripted_machine: Machine, tmp_path: Path) -> Iterator[Path]:
    """The directory of programs of a new environment in which only the wheel was installed.

    What it depends on is borrowed from the environment of the tests: those packages were installed already.
    """
    place = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True, timeout=100)
    install = [
        str(place / "bin" / "pip"),
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
        str(packages.wheel),
    ]
    subprocess.run(install, check=True, timeout=100)
    (borrowing,) = place.glob("lib/python*/site-packages")
    (borrowing / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    yield place / "bin"
    subprocess.run([place / "bin" / "threads-tui", "server", "stop"], env=clean(scripted_machine), check=True)


def clean(machine: Machine) -> dict[str, str]:
    """The machine's environment without what leads to our sources."""
    return {name: value for name, value in machine.environ.items() if name != "PYTHONPATH"}


def run(program: Path, machine: Machine, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments],
        env=clean(machine),
        cwd=machine.environ["HOME"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_the_wheel_holds_the_program_and_nothing_else(packages: Packages) -> None:
    with zipfile.ZipFile(packages.wheel) as wheel:
        names = wheel.namelist()
        metadata = wheel.read(next(name for name in names if name.endswith("METADATA"))).decode()
    ours = {str(file.relative_to(ROOT)) for file in (ROOT / "tui_threads").rglob("*") if file.is_file()}
    ours = {name for name in ours if "__pycache__" not in name}
    assert {name for name in names if name.startswith("tui_threads/")} == ours
    assert {
        "tui_threads/py.typed",
        "tui_threads/ui/chat_screen.tcss",
        "tui_threads/web/page/index.html",
    } <= ours
    others = [name for name in names if not name.startswith("tui_threads/")]
    assert all(".dist-info/" in name for name in others)
    assert any(name.endswith("licenses/LICENSE") for name in others)
    assert f"\nVersion: {__version__}\n" in metadata
    assert "# threads-tui" in metadata


def test_the_sdist_holds_what_is_needed_to_work_on_it(packages: Packages) -> None:
    with tarfile.open(packages.sdist) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    for needed in (
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "SECURITY.md",
        "CONTRIBUTING.md",
        ".ci/run",
        "docs/server.md",
        "screenshots/chat-dark.svg",
        "screenshots/take.py",
        "benchmarks/api.py",
        "tests/end_to_end/test_packages.py",
        "tests/recordings/openapi-assistants.json",
    ):
        assert needed in names, needed
    assert not [name for name in names if name.endswith(".pyc") or name.startswith((".venv", ".git/"))]


def test_what_was_installed_from_the_wheel_asks(
    installed: Path, scripted_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    machine, program = scripted_machine, installed / "threads-tui"
    assert run(program, machine, "--version").stdout == f"threads-tui {__version__}\n"
    assert "Examples:" in run(program, machine, "--help").stdout
    seen = json.loads(run(program, machine, "doctor", "--json").stdout)
    assert seen["threads_tui"] == __version__
    assert [finding for finding in seen["findings"] if finding["area"] == "versions"]
    where = run(installed / "python", machine, "-c", "import tui_threads; print(tui_threads.__file__)").stdout
    assert Path(where.strip()).is_relative_to(installed.parent)

    endpoint.answer("Installed and ", "well.", *finish())
    asked = run(program, machine, "ask", "Are you there?")
    assert (asked.stdout.strip(), asked.returncode) == ("Installed and well.", 0), asked.stderr


def test_the_version_stands_in_one_place() -> None:
    written = [
        str(file.relative_to(ROOT))
        for file in [ROOT / "pyproject.toml", *(ROOT / "tui_threads").rglob("*.py")]
        if f'"{__version__}"' in file.read_text(encoding="utf-8")
    ]
    assert written == [os.path.join("tui_threads", "__init__.py")]
