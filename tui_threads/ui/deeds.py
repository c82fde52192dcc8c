"""What the screen does, by the ids of the key tables: the one place where keys find the parts."""

from __future__ import annotations

from functools import partial

from tui_threads.ui.doing import Deeds, DeedsWithWords
from tui_threads.ui.parts import Parts


def deeds(parts: Parts) -> Deeds:
    """Every row that names no action of a pane."""
    return {**_threads(parts), **_runs(parts), **_messages(parts), **_composer(parts), **_app(parts)}


def deeds_with_words(parts: Parts) -> DeedsWithWords:
    """What the rows do that may be typed with words behind them."""
    return {
        "thread.new": parts.opening.begin_with,
        "thread.rename": parts.rows.rename_to,
        "search.open": parts.search.search_for,
    }


def _threads(parts: Parts) -> Deeds:
    return {
        "thread.new": parts.opening.begin,
        "threads.show": parts.layout.show_list,
        "thread.rename": partial(parts.rows.do_to_shown, "rename"),
        "thread.pin": partial(parts.rows.do_to_shown, "pin"),
        "thread.archive": partial(parts.rows.do_to_shown, "archive"),
        "thread.delete": partial(parts.rows.do_to_shown, "delete"),
        "thread.undo": parts.rows.undo_delete,
        "threads.archived": parts.rows.toggle_archived,
        "thread.metadata": partial(parts.rows.do_to_shown, "metadata"),
        "thread.open_id": parts.fetching.ask_for_id,
        "thread.last": parts.opening.last,
        "threads.export": parts.exporting.export_shown,
        "threads.import": parts.importing.import_file,
        "thread.refresh": parts.runs.refresh,
        "thread.next": partial(parts.opening.step, 1),
        "thread.previous": partial(parts.opening.step, -1),
        "search.open": parts.search.search,
    }


def _runs(parts: Parts) -> Deeds:
    return {
        "run.stop": parts.runs.stop,
        "run.answer": parts.tool_calls.answer,
        "run.inspect": parts.inspector.show,
        "run.commands": parts.commands.show,
        "run.retry": parts.runs.retry,
        "assistant.pick": parts.assistants.pick,
        "run.parameters": parts.assistants.parameters,
        "run.once_off": parts.queue.drop_once,
        "queue.send_now": parts.queue.send_first,
        "queue.edit": parts.queue.edit_last,
        "queue.drop": parts.queue.drop_last,
    }


def _messages(parts: Parts) -> Deeds:
    return {
        "message.again_with": parts.assistants.answer_again,
        "message.previous_version": partial(parts.forks.other_version, -1),
        "message.next_version": partial(parts.forks.other_version, 1),
        "message.parent": parts.forks.open_parent,
        "message.forks": parts.forks.open_fork,
    }


def _composer(parts: Parts) -> Deeds:
    return {
        "composer.focus": parts.layout.focus_composer,
        "composer.attach": parts.attaching.name_a_file,
        "composer.paste_image": parts.attaching.paste_image,
        "composer.editor": parts.writing.edit_outside,
        "composer.history": parts.writing.search_history,
        "composer.template": parts.templates.insert,
        "composer.detach": parts.attaching.detach_all,
    }


def _app(parts: Parts) -> Deeds:
    return {
        "app.next_pane": partial(parts.layout.next_pane, 1),
        "app.previous_pane": partial(parts.layout.next_pane, -1),
        "app.help": parts.doing.help,
        "app.theme": parts.settings.next_theme,
        "app.themes": parts.settings.choose_theme,
        "app.settings": parts.settings.show,
        "app.profile": parts.servers.switch,
        "app.log": parts.log.show,
        "app.restart_server": parts.servers.restart,
        "list.wider": partial(parts.layout.widen_list, 1),
        "list.narrower": partial(parts.layout.widen_list, -1),
        "app.model": parts.small_model.offer,
        "app.escape": parts.ladders.step_back,
        "app.interrupt": parts.ladders.interrupt,
    }
