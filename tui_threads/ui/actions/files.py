"""Files that messages speak of: kept on this disk, and the words they are cited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_threads.ui.image_fetching import ImageFetcher, is_data_url, is_web
from tui_threads.ui.stage import Stage, worker
from tui_threads.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_threads.ui.widgets.transcript import Transcript


class Files:
    """Saves files, and shows what was cited."""

    def __init__(self, stage: Stage, work: Workspace, fetcher: ImageFetcher) -> None:
        self.stage = stage
        self._work = work
        self._fetcher = fetcher

    @worker("files")
    async def save(self, file_id: str, name: str) -> None:
        """Keep a file among the downloads.

        Args:
            file_id: The server's id, or the address of an image that is on the web or in the text itself.
        """
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.shelf import NoFileError, downloads_folder, save_file

        folder = downloads_folder()
        try:
            if is_web(file_id) or is_data_url(file_id):
                path = await self._fetcher.save(file_id, folder, "")
            else:
                path = await self._work.link.call(lambda client: save_file(client, file_id, folder, name))
        except (ApiError, NoFileError) as error:
            self.stage.say(str(error))
        else:
            self.stage.say(f"Saved as {path}.")

    @worker("dialog")
    async def read_citation(self, cited: Transcript.CitationOpened) -> None:
        """Show the words that were cited, and save their file if that is wanted."""
        from tui_threads.ui.dialogs.reader import ReaderDialog

        quote = cited.quote or await self._found_words(cited)
        text = quote or "The server gave no quote for this citation."
        wish = await self.stage.ask(ReaderDialog(cited.name, text, saves=True))
        if wish == "copy":
            self.stage.copy(quote, "quote")
        elif wish == "save":
            self.save(cited.file_id, cited.name)

    async def _found_words(self, cited: Transcript.CitationOpened) -> str:
        from tui_threads.api.errors import ApiError
        from tui_threads.chat.cited import found_words
        from tui_threads.chat.entries import MessageEntry

        session, link = self._work.session, self._work.link
        entry = session.conversation.entry(cited.key) if session else None
        if not isinstance(entry, MessageEntry) or link.state != "online":
            return ""
        message = entry.message
        try:
            return await link.call(lambda client: found_words(client, message, cited.file_id, cited.marker))
        except ApiError as error:
            self.stage.say(str(error))
            return ""
