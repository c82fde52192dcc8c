"""Code is read from a call's arguments while they come, whole or slightly wrong."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_threads.server.running.code_text import CodeText

CODE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def read(pieces: list[str]) -> str:
    code = CodeText()
    return "".join([*map(code.add, pieces), code.finish()])


@given(CODE, st.booleans(), st.data())
def test_code_comes_out_as_it_was_meant_however_its_json_is_cut(
    code: str, ascii: bool, data: st.DataObject
) -> None:
    arguments = json.dumps({"code": code}, ensure_ascii=ascii)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(arguments)), max_size=5)))
    places = [0, *cuts, len(arguments)]
    pieces = [arguments[begin:end] for begin, end in pairwise(places)]
    assert read(pieces) == code


def test_code_is_told_before_its_json_is_whole() -> None:
    code = CodeText()
    assert code.add('{"code": "print(1') == "print(1"
    assert code.add(")\\") == ")"
    assert code.add('n#"}') == "\n#"
    assert code.finish() == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("print(1)", "print(1)"),
        ('"print(1)"', "print(1)"),
        ('{"input": "print(1)"}', "print(1)"),
        ('{"language": "python", "code": "print(1)"}', "print(1)"),
        ('{"code": ["a = 1", "print(a)"]}', "a = 1\nprint(a)"),
        ('{"code": "print(1)', "print(1)"),
        ('{"code": "a = 1\nprint(a)"}', "a = 1\nprint(a)"),
        ('{"code": "\\d"}', "\\d"),
        ("", ""),
        ("[]", ""),
        ("{}", ""),
        ('{"code": "\\u0000\\ud800"}', "\ufffd\ufffd"),
        ('{"code": "\\ud800\\u0041\\u12G4\\u12"}', "\ufffdA\\u12G4\\u12"),
    ],
)
def test_what_small_models_get_wrong_is_still_code(arguments: str, code: str) -> None:
    assert read(list(arguments)) == code
