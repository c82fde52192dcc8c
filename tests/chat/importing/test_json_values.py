from __future__ import annotations

import io
import json
from typing import TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_threads.chat.importing.json_values import json_values


class _Drops(io.StringIO):
    """A file that gives a few characters at a time, as a slow or compressed one may."""

    def __init__(self, text: str, size: int) -> None:
        super().__init__(text)
        self._size = size

    def read(self, size: int | None = -1) -> str:
        return super().read(self._size)


def read(stream: TextIO) -> list[object]:
    return list(json_values(stream))


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(ANY, max_size=5), st.integers(1, 9), st.sampled_from([None, 1]))
def test_an_array_is_read_value_by_value_wherever_the_pieces_end(
    values: list[object], size: int, indent: int | None
) -> None:
    assert read(_Drops(json.dumps(values, indent=indent), size)) == values


@given(st.lists(st.dictionaries(st.text(), ANY, max_size=3), min_size=1, max_size=5), st.integers(1, 9))
def test_values_one_a_line_are_read_too(values: list[object], size: int) -> None:
    assert read(_Drops("\n".join(json.dumps(value) for value in values) + "\n", size)) == values


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read(io.StringIO("\ufeff[1, 2]")) == [1, 2]


def test_values_are_there_before_the_file_was_read_to_its_end() -> None:
    stream = _Drops("[" + "1, " * 1000 + "2]", 100)
    assert next(json_values(stream)) == 1
    assert stream.tell() < 200


@pytest.mark.parametrize("text", ["[1, 2", '[{"a": 1}, {"a"', "nonsense", '{"a": }'])
def test_what_is_cut_off_or_no_json_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):
        read(_Drops(text, 4))


def test_an_empty_file_has_no_values() -> None:
    assert read(io.StringIO(" \n")) == []
