"""Images, citations and files of messages: fetched, shown, kept on this disk."""

from __future__ import annotations

from textual import on, work

from tui_threads.chat.thread_rows import read_choice, write_choice
from tui_threads.ui.actions.run import RunActions
from tui_threads.ui.image_fetching import ImageFetcher, is_data_url, is_web
from tui_threads.ui.setup import Setup
from tui_threads.ui.system_viewer import open_in_viewer
from tui_threads.ui.widgets.transcript import Transcript

_HOSTS = "image_hosts"
"""Name of the choice that holds the hosts the reader agreed to, parted by blanks."""


class FileActions(RunActions):
    """Answers what the transcript wants of files."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.images = ImageFetcher(self.link, setup.endpoint.profile, setup.image_folder)
        """Where the transcript's images come from."""

    def on_mount(self) -> None:
        self.set_text_width(self.setup.settings.ui.text_width)
        if why := self.transcript.draw_images_as(self.setup.settings.ui.images):
            self.say(why)
        self.transcript.allow_hosts(self.setup.settings.ui.remote_images)
        self.start(self._recall_hosts(), group="images")

    async def _recall_hosts(self) -> None:
        """Allow the hosts that were agreed to before."""
        self.transcript.allow_hosts(await self._remembered_hosts())

    async def _remembered_hosts(self) -> list[str]:
        text = await self.cache.run(read_choice, self.setup.endpoint.profile, _HOSTS)
        return (text or "").split()

    @on(Transcript.ImageWanted)
    def fetch_image(self, event: Transcript.ImageWanted) -> None:
        self.start(self._fetch_image(event.source), group="images")

    async def _fetch_image(self, source: str) -> None:
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.shelf import NoFileError

        try:
            content = await self.images.content(source)
        except (ApiError, NoFileError) as error:
            self.transcript.set_image(source, str(error))
        else:
            self.transcript.set_image(source, content)

    @on(Transcript.ImageConsentWanted)
    def ask_consent(self, event: Transcript.ImageConsentWanted) -> None:
        self._ask_consent(event.host)

    @work
    async def _ask_consent(self, host: str) -> None:
        from tui_threads.ui.dialogs.confirm import ConfirmDialog

        question = f"Fetch images from {host}, today and later? Its owner will see your address."
        if await self.app.push_screen_wait(ConfirmDialog(question, "Fetch")):
            self.transcript.allow_hosts([host])
            self.start(self._remember_host(host), group="images")

    async def _remember_host(self, host: str) -> None:
        hosts = sorted({*await self._remembered_hosts(), host})
        await self.cache.run(write_choice, self.setup.endpoint.profile, _HOSTS, " ".join(hosts))

    @on(Transcript.ImageOpened)
    def open_image(self, event: Transcript.ImageOpened) -> None:
        self.start(self._open_image(event.source), group="files")

    async def _open_image(self, source: str) -> None:
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.shelf import NoFileError, downloads_folder

        try:
            path = await self.images.viewable(source, downloads_folder())
        except (ApiError, NoFileError) as error:
            self.say(str(error))
            return
        if not await open_in_viewer(path):
            self.say(f"No program here shows images; it lies at {path}.", 20.0)

    @on(Transcript.FileSaveWanted)
    def save_file(self, event: Transcript.FileSaveWanted) -> None:
        self.start(self._save(event.file_id, event.name), group="files")

    async def _save(self, file_id: str, name: str) -> None:
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.shelf import NoFileError, downloads_folder, save_file

        try:
            if is_web(file_id) or is_data_url(file_id):
                path = await self.images.save(file_id, downloads_folder(), "")
            else:
                path = await self.link.call(
                    lambda client: save_file(client, file_id, downloads_folder(), name)
                )
        except (ApiError, NoFileError) as error:
            self.say(str(error))
        else:
            self.say(f"Saved as {path}.")

    @on(Transcript.CitationOpened)
    def open_citation(self, event: Transcript.CitationOpened) -> None:
        self._read_citation(event)

    @work
    async def _read_citation(self, event: Transcript.CitationOpened) -> None:
        from tui_threads.ui.dialogs.reader import ReaderDialog

        quote = event.quote or await self._found_words(event)
        text = quote or "The server gave no quote for this citation."
        wish = await self.app.push_screen_wait(ReaderDialog(event.name, text, saves=True))
        if wish == "copy":
            await self.copy(quote, "quote")
        elif wish == "save":
            self.start(self._save(event.file_id, event.name), group="files")

    async def _found_words(self, event: Transcript.CitationOpened) -> str:
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.cited import found_words
        from tui_threads.chat.entries import MessageEntry

        entry = self.session.conversation.entry(event.key) if self.session else None
        if not isinstance(entry, MessageEntry) or self.link.state != "online":
            return ""
        message = entry.message
        try:
            return await self.link.call(
                lambda client: found_words(client, message, event.file_id, event.marker)
            )
        except ApiError as error:
            self.say(str(error))
            return ""
