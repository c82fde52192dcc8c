"""Which model files are found, what they are called, and which of them answers by default."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_threads.server.model_shelf import ModelShelf


def put(directory: Path, *names: str) -> None:
    directory.mkdir(exist_ok=True)
    for age, name in enumerate(names):
        (directory / name).write_bytes(b"GGUF")
        os.utime(directory / name, (1_000_000 - age, 1_000_000 - age))


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ((), []),
        (("Qwen3-0.6B.gguf",), ["local/qwen3-0.6b"]),
        (("newer.gguf", "older.gguf"), ["local/newer", "local/older"]),
        (("newer.gguf", "smollm2-135m.gguf"), ["local/smollm2-135m", "local/newer"]),
        (("notes.txt", ".half.gguf", "mmproj-F16.gguf"), []),
        (("big-00001-of-00002.gguf", "big-00002-of-00002.gguf"), ["local/big-00001-of-00002"]),
        (("Twice.gguf", "twice.gguf"), ["local/twice"]),
    ],
)
def test_models_are_named_after_their_files_and_the_small_one_answers_first(
    tmp_path: Path, there: tuple[str, ...], found: list[str]
) -> None:
    put(tmp_path, *there)
    assert list(ModelShelf(tmp_path).files()) == found


def test_the_file_that_the_settings_name_answers_first_whether_it_is_there_or_not(tmp_path: Path) -> None:
    put(tmp_path / "models", "smollm2-135m.gguf")
    shelf = ModelShelf(tmp_path / "models", tmp_path / "Mine.gguf")
    assert (shelf.default_name(), shelf.default()) == ("local/mine", None)
    put(tmp_path, "Mine.gguf")
    assert shelf.default() == tmp_path / "Mine.gguf"
    assert list(shelf.files()) == ["local/mine", "local/smollm2-135m"]


def test_a_shelf_without_a_folder_is_empty_and_wants_the_small_model(tmp_path: Path) -> None:
    shelf = ModelShelf(tmp_path / "nowhere")
    assert (shelf.files(), shelf.default_name(), shelf.default()) == ({}, "local/smollm2-135m", None)


def test_the_small_model_is_known_as_such_before_it_is_fetched(tmp_path: Path) -> None:
    shelf = ModelShelf(tmp_path / "models")
    assert shelf.is_small("local/smollm2-135m")
    put(tmp_path / "models", "smollm2-135m.gguf", "other.gguf")
    assert shelf.is_small("local/smollm2-135m")
    assert not shelf.is_small("local/other")
    put(tmp_path, "SmolLM2-135M.gguf")
    assert not ModelShelf(tmp_path / "models", tmp_path / "SmolLM2-135M.gguf").is_small("local/smollm2-135m")
