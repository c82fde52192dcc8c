from __future__ import annotations

from tests.chat.exporting.copies import copy_of, message
from tui_threads.chat.exporting.markdown import escaped, markdown_of


def test_what_was_said_stands_as_it_was_said_below_who_said_it_and_when() -> None:
    copy = copy_of(
        message("user", "Will it *rain*?"),
        message("assistant", "```\nyes\n```", metadata={"original_model": "gpt-4o"}),
    )
    assert markdown_of(copy).splitlines() == [
        "# Rain in Bergen",
        "",
        "- Thread: `thread_1`",
        "- Begun: 2023-11-14 22:13 UTC",
        "- Messages: 2",
        "",
        "---",
        "",
        "## User · 2023-11-14 22:13 UTC",
        "",
        "Will it *rain*?",
        "",
        "---",
        "",
        "## Assistant (gpt-4o) · 2023-11-14 22:13 UTC",
        "",
        "```",
        "yes",
        "```",
    ]


def test_the_time_before_a_move_is_shown() -> None:
    said = message("user", "Hi", metadata={"original_created_at": "1600000000"})
    assert "## User · 2020-09-13 12:26 UTC" in markdown_of(copy_of(said))


def test_escape_sequences_and_turned_text_are_made_harmless() -> None:
    text = markdown_of(copy_of(message("user", "a\x1b[31mb\u202ec\x9bd"), title="x\x1b]0;y\x07"))
    assert not set("\x1b\x07\x9b\u202e") & set(text)
    assert "a␛[31mb" in text


def test_a_title_is_no_markdown() -> None:
    assert escaped("# [x](y) `z` <b>") == "\\# \\[x\\](y) \\`z\\` \\<b\\>"
    assert markdown_of(copy_of(title="two\nlines")).startswith("# two lines\n")


def test_images_files_sources_and_an_unfinished_end_are_named() -> None:
    cited = {
        "type": "file_citation",
        "text": "【1】",
        "file_citation": {"file_id": "file-9", "quote": "rain"},
    }
    copy = copy_of(
        message(
            "assistant",
            [
                {"type": "text", "text": {"value": "See【1】", "annotations": [cited]}},
                {"type": "image_file", "image_file": {"file_id": "file-1"}},
                {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
                {"type": "refusal", "refusal": "No more."},
                {"type": "hologram"},
            ],
            attachments=[{"file_id": "file-2", "tools": []}],
            status="incomplete",
            incomplete_details={"reason": "max_tokens"},
        )
    )
    text = markdown_of(copy)
    for words in ("Image: file-1", "https://example.com/a.png", "No more.", "hologram", "【1】 file-9: rain",
                  "Attached: file-2", "Incomplete: max\\_tokens"):  # fmt: skip
        assert words in text


def test_a_thread_without_title_is_named_by_its_first_line() -> None:
    assert markdown_of(copy_of(message("user", "# Hello there"), title="")).startswith("# Hello there\n")
    assert markdown_of(copy_of(title="")).startswith("# Thread\n")
