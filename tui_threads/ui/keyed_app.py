"""An app whose keys are its user's: what they are is known to whatever has to show them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from textual.app import App

from tui_threads.ui.keymap import unbound


class KeyedApp(App[None], inherit_bindings=False):
    """Binds no key of its own accord, as Textual's app does, so that each one can be changed."""

    keys_wished: Mapping[str, str] = MappingProxyType({})
    """The keys of the settings by id, apart by commas; empty for what is to have none."""

    def take_keys(self, keymap: Mapping[str, str]) -> None:
        """Have these keys from here on, in place of those of the tables."""
        self.keys_wished = keymap
        self.set_keymap({name: keys or unbound(name) for name, keys in keymap.items()})


def keys_wished(app: App[object]) -> Mapping[str, str]:
    """The user's keys by id, for whatever shows them; none in an app of another kind."""
    return app.keys_wished if isinstance(app, KeyedApp) else {}
