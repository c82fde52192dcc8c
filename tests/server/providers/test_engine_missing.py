"""A system that lacks a library of llama.cpp's, as small images of Debian do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.model_fixture import model_file
from tui_threads.cli.doctor.server import look_at_model
from tui_threads.paths import Paths
from tui_threads.server.providers.completion import ProviderError
from tui_threads.server.providers.llama import Llama, LlamaSettings
from tui_threads.settings import Settings

__all__ = ["model_file"]

LACKING = "libgomp.so.1: cannot open shared object file"


async def test_the_library_is_named_by_the_run_and_by_the_doctor(
    model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xllamacpp.py").write_text(f"raise ImportError({LACKING!r})\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(ProviderError, match=rf"{LACKING}\. Install it .*`libgomp1`"):
        await Llama.load(model_file, LlamaSettings(context_size=512, slots=1), lambda part: None)
    (engine,) = [seen for seen in look_at_model(Paths.for_user(), Settings()) if seen.name == "xllamacpp"]
    assert (engine.state, LACKING in engine.value) == ("wrong", True)
