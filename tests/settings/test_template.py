"""The commented default file, and what describes every key."""

import re
import tomllib
from pathlib import Path

from tui_threads.settings import Settings, load
from tui_threads.settings.described import describe
from tui_threads.settings.template import EXAMPLE_MARK, commented_default


def switched_on(text: str) -> str:
    """With the `#` of every key and table taken away; what is said about them stands behind `# `."""
    return re.sub(r"(?m)^#(?=[\[\"\w])", "", text)


def test_it_means_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(commented_default(), encoding="utf-8")
    assert load(file, {}) == Settings()


def test_every_line_of_it_may_be_switched_on(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(switched_on(commented_default()), encoding="utf-8")

    settings = load(file, {})

    assert settings.profiles["team"].headers == {"x-team": "blue"}
    assert settings.keys == {"app.settings": "f11"}


def test_what_is_no_example_is_the_default(tmp_path: Path) -> None:
    defaults = [line for line in commented_default().splitlines() if not line.endswith(EXAMPLE_MARK)]
    file = tmp_path / "config.toml"
    tables = r"(?m)^\[(providers|profiles)\.\w+\]$"
    text = re.sub(tables, r'\g<0>\nbase_url = "http://x.invalid"', switched_on("\n".join(defaults)))
    file.write_text(text, encoding="utf-8")

    settings = load(file, {})

    assert (settings.server, settings.ui) == (Settings().server, Settings().ui)
    assert settings.profiles["team"].timeout == 600.0


def test_it_is_read_easily() -> None:
    assert all(len(line) <= 120 for line in commented_default().splitlines())
    assert tomllib.loads(commented_default()) == {"server": {}, "ui": {}, "keys": {}}


def test_every_key_and_table_has_a_sentence_of_its_own() -> None:
    words = {table.name: table.words for table in describe()}
    words |= {f"{table.name}.{key.name}": key.words for table in describe() for key in table.keys}
    silent = [name for name, said in words.items() if not re.fullmatch(r"[A-Z`].+[.]", said)]
    assert silent == [], "the string below a field of settings/values.py is what a person reads about it"
