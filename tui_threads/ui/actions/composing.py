"""What Enter means in the composer: a message, a command, or a sentence about what cannot be sent."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tui_threads.chat.mentioned_paths import mentioned_files, mentions_any
from tui_threads.ui.actions.attaching import Attaching
from tui_threads.ui.actions.queue import Queue
from tui_threads.ui.actions.templates import Templates
from tui_threads.ui.doing import Doing
from tui_threads.ui.panes import Panes
from tui_threads.ui.slash_commands import Call, Unknown, commands, offers_for, read_typed
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.widgets.completing import Typing
from tui_threads.ui.widgets.composer import LONGEST_MESSAGE
from tui_threads.ui.workspace import Workspace


class Composing:
    """Answers the composer; nothing that is refused is lost."""

    def __init__(
        self,
        stage: Stage,
        work: Workspace,
        panes: Panes,
        *,
        doing: Doing,
        queue: Queue,
        attaching: Attaching,
        templates: Templates,
    ) -> None:
        self.stage = stage
        self._work = work
        self._composer = panes.composer
        self._doing = doing
        self._queue = queue
        self._attaching = attaching
        self._templates = templates
        self._commands = commands()
        """What can be typed after `/`."""

    def offer(self, typing: Typing) -> None:
        """Offer what a word may mean that is being typed."""
        if typing.kind == "command":
            self._composer.offer(typing, offers_for(typing.word, self._commands, self._work.keymap))
        elif typing.kind == "file" or self._wants(typing) == "file":
            self._attaching.offer(typing)
        elif self._wants(typing) == "template":
            self._templates.offer(typing)
        else:
            self._composer.offer(typing, ())

    def _wants(self, typing: Typing) -> str:
        command = self._commands.get(typing.command)
        return command.wants if command else ""

    def tell_of_fold(self) -> None:
        """Say what has become of a long paste."""
        self.stage.say("The paste is folded, and sent whole; Left and Enter open it.")

    def submit(self, text: str) -> None:
        """Enter: send what was typed, with the files that are on their way or named in it."""
        if self._attaching.goes_on or mentions_any(text):
            self._attaching.in_turn(self._submit_with_files, self._work.draft_key, text)
        else:
            self._do(text)

    async def _submit_with_files(self, thread: int, text: str) -> None:
        """Send when the files are there that were dropped just before, or are named in the text."""
        named = await asyncio.to_thread(mentioned_files, text, self._attaching.folder)
        if await self._attaching.attach(thread, named) and self._work.draft_key == thread:
            self._do(self._composer.text.strip("\n") or text)  # more may have been typed meanwhile

    def send_files_alone(self) -> None:
        """Enter without a text: images may be sent alone, other files need a word what for."""
        files = self._work.draft_files.of(self._work.draft_key)
        if files and all(file.use == "image" for file in files):
            self._queue.say("")
        elif files:
            self.stage.say("Write what the file is for; Enter then sends both.")

    def _do(self, text: str) -> None:
        """Do what was typed: send it, or run it where it is a command."""
        match read_typed(text, self._commands):
            case Call(command, words) if command.wants == "file" and words:
                self._attaching.in_turn(self._attach_named, self._work.draft_key, words)
            case Call() as call:
                self._run_command(call)
            case Unknown(sentence):
                self.stage.say(sentence, 10.0)
            case str() as message if len(message) > LONGEST_MESSAGE:
                self.stage.say(
                    f"This has {len(message):,} characters, and a message may have {LONGEST_MESSAGE:,}; "
                    "shorten it, or attach it as a file.",
                    12.0,
                )
            case str() as message:
                self._queue.say(message)

    async def _attach_named(self, thread: int, words: str) -> None:
        if (
            await self._attaching.attach(thread, [Path(words.strip("'\""))])
            and self._work.draft_key == thread
        ):
            self._composer.put("")

    @worker("work")
    async def _run_command(self, call: Call) -> None:
        self._composer.put("")
        if call.command.wants == "template":
            self._templates.insert(call.words)
        elif call.words:
            self._doing.perform_with(call.command.key, call.words)
        else:
            await self._doing.perform(call.command.key)

    def type_from_elsewhere(self, character: str) -> None:
        """Take what was typed in a pane that takes no text."""
        if character == "\n":
            self._composer.action_submit()
        else:
            self._composer.type_in(character)

    def take_example(self, prompt: str) -> None:
        """Have a prompt in the composer, to be changed or sent."""
        self._composer.put_by()
        self._composer.replace_all(prompt)
        self.stage.focus(self._composer)
