"""What the screen does, by the ids of the key tables: the one place where keys, palette and `/` find it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_threads.ui.chat_screen import ChatScreen

Deeds = Mapping[str, Callable[[], object]]
"""What is done for a row of the key tables, by its id."""


def deeds(screen: ChatScreen) -> Deeds:
    """Every row that names no action of a pane."""
    return {**_threads(screen), **_runs(screen), **_messages(screen), **_composer(screen), **_app(screen)}


def deeds_with_words(screen: ChatScreen) -> Mapping[str, Callable[[str], object]]:
    """What the rows do that may be typed with words behind them, as in `/rename WORDS`."""
    return {
        "thread.new": screen.begin_with,
        "thread.rename": screen.rename_to,
        "search.open": screen.search_for,
    }


def _threads(screen: ChatScreen) -> Deeds:
    return {
        "thread.new": screen.action_new_thread,
        "threads.show": screen.action_show_threads,
        "thread.rename": screen.action_rename_thread,
        "thread.pin": screen.action_pin_thread,
        "thread.archive": screen.action_archive_thread,
        "thread.delete": screen.action_delete_thread,
        "thread.undo": screen.action_undo_delete,
        "threads.archived": screen.action_toggle_archived,
        "thread.metadata": screen.action_edit_metadata,
        "thread.open_id": screen.action_open_by_id,
        "thread.last": screen.action_last_thread,
        "threads.export": screen.action_export_threads,
        "threads.import": screen.action_import_threads,
        "thread.refresh": screen.action_refresh_thread,
        "thread.next": partial(screen.action_next_thread, 1),
        "thread.previous": partial(screen.action_next_thread, -1),
        "search.open": screen.action_search,
    }


def _runs(screen: ChatScreen) -> Deeds:
    return {
        "run.stop": screen.action_stop_run,
        "run.answer": screen.action_answer_tools,
        "run.inspect": screen.action_inspect_runs,
        "run.commands": screen.action_function_commands,
        "run.retry": screen.action_retry,
        "assistant.pick": screen.action_pick_assistant,
        "run.parameters": screen.action_run_parameters,
        "run.once_off": screen.action_drop_once,
        "queue.send_now": screen.action_send_waiting_now,
        "queue.edit": screen.action_edit_waiting,
        "queue.drop": screen.action_drop_waiting,
    }


def _messages(screen: ChatScreen) -> Deeds:
    return {
        "message.again_with": screen.action_answer_again_with,
        "message.previous_version": partial(screen.action_other_version, -1),
        "message.next_version": partial(screen.action_other_version, 1),
        "message.parent": screen.action_open_parent,
        "message.forks": screen.action_open_fork,
    }


def _composer(screen: ChatScreen) -> Deeds:
    return {
        "composer.focus": screen.action_focus_composer,
        "composer.attach": screen.action_attach,
        "composer.paste_image": screen.action_paste_image,
        "composer.editor": screen.action_edit_outside,
        "composer.history": screen.action_search_history,
        "composer.template": screen.action_insert_template,
        "composer.detach": screen.action_detach,
    }


def _app(screen: ChatScreen) -> Deeds:
    return {
        "app.next_pane": partial(screen.action_next_pane, 1),
        "app.previous_pane": partial(screen.action_next_pane, -1),
        "app.help": screen.action_help,
        "app.theme": screen.action_next_theme,
        "app.themes": screen.action_choose_theme,
        "app.settings": screen.action_settings,
        "app.profile": screen.action_switch_profile,
        "app.log": screen.action_show_log,
        "app.restart_server": screen.action_restart_server,
        "list.wider": partial(screen.action_widen_list, 1),
        "list.narrower": partial(screen.action_widen_list, -1),
        "app.model": screen.action_offer_model,
        "app.escape": screen.action_step_back,
        "app.interrupt": screen.action_interrupt,
    }
