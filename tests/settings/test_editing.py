"""Changing a key in a file that a person wrote, and nothing else in it."""

import tomllib
from difflib import unified_diff

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_threads.settings.editing import edited
from tui_threads.settings.line_numbers import KeyPath
from tui_threads.settings.template import commented_default

MINE = """\
# mine, all of it
profile = "team"      # the team's

[profiles.team]  # ours
base_url = "https://team.invalid/v1"
headers = { "x-team" = "blue" }

[ui]
# dark in the evening
theme = "nord"   # I like it
remote_images = [
  "a.example",   # the wiki
  "b.example",
]

[keys]
"thread.new" = "f6"
"""


def changes(before: str, after: str) -> list[str]:
    """The lines that differ, with `-` and `+`."""
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize(
    ("path", "value", "changed"),
    [
        (("ui", "theme"), "dracula", ['-theme = "nord"   # I like it', '+theme = "dracula"   # I like it']),
        (("ui", "theme"), None, ['-theme = "nord"   # I like it', '+#theme = "nord"   # I like it']),
        (
            ("profile",),
            "local",
            ['-profile = "team"      # the team\'s', '+profile = "local"      # the team\'s'],
        ),
        (("profiles", "team", "timeout"), 60.0, ["+timeout = 60.0"]),
        (("keys", "thread.new"), "f7", ['-"thread.new" = "f6"', '+"thread.new" = "f7"']),
        (("keys", "message.copy"), "c", ['+"message.copy" = "c"']),
        (("server", "slots"), 4, ["+", "+[server]", "+slots = 4"]),
        (
            ("profiles", "team", "headers"),
            {"x-team": "red", "x-b": "1"},
            ['-headers = { "x-team" = "blue" }', '+headers = {x-team = "red", x-b = "1"}'],
        ),
    ],
)
def test_only_the_line_of_the_key_changes(path: KeyPath, value: object, changed: list[str]) -> None:
    after = edited(MINE, {path: value})
    assert [line for line in changes(MINE, after) if line != "+"] == [line for line in changed if line != "+"]


@pytest.mark.parametrize(
    ("path", "value", "changed"),
    [
        (("ui", "text_width"), 80, ["-#text_width = 100", "+text_width = 80"]),
        (("ui", "theme"), "nord", ['-#theme = "threads-light"  # for example', '+theme = "nord"']),
        (("ui", "ascii"), True, ["-#ascii = false", "+ascii = true"]),
        (("profile",), "team", ['-#profile = "local"', '+profile = "team"']),
        (
            ("keys", "app.settings"),
            "f7",
            ['-#"app.settings" = "f11"  # for example', '+"app.settings" = "f7"'],
        ),
    ],
)
def test_a_key_of_the_commented_default_is_switched_on_where_it_stands(
    path: KeyPath, value: object, changed: list[str]
) -> None:
    assert changes(commented_default(), edited(commented_default(), {path: value})) == changed


def test_a_whole_profile_is_added_and_taken_away() -> None:
    new: dict[KeyPath, object] = {
        ("profiles", "my.azure", "base_url"): "https://azure.invalid",
        ("profiles", "my.azure", "token_command"): ("az", "token"),
    }
    added = edited(MINE, new)
    assert tomllib.loads(added)["profiles"]["my.azure"] == {
        "base_url": "https://azure.invalid",
        "token_command": ["az", "token"],
    }
    assert all(line.startswith("+") for line in changes(MINE, added))

    gone = edited(added, {("profiles", "my.azure"): None})
    assert tomllib.loads(gone) == tomllib.loads(MINE)
    assert "# dark in the evening" in gone


def test_a_list_of_many_lines_is_replaced_whole() -> None:
    after = edited(MINE, {("ui", "remote_images"): ("c.example",)})
    assert tomllib.loads(after)["ui"]["remote_images"] == ["c.example"]
    assert edited(after, {("ui", "remote_images"): None}).count("c.example") == 1
    assert "remote_images" not in tomllib.loads(edited(MINE, {("ui", "remote_images"): None}))["ui"]


def test_an_empty_text_takes_keys_too() -> None:
    assert tomllib.loads(edited("", {("ui", "theme"): "nord"})) == {"ui": {"theme": "nord"}}


VALUES: dict[KeyPath, st.SearchStrategy[object]] = {
    ("profile",): st.text(min_size=1),
    ("ui", "theme"): st.none() | st.text(),
    ("ui", "text_width"): st.none() | st.integers(20, 400),
    ("ui", "remote_images"): st.none() | st.lists(st.text(max_size=5), max_size=3),
    ("server", "port"): st.none() | st.integers(0, 65535),
    ("server", "idle_minutes"): st.none() | st.floats(0, 60),
    ("profiles", "team", "base_url"): st.text(),
    ("profiles", "team", "headers"): st.none() | st.dictionaries(st.text(min_size=1), st.text(), max_size=2),
    ("keys", "thread.new"): st.none() | st.text(max_size=5),
}
EDITS = st.lists(
    st.sampled_from(list(VALUES)).flatmap(lambda path: st.tuples(st.just(path), VALUES[path])), max_size=6
)


@settings(max_examples=60)
@given(EDITS, st.sampled_from([MINE, commented_default(), ""]))
def test_any_row_of_edits_is_what_the_file_then_says(edits: list[tuple[KeyPath, object]], text: str) -> None:
    comments = {line for line in text.splitlines() if line.startswith("# ")}
    last: dict[KeyPath, object] = {}
    for path, value in edits:
        text = edited(text, {path: value})
        last[path] = value
    document = tomllib.loads(text)
    for path, value in last.items():
        table: object = document
        for part in path:
            table = table.get(part) if isinstance(table, dict) else None
        assert table == value or (table is None and value in (None, {}))
    assert comments <= set(text.splitlines())
