"""Images, citations and files of messages: fetched, shown, kept on this disk."""

from __future__ import annotations

from textual import on, work

from tui_threads.ui.dialogs.confirm import ConfirmDialog
from tui_threads.ui.dialogs.reader import ReaderDialog
from tui_threads.ui.run_actions import RunActions
from tui_threads.ui.widgets.transcript import Transcript


class FileActions(RunActions):
    """Answers what the transcript wants of files."""

    @on(Transcript.ImageWanted)
    def fetch_image(self, event: Transcript.ImageWanted) -> None:
        self.start(self._fetch_image(event.source), group="images")

    async def _fetch_image(self, source: str) -> None:
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.shelf import NoFileError, image_bytes

        try:
            content = await self.link.call(lambda client: image_bytes(client, source))
        except (ApiError, NoFileError) as error:
            self.transcript.set_image(source, str(error))
        else:
            self.transcript.set_image(source, content)

    @on(Transcript.ImageConsentWanted)
    def ask_consent(self, event: Transcript.ImageConsentWanted) -> None:
        self._ask_consent(event.host)

    @work
    async def _ask_consent(self, host: str) -> None:
        question = f"Fetch images from {host}? Its owner will see your address."
        if await self.app.push_screen_wait(ConfirmDialog(question, "Fetch")):
            self.transcript.allow_host(host)

    @on(Transcript.ImageOpened)
    def open_image(self, event: Transcript.ImageOpened) -> None:
        if event.source.startswith(("http://", "https://")):
            self.app.open_url(event.source)
        else:
            self.start(self._save(event.source, "", show=True), group="files")

    @on(Transcript.FileSaveWanted)
    def save_file(self, event: Transcript.FileSaveWanted) -> None:
        self.start(self._save(event.file_id, event.name), group="files")

    async def _save(self, file_id: str, name: str, *, show: bool = False) -> None:
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.shelf import NoFileError, downloads_folder, save_file

        try:
            path = await self.link.call(lambda client: save_file(client, file_id, downloads_folder(), name))
        except (ApiError, NoFileError) as error:
            self.say(str(error))
            return
        self.say(f"Saved as {path}.")
        if show:
            self.app.open_url(path.as_uri())

    @on(Transcript.CitationOpened)
    def open_citation(self, event: Transcript.CitationOpened) -> None:
        self._read_citation(event.file_id, event.quote, event.name)

    @work
    async def _read_citation(self, file_id: str, quote: str, name: str) -> None:
        text = quote or "The server gave no quote for this citation."
        wish = await self.app.push_screen_wait(ReaderDialog(name, text, saves=True))
        if wish == "copy":
            await self.copy(quote, "quote")
        elif wish == "save":
            self.start(self._save(file_id, name), group="files")
