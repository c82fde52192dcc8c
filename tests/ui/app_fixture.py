"""The whole app in a terminal without a screen, on the server of `tests.chat.fake_client`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path

from textual.pilot import Pilot

from tests.chat.desk_fixture import ENDPOINT, wait_for
from tests.chat.fake_client import FakeServer
from tui_threads.chat.cache import Cache
from tui_threads.chat.connection import Connector, ModelOffer
from tui_threads.settings import Settings
from tui_threads.settings.file import SettingsFile
from tui_threads.ui.app import ThreadsApp
from tui_threads.ui.chat_screen import ChatScreen
from tui_threads.ui.setup import Reach, Setup


class Driven:
    """The app under test, with what tests ask of it."""

    def __init__(self, app: ThreadsApp, pilot: Pilot[None], cache: Cache) -> None:
        self.app = app
        self.pilot = pilot
        self.cache = cache

    @property
    def screen(self) -> ChatScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, ChatScreen)
        return screen

    @property
    def text(self) -> str:
        """What a person sees, a line a row."""
        width, height = self.app.size
        lines = self.app.screen._compositor.render_strips()[:height]  # more of them while it becomes smaller
        return "\n".join(strip.text[:width].rstrip() for strip in lines)

    @property
    def unfolded(self) -> str:
        """What a person reads, without blanks, frames and the breaks where a line was folded."""
        return "".join(part for part in self.text.split() for part in part.split("│"))

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def write(self, text: str) -> None:
        """Type into whatever has the focus; into the composer in one go, as a fast typist."""
        if self.app.screen is self.screen and self.screen.panes.composer.has_focus:
            self.screen.panes.composer.insert(text)
            await self.pilot.pause()
            return
        names = {" ": "space", ".": "full_stop", ",": "comma", "?": "question_mark", "/": "slash"}
        await self.pilot.press(*[names.get(character, character) for character in text])

    async def wait_for(self, true: Callable[[], object]) -> None:
        await wait_for(true)
        await self.pilot.pause()

    async def expect(self, *texts: str) -> None:
        """Wait until all of this is on the screen."""
        try:
            await wait_for(lambda: all(text in self.text for text in texts))
        except TimeoutError as error:
            raise AssertionError(f"no {texts!r} on the screen:\n{self.text}") from error

    async def expect_unfolded(self, *texts: str) -> None:
        """Wait until all of this is on the screen, folded or not."""
        wanted = ["".join(text.split()) for text in texts]
        try:
            await wait_for(lambda: all(text in self.unfolded for text in wanted))
        except TimeoutError as error:
            raise AssertionError(f"no {texts!r} on the screen:\n{self.text}") from error


@asynccontextmanager
async def driven(
    folder: Path,
    server: FakeServer,
    *,
    size: tuple[int, int] = (120, 36),
    settings: Settings | None = None,
    connect: Connector | None = None,
    model_offer: ModelOffer | None = None,
    open_thread: str | None = None,
    image_folder: Path | None = None,
    pasted_folder: Path | None = None,
    templates_folder: Path | None = None,
    settings_file: SettingsFile | None = None,
    reach: Callable[[str, Settings], Reach] | None = None,
    stop_server: Callable[[], object] | None = None,
    logs: Mapping[str, Path] | None = None,
) -> AsyncIterator[Driven]:
    """Run the app until the block ends."""
    with closing(Cache.open(folder / "library.db")) as cache:
        setup = Setup(
            settings=settings or (settings_file.read().settings if settings_file else Settings()),
            endpoint=ENDPOINT,
            connect=connect or server.connect,
            cache=cache,
            model_offer=model_offer,
            open_thread=open_thread,
            image_folder=image_folder,
            pasted_folder=pasted_folder,
            templates_folder=templates_folder,
            settings_file=settings_file,
            reach=reach,
            stop_server=stop_server,
            log_file=(logs or {}).get("app"),
            server_log_file=(logs or {}).get("server"),
        )
        app = ThreadsApp(setup)
        async with app.run_test(size=size) as pilot:
            opened = Driven(app, pilot, cache)
            await opened.wait_for(lambda: opened.screen.work.desk is not None)
            yield opened
            app.workers.cancel_all()  # as leaving does; the end of a pilot takes their widgets away first
