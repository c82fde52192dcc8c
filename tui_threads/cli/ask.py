"""`threads-tui ask`: one question from the shell, its answer on standard output.

It never imports Textual, and what it needs to talk to a server only after arguments and question are
known to be good.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, aclosing, closing, contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import click

from tui_threads.chat.question import Question
from tui_threads.cli import completing
from tui_threads.cli.ask_input import read_question
from tui_threads.cli.ask_start import lean_imports
from tui_threads.cli.ending import STOPPED, UNREAD, let_go_of_output
from tui_threads.cli.flags import settings_for
from tui_threads.paths import Paths
from tui_threads.settings import EMBEDDED_MODEL, LOCAL, Settings

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.chat.asking import Asking
    from tui_threads.chat.cache import Cache
    from tui_threads.cli.ask_exits import Ending
    from tui_threads.cli.ask_output import Output

_EXITS = """\b
Exit codes:
  0  answered               6  busy: an active run, too many requests
  1  the run failed         7  no model on this machine yet
  2  bad arguments          8  the reply used up its tokens
  3  no server              9  the run waits for outputs of functions
  4  key refused          130  stopped by Ctrl+C; what came is kept
  5  no such thread        141  nobody reads the answer any more
     or assistant
"""


@click.command("ask", epilog=_EXITS)
@click.argument("question", nargs=-1)
@click.option(
    "--thread",
    "thread_id",
    metavar="ID",
    shell_complete=completing.complete_thread,
    help="Go on with this thread instead of a new one.",
)
@click.option(
    "--assistant",
    metavar="ID|NAME",
    shell_complete=completing.complete_assistant,
    help="The assistant that answers.",
)
@click.option(
    "--model",
    metavar="NAME",
    shell_complete=completing.complete_model,
    help="Answer with this model instead of the assistant's.",
)
@click.option(
    "--profile",
    metavar="NAME",
    shell_complete=completing.complete_profile,
    help="Ask this server profile of config.toml.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON: a line for each event of the run.")
@click.option("--no-stream", is_flag=True, help="Write the reply when it is whole; with --json one object.")
@click.pass_context
def command(
    context: click.Context,
    *,
    question: tuple[str, ...],
    thread_id: str | None,
    assistant: str | None,
    model: str | None,
    profile: str | None,
    as_json: bool,
    no_stream: bool,
) -> None:
    """Ask a question and write the answer to standard output.

    Text from a pipe is added below the question. The thread is kept and shows up in the app.

    \b
    Examples:
      threads-tui ask "What does EAGAIN mean?"
      git diff | threads-tui ask "review this"
      threads-tui ask --model ollama/llama3.2 "Hi"
    """
    if sys.stdout is None:
        raise click.UsageError("Standard output is closed; there is nowhere to write the answer.")
    above = context.find_root().params
    paths = Paths.for_user()
    loaded = settings_for(profile, paths.config_file)
    try:
        piped = None if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer
        text = read_question(" ".join(question), piped)
        with ExitStack() as start:
            start.enter_context(lean_imports())
            wanted = Question(text, thread_id or above.get("thread"), assistant, model)
            asked = _Asked(paths, loaded, on_first_event=start.close)
            code = asked.ask(wanted, as_json=as_json, stream=not no_stream)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # one more must not disturb the leaving
        code = STOPPED
    sys.exit(code)


class _Asked:
    """Where it is asked, and what asking there takes."""

    def __init__(self, paths: Paths, loaded: Settings, on_first_event: Callable[[], None]) -> None:
        self._paths = paths
        self._loaded = loaded
        self._profile = loaded.profile
        self._on_first_event = on_first_event

    def ask(self, question: Question, *, as_json: bool, stream: bool) -> int:
        """Ask, write, and say what was wrong; the exit code."""
        from tui_threads.chat.cache import Cache, CacheError

        def output() -> Output:
            from tui_threads.cli.ask_output import Printer, output_for

            return output_for(Printer(sys.stdout), as_json=as_json, stream=stream)

        try:
            with closing(Cache.open(self._paths.cache_database)) as cache:
                if cache.mended:
                    _say(cache.mended)
                ending = asyncio.run(self._answer(question, cache, output))
        except CacheError as error:
            _say(str(error))
            return 1
        except BrokenPipeError:
            let_go_of_output()
            return UNREAD
        except OSError as error:
            _say(f"The reply cannot be written: {error.strerror}.")
            return 1
        if ending.sentence:
            _say(ending.sentence)
        return ending.code

    async def _answer(self, question: Question, cache: Cache, output: Callable[[], Output]) -> Ending:
        connecting = asyncio.ensure_future(self._connect())
        await asyncio.sleep(0)  # the server is looked for while the rest is imported

        from tui_threads.chat.asking import Asking
        from tui_threads.chat.connection import ConnectError, Endpoint

        endpoint = Endpoint(self._profile, self._profile == LOCAL, self._loaded.server.fallback_model)
        try:
            client = await connecting
        except ConnectError as error:
            from tui_threads.cli.ask_exits import Ending, Exit

            return Ending(Exit.UNREACHABLE, str(error))
        async with client:
            asking = Asking(client, question, cache=cache, endpoint=endpoint)
            with _ctrl_c_stops(asking):
                ending = await self._take_all(asking, output)
        if asking.unnoted:
            _say(f"{asking.unnoted} The app may not list {asking.thread_id}.")
        elif question.thread_id is None and asking.thread_id is not None and sys.stderr.isatty():
            click.echo(f"[{asking.thread_id}]", err=True)
        return ending

    async def _take_all(self, asking: Asking, make_output: Callable[[], Output]) -> Ending:
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.asking import AskError

        failure: AskError | ApiError | None = None
        try:
            await asking.begin()
            output = make_output()  # it is imported while the server works on the answer
            async with aclosing(asking.events()) as events:
                async for event in events:
                    output.take(event)
                    self._on_first_event()
        except (AskError, ApiError) as error:
            failure = error
        if asking.run is not None:
            output.end(asking)

        from tui_threads.cli.ask_exits import ending_of_failure, ending_of_run

        if failure is not None:
            return ending_of_failure(failure, asking)
        return ending_of_run(asking, model_is_missing=self._model_is_missing(asking))

    async def _connect(self) -> ThreadsClient:
        from tui_threads.cli.connecting import connect_local, connect_profile

        if self._profile == LOCAL:
            return await connect_local(self._paths)()
        return await connect_profile(self._profile, self._loaded)()

    def _model_is_missing(self, asking: Asking) -> bool:
        """Whether the run needed the small model, and nobody has fetched it."""
        if asking.run is None or asking.run.status != "failed" or self._profile != LOCAL:
            return False
        from tui_threads.cli.open_app import missing_model

        # A name that nobody knows comes to the small model by `fallback_model`, and the error alone says so.
        said = asking.run.last_error.message if asking.run.last_error is not None else ""
        wanted_here = asking.run.model.startswith(f"{LOCAL}/") or EMBEDDED_MODEL in said
        return wanted_here and missing_model(self._paths, self._loaded.server) is not None


@contextmanager
def _ctrl_c_stops(asking: Asking) -> Iterator[None]:
    """The first Ctrl+C stops the run and waits for its end; the next one, or one too early, leaves."""
    loop = asyncio.get_running_loop()

    def interrupt(number: int, frame: FrameType | None) -> None:
        if not asking.stopped and asking.begun:
            loop.call_soon_threadsafe(asking.stop)
        elif callable(before):  # asyncio's: it cancels. Raised in the middle of an import, it would be lost.
            before(number, frame)
        else:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _say(sentence: str) -> None:
    """A sentence for people. What it quotes may come from anybody."""
    from tui_threads.ui.render.clean import clean_line

    click.echo(f"threads-tui: {clean_line(sentence)}", err=True)
