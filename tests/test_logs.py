"""Logs keep their size, are whole with several writers, and give nobody away."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from tui_threads import logs

WRITER = """
import logging, sys
from pathlib import Path
from tui_threads.logs import CarefulFormatter, SharedLogFile
handler = SharedLogFile(Path(sys.argv[1]), limit=20_000)
handler.setFormatter(CarefulFormatter())
log = logging.getLogger("tui_threads.writer")
log.setLevel(logging.INFO)
log.addHandler(handler)
for number in range(400):
    log.info("%s says line %d of four hundred", sys.argv[2], number)
"""


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "a.log"


@pytest.fixture
def set_up_logs(log_file: Path) -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("tui_threads")
    before = (root.handlers[:], root.level, ours.level)
    root.handlers = []  # pytest's own would be closed by taking their place
    logs.set_up(log_file, debug=True)
    yield
    for handler in root.handlers:
        handler.close()
    logging.captureWarnings(False)
    root.handlers, root.level = before[0], before[1]
    ours.setLevel(before[2])


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def test_two_programs_write_to_one_file_that_is_put_aside_when_full(log_file: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(log_file), name]) for name in ("Ann", "Ben")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    files = [logs.aside(log_file, number) for number in range(logs.KEPT + 1)]
    assert all(file.stat().st_size < 21_000 for file in files)  # both may write while one looks at the size
    assert not logs.aside(log_file, logs.KEPT + 1).exists()
    lines = "".join(text_of(file) for file in files).splitlines()
    assert all(line.endswith("of four hundred") for line in lines)
    assert any("Ann says line 399 " in line for line in lines)
    assert any("Ben says line 399 " in line for line in lines)


@pytest.mark.usefixtures("set_up_logs")
def test_a_log_is_for_its_owner_alone(log_file: Path) -> None:
    logging.getLogger("tui_threads.x").info("hello")
    assert log_file.stat().st_mode & 0o777 == 0o600
    assert log_file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("set_up_logs")
@pytest.mark.parametrize(
    "words",
    [
        "Authorization: Bearer verysecretvalue",
        "api_key=verysecretvalue",
        '{"token": "verysecretvalue"}',
        "key sk-proj-verysecretvalue",
        "postgresql://ann:verysecretvalue@db/threads",
    ],
)
def test_secrets_are_not_written(log_file: Path, words: str) -> None:
    logging.getLogger("tui_threads.x").error("failed: %s", words)
    assert "failed: " in text_of(log_file)
    assert "verysecretvalue" not in text_of(log_file)


@pytest.mark.usefixtures("set_up_logs")
def test_the_trace_of_a_crash_shows_places_and_no_values(log_file: Path) -> None:
    class Shape(BaseModel):
        number: int

    said = " ".join(["what", "somebody", "wrote"])
    try:
        Shape.model_validate({"number": said})
    except ValidationError as error:
        logging.getLogger("tui_threads.x").critical("broke", exc_info=error)
    text = text_of(log_file)
    assert "test_logs.py" in text
    assert "ValidationError" in text
    assert said not in text


@pytest.mark.usefixtures("set_up_logs")
def test_a_line_cannot_drive_the_terminal_or_pass_for_another_line(log_file: Path) -> None:
    logging.getLogger("tui_threads.x").info("red \x1b[31m\nINFO forged")
    first, second = text_of(log_file).splitlines()
    assert first.endswith(r"red \x1b[31m")
    assert second == "    INFO forged"


@pytest.mark.usefixtures("set_up_logs")
def test_libraries_that_tell_bodies_are_not_heard_even_with_debug(log_file: Path) -> None:
    logging.getLogger("openai").debug("Request options: {'content': 'what somebody wrote'}")
    logging.getLogger("httpx").info("GET /threads?q=what+somebody+wrote")
    logging.getLogger("tui_threads.x").debug("heard")
    assert "wrote" not in text_of(log_file)
    assert "heard" in text_of(log_file)


@pytest.mark.usefixtures("set_up_logs")
def test_lines_that_could_not_be_written_are_counted(log_file: Path) -> None:
    log_file.mkdir(parents=True)
    logging.getLogger("tui_threads.x").info("lost")
    log_file.rmdir()
    logging.getLogger("tui_threads.x").info("kept")
    assert "kept" in text_of(log_file)
    assert "(1 lines before this could not be written)" in text_of(log_file)
