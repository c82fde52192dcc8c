"""Text from anybody becomes harmless, and fits."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tui_threads.ui.plain import fit, harmless, in_columns, one_line, visible


def test_a_line_holds_no_escape_no_break_and_no_turned_direction() -> None:
    assert one_line("a\x1b]0;x\x07b\nc\u202ed\u2028e") == "a␛]0;x␇b cd e"


def test_columns_keep_the_blanks_between_them() -> None:
    assert in_columns("/attach   Send\x1b a\n file") == "/attach   Send␛ a file"


def test_control_characters_become_pictures_and_lines_stay() -> None:
    assert visible("a\x1b[31m\nb\x9bc") == "a␛[31m\nb\N{REPLACEMENT CHARACTER}c"


@pytest.mark.parametrize(
    "text", ["", "short", "a much longer text than fits", "日本語のとても長いテキスト", "👩‍👩‍👧 family"]
)
@pytest.mark.parametrize("width", [0, 1, 2, 7, 12])
def test_a_text_is_cut_or_filled_to_its_width(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


def test_a_paste_has_newlines_only_and_no_control_characters() -> None:
    assert harmless("a\r\nb\rc\td\x1b[201~\x00e\x7f") == "a\nb\nc\td[201~e"
