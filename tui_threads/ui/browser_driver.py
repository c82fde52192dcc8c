"""The app's way to a page in a browser: Textual's own, but an app whose service is gone ends."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from functools import partial

from textual import messages
from textual.app import App
from textual.drivers.web_driver import WebDriver


class BrowserDriver(WebDriver):
    """Named by `TEXTUAL_DRIVER` in the app's process."""

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._write = partial(self._write_while_read)
        self._profile = ""
        """The one the app began with."""

    def start_application_mode(self) -> None:
        super().start_application_mode()
        self._app.watch(self._app, "sub_title", self._tell_place)

    def _tell_place(self, place: str) -> None:
        """Tell the service which thread is shown, if any, and the profile, if another was chosen."""
        if not place:
            return  # nothing is drawn yet
        profile, _, thread_id = place.partition("/")
        self._profile = self._profile or profile
        other = profile if profile != self._profile else ""
        self.write_meta({"type": "place", "profile": other, "thread": thread_id})

    def run_input_thread(self) -> None:
        """Read until nothing more can come: then whoever served the page is gone."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            leaving = self._app._post_message(messages.ExitApp())
            asyncio.run_coroutine_threadsafe(leaving, loop=self._loop)

    def _write_while_read(self, content: bytes) -> int:
        """What nobody reads any more is not missed."""
        with suppress(BrokenPipeError):
            return os.write(self.fileno, content)
        return len(content)
