"""An app that breaks says so in one sentence; the trace, without anybody's texts, is in the log."""

from __future__ import annotations

import logging
from collections.abc import Callable

from rich.text import Text
from textual.app import App

_log = logging.getLogger(__name__)

CrashSentence = Callable[[BaseException], str]


class CrashReporting(App[None]):
    """Ends like any app of Textual's, but without a trace on the terminal that shows values of variables."""

    crash_sentence: CrashSentence | None = None
    """Words for the terminal; without any, Textual's own way is taken."""

    def _handle_exception(self, error: Exception) -> None:
        _log.critical("The app broke", exc_info=error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        if self.crash_sentence is None or self._exception is None:
            super()._fatal_error()
            return
        if not self._exit_renderables:
            self._exit_renderables.append(Text(self.crash_sentence(self._exception)))
        self._close_messages_no_wait()
