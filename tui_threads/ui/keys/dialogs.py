"""Keys of the dialogs. Enter in a line of text and Tab from field to field are Textual's own."""

from __future__ import annotations

from functools import partial

from tui_threads.ui.keys.table import Key

_key = partial(Key, palette=False)

KEYS: tuple[Key, ...] = (
    _key("dialog.leave", "escape", "Leave", "leave", "dialog"),
    _key("dialog.help", "f1,question_mark", "Keys of the dialog", "app.help_here", "dialog"),
    _key("picker.up", "up,ctrl+k", "Up", "move('up')", "picker", priority=True),
    _key("picker.down", "down,ctrl+j", "Down", "move('down')", "picker", priority=True),
    _key("picker.page_up", "pageup", "Page up", "move('page_up')", "picker", priority=True),
    _key("picker.page_down", "pagedown", "Page down", "move('page_down')", "picker", priority=True),
    _key("history.forget", "delete", "Forget the prompt", "forget", "history", priority=True),
    _key("search.again", "ctrl+f,f3", "Select what was sought", "again", "search", priority=True),
    _key("settings.reset", "delete", "Back to the default", "reset", "settings", priority=True),
    _key("help.leave", "f1", "Leave", "leave", "help", priority=True),
    _key("form.submit", "ctrl+s", "Save", "submit", "form", priority=True),
    _key("metadata.submit", "ctrl+s", "Save", "submit", "metadata", priority=True),
    _key("metadata.up", "up", "Field above", "app.focus_previous", "metadata"),
    _key("metadata.down", "down", "Field below", "app.focus_next", "metadata"),
    _key("dialog.yes", "y", "Yes", "answer(True)", "confirm"),
    _key("dialog.no", "n", "No", "answer(False)", "confirm"),
    _key("dialog.other", "left,right", "The other button", "app.focus_next", "confirm"),
    _key("preview.agree", "enter", "Do it", "agree", "preview"),
    _key("progress.finish", "enter", "Leave when it is over", "finish", "progress"),
    _key("progress.open", "o", "Open what was written", "wish('open')", "progress"),
    _key("progress.copy", "y", "Copy its path", "wish('copy')", "progress"),
    _key("reader.leave", "q", "Leave", "leave", "reader"),
    _key("reader.copy", "y", "Copy", "ask('copy')", "reader"),
    _key("reader.save", "s", "Save", "ask('save')", "reader"),
    _key("reader.down", "j", "Down", "scroll(1)", "reader"),
    _key("reader.up", "k", "Up", "scroll(-1)", "reader"),
    _key("log.next", "tab", "The other log", "next_log", "log", priority=True),
    _key("log.filter", "slash", "Filter", "filter", "log"),
    _key("log.copy", "y", "Copy", "copy", "log"),
    _key("log.down", "j", "Down", "scroll(1)", "log"),
    _key("log.up", "k", "Up", "scroll(-1)", "log"),
    _key("log.first", "g", "First", "scroll_to(-1)", "log"),
    _key("log.last", "G", "Last, and follow", "scroll_to(1)", "log"),
    _key("log.leave", "q", "Leave", "leave", "log"),
)
