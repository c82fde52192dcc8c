"""The focused message: moving, copying, opening, and what is told of it."""

from __future__ import annotations

import pytest
from textual.message import Message as Told

from tests.ui.sample_thread import NAMES, everything, said, tiny_png
from tests.ui.transcript_host import TranscriptHost
from tui_threads.chat.conversation import Conversation
from tui_threads.ui.widgets.transcript import Transcript


def thread(count: int = 5) -> Conversation:
    conversation = Conversation()
    conversation.load([said(f"m{n}", "user", f"message {n}", after=n) for n in range(count)])
    return conversation


async def told(conversation: Conversation, key: str, *presses: str, kind: type[Told]) -> list[Told]:
    """What is told when an entry is focused and keys are pressed."""
    host = TranscriptHost(conversation)
    async with host.run_test(size=(100, 40), message_hook=host.told.append) as pilot:
        await pilot.pause()
        host.transcript.set_names(files=NAMES)
        host.transcript.entry_focus.go(key)
        await pilot.press(*presses)
        await pilot.pause()
        return host.told_of(kind)


async def test_focus_moves_by_j_and_k_and_shows_itself() -> None:
    host = TranscriptHost(thread())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert host.transcript.focused_key == "m4"
        await pilot.press("k", "k", "j")
        assert host.transcript.focused_key == "m3"
        row = next(row for row in host.terminal_rows() if "y copy" in row)
        above = host.terminal_rows().index(row)
        assert "message 3" in host.terminal_rows()[above + 1]


async def test_a_long_message_is_scrolled_through_before_the_next_is_focused() -> None:
    conversation = Conversation()
    conversation.load(
        [said("long", "assistant", "\n\n".join(f"row {n}" for n in range(60))), said("b", "user", "b")]
    )
    host = TranscriptHost(conversation)
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("g")
        for _ in range(20):
            await pilot.press("j")
            await pilot.pause()
            if host.transcript.focused_key == "b":
                break
            assert any("row" in row for row in host.terminal_rows())
        assert host.transcript.focused_key == "b"


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("e", Transcript.EditWanted),
        ("r", Transcript.RegenerateWanted),
        ("f", Transcript.ForkWanted),
        ("i", Transcript.InspectWanted),
        ("x", Transcript.ExportWanted),
        ("d", Transcript.DeleteWanted),
    ],
)
async def test_message_keys_tell_what_is_wanted_of_the_focused_message(
    key: str, kind: type[Transcript.EntryAction]
) -> None:
    (message,) = await told(thread(), "m2", key, kind=kind)
    assert isinstance(message, Transcript.EntryAction)
    assert message.key == "m2"


async def test_y_copies_the_message_as_the_markdown_it_is() -> None:
    (message,) = await told(everything(), "msg_hello", "y", kind=Transcript.Copied)
    assert isinstance(message, Transcript.Copied)
    assert (message.text, message.what) == ("Show me **Markdown**.", "message")


async def test_c_copies_a_code_block_and_again_the_next() -> None:
    conversation = Conversation()
    conversation.load([said("m", "assistant", "```\none\n```\n\n- in a list:\n\n  ```py\n  two\n  ```\n")])
    messages = await told(conversation, "m", "c", "c", "c", kind=Transcript.Copied)
    assert [one.text for one in messages if isinstance(one, Transcript.Copied)] == ["one\n", "two\n", "one\n"]


async def test_o_opens_the_only_link_at_once() -> None:
    conversation = Conversation()
    conversation.load([said("m", "assistant", "see [this](https://example.com/a)")])
    (message,) = await told(conversation, "m", "o", kind=Transcript.LinkOpened)
    assert isinstance(message, Transcript.LinkOpened)
    assert message.url == "https://example.com/a"


async def test_o_chooses_among_several_and_enter_opens() -> None:
    messages = await told(everything(), "msg_markdown", "o", "o", "enter", kind=Transcript.LinkOpened)
    assert [one.url for one in messages if isinstance(one, Transcript.LinkOpened)] == [
        "https://bare.example/path"
    ]


async def test_a_dangerous_link_is_no_link() -> None:
    conversation = Conversation()
    conversation.load([said("m", "assistant", "[a](javascript:alert(1)) [b](file:///etc/passwd)")])
    assert not await told(conversation, "m", "o", "enter", kind=Transcript.LinkOpened)


async def test_a_footnote_opens_its_quote_and_a_path_is_saved() -> None:
    (cited,) = await told(everything(), "msg_cited", "o", "enter", kind=Transcript.CitationOpened)
    assert isinstance(cited, Transcript.CitationOpened)
    assert (cited.file_id, cited.quote, cited.name) == ("file-guide", "Sintra deserves two days", "guide.pdf")
    (saved,) = await told(everything(), "msg_cited", "o", "o", "s", kind=Transcript.FileSaveWanted)
    assert isinstance(saved, Transcript.FileSaveWanted)
    assert (saved.file_id, saved.name) == ("file-trip", "trip.csv")


async def test_a_click_on_a_link_opens_it_and_focuses_its_message() -> None:
    conversation = thread()
    conversation.add_local("l", "bottom")
    host = TranscriptHost(conversation)
    async with host.run_test(size=(80, 24), message_hook=host.told.append) as pilot:
        host.show(
            host.conversation.load(
                [said("m", "assistant", "go to https://example.com/x now"), said("b", "user", "b")]
            )
        )
        await pilot.pause()
        row = next(y for y, text in enumerate(host.terminal_rows()) if "example.com" in text)
        await pilot.click(Transcript, offset=(15, row))
        await pilot.pause()
        assert host.told_of(Transcript.LinkOpened)
        assert host.transcript.focused_key == "m"


async def test_enter_unfolds_a_tool_call_and_folds_it_again() -> None:
    host = TranscriptHost(everything())
    async with host.run_test(size=(100, 60)) as pilot:
        await pilot.pause()
        host.transcript.entry_focus.go("step_2")
        folded = host.transcript.virtual_size.height
        await pilot.press("enter")
        await pilot.pause()
        assert any("print(1 + 1)" in row for row in host.terminal_rows())
        assert any("sunny" in row for row in host.terminal_rows())
        await pilot.press("enter")
        await pilot.pause()
        assert host.transcript.virtual_size.height == folded


async def test_a_long_paste_is_folded_until_it_is_wanted() -> None:
    host = TranscriptHost(everything())
    async with host.run_test(size=(100, 60)) as pilot:
        await pilot.pause()
        assert any("48 more lines" in row for row in host.terminal_rows())
        host.transcript.entry_focus.go("msg_paste")
        await pilot.press("enter")
        await pilot.pause()
        assert not any("more lines" in row for row in host.terminal_rows())
        assert any("row 59" in row for row in host.terminal_rows())


async def test_v_shows_the_text_as_it_came() -> None:
    host = TranscriptHost(everything())
    async with host.run_test(size=(100, 60)) as pilot:
        await pilot.pause()
        host.transcript.entry_focus.go("msg_hello")
        await pilot.press("v")
        await pilot.pause()
        assert any("**Markdown**" in row for row in host.terminal_rows())


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("failure:1", Transcript.RetryWanted),
        ("end:run_failed", Transcript.RetryWanted),
        ("msg_cut", Transcript.ContinueWanted),
        ("local_1", Transcript.SendNowWanted),
    ],
)
async def test_enter_does_what_an_entry_offers(entry: str, kind: type[Told]) -> None:
    assert len(await told(everything(), entry, "enter", kind=kind)) == 1


async def test_a_letter_that_means_nothing_here_goes_to_the_composer() -> None:
    (message,) = await told(thread(), "m2", "w", kind=Transcript.PrintableKey)
    assert isinstance(message, Transcript.PrintableKey)
    assert message.character == "w"
    assert not await told(thread(), "m2", "y", kind=Transcript.PrintableKey)


async def test_the_first_unread_message_is_marked_and_gone_to() -> None:
    host = TranscriptHost(thread(80))
    async with host.run_test(size=(80, 24)) as pilot:
        host.transcript.mark_unread("m40")
        await pilot.press("u")
        await pilot.pause()
        top = next(row for row in host.terminal_rows() if row.strip())
        assert "new" in top
        assert host.transcript.focused_key == "m40"


async def test_images_are_asked_for_when_seen_and_remote_ones_only_after_consent() -> None:
    host = TranscriptHost(everything())
    async with host.run_test(size=(100, 80), message_hook=host.told.append) as pilot:
        await pilot.pause()
        asked = [
            one.source
            for one in host.told_of(Transcript.ImageWanted)
            if isinstance(one, Transcript.ImageWanted)
        ]
        assert asked == ["file-photo"]
        host.transcript.allow_hosts(["pictures.example"])
        await pilot.pause()
        asked = [
            one.source
            for one in host.told_of(Transcript.ImageWanted)
            if isinstance(one, Transcript.ImageWanted)
        ]
        assert asked == ["file-photo", "https://pictures.example/cat.png"]
        host.transcript.set_image("file-photo", tiny_png(33, 21))
        await host.workers.wait_for_complete()
        await pilot.pause()
        assert any("33x21" in row for row in host.terminal_rows())
        host.transcript.set_image("https://pictures.example/cat.png", b"\x89PNG broken")
        await host.workers.wait_for_complete()
        await pilot.pause()
        assert any("broken" in row for row in host.terminal_rows())
        assert host.terminal_rows() == host.fresh_rows()
