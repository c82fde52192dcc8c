"""What the filter of the thread list lets through."""

from __future__ import annotations

import pytest

from tests.ui.test_thread_list import row
from tui_threads.chat.list_filter import ListFilter

ROWS = [
    row(1, 9, title="Café in Lisboa", snippet="by the river"),
    row(2, 8, title="東京旅行の計画"),
    row(3, 7, title="Plans", draft="half a LISBOA"),
]


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ("", [1, 2, 3]),
        ("lisboa", [1, 3]),
        ("LISBOA cafe", [1]),
        ("river café", [1]),
        ("京旅", [2]),
        ("\uff4c\uff49\uff53", [1, 3]),
        ("nowhere", []),
    ],
)
def test_every_word_must_stand_somewhere_whatever_its_case_accents_and_width(
    wanted: str, keys: list[int]
) -> None:
    assert [one.key for one in ListFilter().matching(ROWS, wanted)] == keys


def test_a_row_that_changed_is_looked_at_anew() -> None:
    filtered = ListFilter()
    assert filtered.matching(ROWS, "plans") == [ROWS[2]]
    renamed = [ROWS[0], ROWS[1], ROWS[2]._replace(title="Other")]
    assert filtered.matching(renamed, "plans") == []
    assert filtered.matching(renamed, "other") == [renamed[2]]
