"""Carrying out function calls by commands: asking for leave, running, remembering; nothing runs unasked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from textual.screen import Screen

from tui_threads.chat import function_handlers as handlers
from tui_threads.chat.cache import Cache
from tui_threads.chat.function_handlers import (
    CommandError,
    Handler,
    Program,
    find_program,
    parse_command,
    read_program,
)
from tui_threads.chat.handler_process import HandlerResult, HandlerRunner
from tui_threads.chat.tool_outputs import WantedCall
from tui_threads.settings import Settings

_Result = TypeVar("_Result")

_HELP = "gets the arguments as JSON on standard input, prints the output"


class Ask(Protocol):
    """Shows a dialog and waits for what it gives."""

    async def __call__(self, dialog: Screen[_Result], /) -> _Result: ...


class CallDesk:
    """Runs the remembered command of a function, here and now, when it may."""

    def __init__(self, cache: Cache, settings: Callable[[], Settings], ask: Ask) -> None:
        self._cache = cache
        self._ask = ask
        self._settings = settings

    @property
    def _secrets(self) -> tuple[str, ...]:
        """The variables that hold keys, which no command is given. They may change while the app runs."""
        settings = self._settings()
        named = [provider.api_key_env for provider in settings.providers.values()]
        named += [profile.api_key_env for profile in settings.profiles.values()]
        return tuple(name for name in named if name)

    async def commands(self) -> dict[str, Handler]:
        """Every remembered command, by its function."""
        return await self._cache.run(handlers.read_handlers)

    async def wanted(self, calls: Iterable[WantedCall], drafts: Mapping[str, str]) -> list[WantedCall]:
        """The calls with what was typed for them and the commands that are remembered."""
        commands = await self.commands()
        lines = {function: handler.line for function, handler in commands.items()}
        return [
            replace(call, output=drafts.get(call.id, ""), command=lines.get(call.function, ""))
            for call in calls
        ]

    async def run(self, call: WantedCall) -> tuple[str, str] | None:
        """Run the command for a call, with leave: its output and a sentence; None when it was not run."""
        from tui_threads.ui.dialogs.call_box import pretty
        from tui_threads.ui.dialogs.consent import ConsentDialog, Request

        handler = (await self.commands()).get(call.function)
        if handler is None:
            return call.output, "No command is remembered for this function; h names one."
        try:
            folder, program = await _where(handler)
        except CommandError as error:
            return call.output, str(error)
        if not await self._cache.run(handlers.may_run, handler, folder, program):
            request = Request(call.function, handler.line, program.file, str(folder), pretty(call.arguments))
            leave = await self._ask(ConsentDialog(request))
            if leave is None:
                return None
            if leave == "always":
                await self._cache.run(handlers.give_consent, handler, folder, program)
        result = await self._carry_out(handler, folder, program, call)
        return result.output, result.sentence

    async def run_unasked(self, call: WantedCall) -> HandlerResult | None:
        """Run the command for a call where that was allowed for good; None where it was not."""
        handler = (await self.commands()).get(call.function)
        if handler is None:
            return None
        try:
            folder, program = await _where(handler)
        except CommandError:
            return None  # the form says what is wrong when it is asked to run it
        if not await self._cache.run(handlers.may_run, handler, folder, program):
            return None
        return await self._carry_out(handler, folder, program, call)

    async def _carry_out(
        self, handler: Handler, folder: Path, program: Program, call: WantedCall
    ) -> HandlerResult:
        runner = HandlerRunner(folder, self._secrets)
        return await runner.run(program.file, handler.command[1:], call.arguments)

    async def name_command(self, call: WantedCall) -> str | None:
        """Ask for the command of a function: the line remembered from here on, None when nothing changed."""
        from tui_threads.ui.dialogs.form import Field, FormDialog

        known = (await self.commands()).get(call.function)
        line = known.line if known else ""
        field = Field("command", "Command", line, help=_HELP, check=_complaint)
        values = await self._ask(FormDialog(f"Command for {call.function}", [field]))
        if values is None:
            return None
        if not values["command"].strip():
            await self._cache.run(handlers.forget_handler, call.function)
            return ""
        handler = Handler(call.function, parse_command(values["command"]))
        await self._cache.run(handlers.write_handler, handler)
        return handler.line


def _complaint(line: str) -> str | None:
    if not line.strip():
        return None  # an empty line forgets the command
    try:
        find_program(parse_command(line), _folder())
    except CommandError as error:
        return str(error)
    return None


async def _where(handler: Handler) -> tuple[Path, Program]:
    """Folder and program file of a command as they are at this moment. Raises `CommandError`."""
    folder = _folder()
    return folder, await asyncio.to_thread(read_program, handler.command, folder)


def _folder() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise CommandError("The folder that the app was started in is gone; start it in another.") from error
