"""Images of messages: fetched, agreed to, opened outside."""

from __future__ import annotations

from tui_threads.chat.thread_rows import read_choice, write_choice
from tui_threads.ui.image_fetching import ImageFetcher
from tui_threads.ui.panes import Panes
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.system_viewer import open_in_viewer
from tui_threads.ui.workspace import Workspace

_HOSTS = "image_hosts"
"""Name of the choice that holds the hosts the reader agreed to, parted by blanks."""


class Images:
    """Gives the transcript the images it asks for."""

    def __init__(self, stage: Stage, work: Workspace, panes: Panes, fetcher: ImageFetcher) -> None:
        self.stage = stage
        self._work = work
        self._transcript = panes.transcript
        self._fetcher = fetcher

    @worker("images")
    async def recall_hosts(self) -> None:
        """Allow the hosts that were agreed to before."""
        self._transcript.allow_hosts(await self._remembered_hosts())

    async def _remembered_hosts(self) -> list[str]:
        text = await self._work.cache.run(read_choice, self._work.profile, _HOSTS)
        return (text or "").split()

    @worker("images")
    async def fetch(self, source: str) -> None:
        """Bring an image to the transcript, or the sentence why there is none."""
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.shelf import NoFileError

        try:
            content = await self._fetcher.content(source)
        except (ApiError, NoFileError) as error:
            self._transcript.set_image(source, str(error))
        else:
            self._transcript.set_image(source, content)

    @worker("dialog")
    async def ask_consent(self, host: str) -> None:
        """Ask whether images of a host may be fetched, and remember that they may."""
        from tui_threads.ui.dialogs.confirm import ConfirmDialog

        question = f"Fetch images from {host}, today and later? Its owner will see your address."
        if await self.stage.ask(ConfirmDialog(question, "Fetch")):
            self._transcript.allow_hosts([host])
            hosts = " ".join(sorted({*await self._remembered_hosts(), host}))
            await self._work.cache.run(write_choice, self._work.profile, _HOSTS, hosts)

    @worker("files")
    async def open(self, source: str) -> None:
        """Show an image in the program that the system has for that."""
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.shelf import NoFileError, downloads_folder

        try:
            path = await self._fetcher.viewable(source, downloads_folder())
        except (ApiError, NoFileError) as error:
            self.stage.say(str(error))
            return
        if not await open_in_viewer(path):
            self.stage.say(f"No program here shows images; it lies at {path}.", 20.0)
