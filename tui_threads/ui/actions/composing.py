"""What Enter means in the composer: a message, a command, or a sentence about what cannot be sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from textual import on

from tui_threads.chat.mentioned_paths import mentioned_files, mentions_any
from tui_threads.ui.actions.writing import WritingActions
from tui_threads.ui.setup import Setup
from tui_threads.ui.slash_commands import Call, Command, Unknown, commands, offers_for, read_typed
from tui_threads.ui.widgets.completing import Typing
from tui_threads.ui.widgets.completion_popup import CompletionPopup
from tui_threads.ui.widgets.composer import LONGEST_MESSAGE, Composer


class ComposingActions(WritingActions):
    """Answers the composer; nothing that is refused is lost."""

    deeds_with_words: Mapping[str, Callable[[str], object]]

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.commands: dict[str, Command] = commands()
        """What can be typed after `/`."""

    def on_mount(self) -> None:
        self.composer.enter_breaks = self.setup.settings.ui.send_key == "ctrl+j"

    @on(Composer.OffersWanted)
    def make_offers(self, event: Composer.OffersWanted) -> None:
        typing = event.typing
        if typing.kind == "command":
            self.composer.offer(typing, offers_for(typing.word, self.commands, self.keymap))
        elif typing.kind == "file" or self._wants(typing) == "file":
            self.run_worker(self._guarded(self.offer_files(typing)), group="offers", exclusive=True)
        elif self._wants(typing) == "template":
            self.offer_templates(typing)

    def _wants(self, typing: Typing) -> str:
        command = self.commands.get(typing.command)
        return command.wants if command else ""

    @on(CompletionPopup.Taken)
    def take_offer_by_mouse(self, event: CompletionPopup.Taken) -> None:
        self.composer.take(event.offer)

    @on(Composer.Folded)
    def tell_of_fold(self) -> None:
        self.say("The paste is folded, and sent whole; Left and Enter open it.")

    @on(Composer.Submitted)
    def take_message(self, event: Composer.Submitted) -> None:
        if self.attaching or mentions_any(event.text):
            self.in_turn(self._submit_with_files(self.draft_key, event.text))
        else:
            self.submit(event.text)

    async def _submit_with_files(self, thread: int, text: str) -> None:
        """Send when the files are there that were dropped just before, or are named in the text."""
        named = await asyncio.to_thread(mentioned_files, text, self.folder)
        if await self.attach(thread, named) and self.draft_key == thread:
            self.submit(self.composer.text.strip("\n") or text)  # more may have been typed meanwhile

    @on(Composer.Nothing)
    def send_files_alone(self) -> None:
        """Enter without a text: images may be sent alone, other files need a word what for."""
        files = self.draft_files.of(self.draft_key)
        if files and all(file.use == "image" for file in files):
            self.send("")
        elif files:
            self.say("Write what the file is for; Enter then sends both.")

    def submit(self, text: str) -> None:
        """Do what was typed: send it, or run it where it is a command."""
        match read_typed(text, self.commands):
            case Call(command, words) if command.wants == "file" and words:
                self.in_turn(self._attach_named(self.draft_key, words))
            case Call() as call:
                self.start(self._run_command(call))
            case Unknown(sentence):
                self.say(sentence, 10.0)
            case str() as message if len(message) > LONGEST_MESSAGE:
                self.say(
                    f"This has {len(message):,} characters, and a message may have {LONGEST_MESSAGE:,}; "
                    "shorten it, or attach it as a file.",
                    12.0,
                )
            case str() as message:
                self.send(message)

    async def _attach_named(self, thread: int, words: str) -> None:
        if await self.attach(thread, [Path(words.strip("'\""))]) and self.draft_key == thread:
            self.composer.put("")

    async def _run_command(self, call: Call) -> None:
        self.composer.put("")
        if call.command.wants == "template":
            self.insert_template(call.words)
        elif call.words:
            self.deeds_with_words[call.command.key.id](call.words)
        else:
            await self.perform(call.command.key)

    def begin_with(self, words: str) -> None:
        """`/new WORDS`: a new thread with these in its composer."""
        self.action_new_thread()
        self.composer.put("\n".join(filter(None, [self.composer.text, words])))

    def rename_to(self, words: str) -> None:
        """`/rename WORDS`: the title of the thread that is shown."""
        if self.row is None:
            self.say("This thread is not begun yet; say something first.")
        else:
            self.start(self.change(self.library.rename(self.row.key, " ".join(words.split())[:256])))
