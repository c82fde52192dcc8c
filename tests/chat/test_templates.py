"""Prompt templates: what counts as a place, and what is said of files that are no use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_threads.chat.templates import TemplateError, read_template, template_names


def made(folder: Path, text: str) -> Path:
    (folder / "t.md").write_text(text)
    return folder


def test_places_are_found_in_order_with_what_stands_there_otherwise(tmp_path: Path) -> None:
    template = read_template(made(tmp_path, "{{ b = two }} {{a}} {{b}} {{a=one}} {{x.y}} {z} {{}}"), "t")
    assert template.places == {"b": "two", "a": "one"}
    assert template.filled({"a": "1", "b": "{{a}}"}) == "{{a}} 1 {{a}} 1 {{x.y}} {z} {{}}"


def test_front_matter_is_no_part_of_the_text(tmp_path: Path) -> None:
    template = read_template(made(tmp_path, "---\ntitle: x\ndescription: 'Short: one'\n---\n\nSay.\n"), "t")
    assert (template.description, template.body) == ("Short: one", "Say.")
    assert read_template(made(tmp_path, "Say\n---\ndescription: no\n---\n"), "t").description == ""


def test_only_markdown_files_of_the_folder_are_templates(tmp_path: Path) -> None:
    made(tmp_path, "x")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "deep.md").mkdir()
    assert template_names(tmp_path) == ["t"]
    assert template_names(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty."),
        (b"---\na: b\n---\n", "is empty."),
        (b"\xff\xff", "is not UTF-8"),
        (b"x" * 2_000_000, "1 MB"),
    ],
)
def test_a_file_of_no_use_is_named(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "t.md").write_bytes(content)
    with pytest.raises(TemplateError, match=sentence) as refused:
        read_template(tmp_path, "t")
    assert "t.md" in str(refused.value)


def test_a_name_never_leaves_the_folder(tmp_path: Path) -> None:
    (tmp_path / "t.md").write_text("x")
    (tmp_path / "sub").mkdir()
    with pytest.raises(TemplateError, match="no template"):
        read_template(tmp_path / "sub", "../t")
