"""Highlighted code: colours where a lexer knows the language, the text itself always."""

from __future__ import annotations

from rich.style import Style

from tui_threads.ui.render.code import code_label, code_lines, language_of
from tui_threads.ui.render.palette import Palette, Role

COLOURED = Palette({role: Style(color=f"color({number})") for number, role in enumerate(Role)})


def text(code: str, info: str, width: int = 60) -> str:
    return "\n".join(line.text for line in code_lines(code, info, width, COLOURED))


def roles(code: str, info: str) -> dict[str, Role]:
    by_style = {COLOURED.style(role): role for role in Role}
    lines = code_lines(code, info, 80, COLOURED)
    return {
        s.text.strip(): by_style[s.style] for line in lines for s in line.body if s.style and s.text.strip()
    }


def test_keywords_strings_and_comments_have_roles_of_their_own() -> None:
    found = roles("def f():\n    return 'x'  # why", "python")
    assert found["def"] is Role.SYNTAX_KEYWORD
    assert found["'x'"] is Role.SYNTAX_STRING
    assert found["# why"] is Role.SYNTAX_COMMENT


def test_an_unknown_language_is_plain() -> None:
    assert set(roles("def f()", "klingon").values()) == {Role.BLOCK}


def test_the_text_is_never_changed_by_a_lexer() -> None:
    for language in ("python", "html", "json", "console", "diff", "c", "", "http"):
        code = "\n\n  <a b='c'>\n{\n\n"
        assert text(code, language) == code.rstrip("\n") + "\n\n", language


def test_tabs_are_expanded_and_long_lines_folded() -> None:
    assert (
        text("\tx = 'a long string that does not fit'", "python", 20)
        == "    x = 'a long\nstring that does\nnot fit'"
    )


def test_a_very_long_line_is_drawn_without_a_lexer() -> None:
    lines = code_lines("x=" + "1" * 50_000, "python", 80, COLOURED)
    assert "".join(line.text for line in lines) == "x=" + "1" * 50_000


def test_the_language_is_the_first_word_after_the_fence() -> None:
    assert language_of("Python title=x") == "python"
    assert language_of("{.js}") == "js"
    assert language_of("c++") == "c++"
    assert language_of("") == ""


def test_a_narrow_label_still_fits() -> None:
    label = code_label("averyveryverylonglanguage", 0, 12, COLOURED)
    assert len(label.text) <= 13
