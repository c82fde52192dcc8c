"""The configuration file, changed while others may change it too."""

import os
import stat
from pathlib import Path

import pytest

from tui_threads.settings import Override, SettingsError
from tui_threads.settings.file import ChangedElsewhere, SettingsFile

MINE = '# mine\n[ui]\ntheme = "nord"   # I like it\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(MINE, encoding="utf-8")
    return file


def opened(file: Path) -> SettingsFile:
    settings_file = SettingsFile(file, {})
    settings_file.read()
    return settings_file


def test_a_change_is_in_force_and_in_the_file(file: Path) -> None:
    mine = opened(file)

    configuration = mine.change({("ui", "theme"): "dracula"})

    assert configuration.settings.ui.theme == "dracula"
    assert file.read_text() == MINE.replace("nord", "dracula")
    assert str(configuration.origin(("ui", "theme"))) == f"{file}, line 3"


def test_the_file_as_it_was_before_the_first_change_is_kept(file: Path) -> None:
    mine = opened(file)
    mine.change({("ui", "theme"): "dracula"})
    mine.change({("ui", "theme"): "gruvbox"})
    assert mine.backup.read_text() == MINE


def test_a_file_that_is_not_there_begins_as_the_commented_default(tmp_path: Path) -> None:
    mine = opened(tmp_path / "not" / "yet" / "config.toml")

    mine.change({("ui", "text_width"): 80})

    lines = mine.path.read_text().splitlines()
    assert "text_width = 80" in lines
    assert "# Columns of text at most." in lines
    assert stat.S_IMODE(mine.path.stat().st_mode) == 0o600
    assert not mine.backup.exists()


def test_a_value_that_will_not_do_leaves_the_file_alone(file: Path) -> None:
    mine = opened(file)
    with pytest.raises(SettingsError, match=r"`ui.text_width` must be from 20 to 400, not 3"):
        mine.change({("ui", "text_width"): 3})
    assert file.read_text() == MINE
    assert mine.configuration.settings.ui.text_width == 100


def test_what_another_program_wrote_meanwhile_stays(file: Path) -> None:
    mine = opened(file)
    file.write_text(MINE + 'notify = "none"\n')

    configuration = mine.change({("ui", "ascii"): True})

    assert configuration.settings.ui.notify == "none"
    assert configuration.settings.ui.ascii
    assert 'notify = "none"' in file.read_text()


def test_a_key_that_another_program_changed_meanwhile_is_not_overwritten(file: Path) -> None:
    mine = opened(file)
    theirs = MINE.replace("nord", "gruvbox")
    file.write_text(theirs)

    with pytest.raises(ChangedElsewhere, match="make the change again"):
        mine.change({("ui", "theme"): "dracula"})
    assert file.read_text() == theirs
    assert mine.configuration.settings.ui.theme == "gruvbox"

    mine.change({("ui", "theme"): "dracula"})
    assert "dracula" in file.read_text()


def test_a_file_broken_meanwhile_is_left_to_its_writer(file: Path) -> None:
    mine = opened(file)
    file.write_text("[ui\n")
    with pytest.raises(SettingsError, match="line 1: not valid TOML"):
        mine.change({("ui", "ascii"): True})
    assert file.read_text() == "[ui\n"


def test_a_link_stays_a_link_and_the_mode_stays(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    file.chmod(0o640)

    opened(link).change({("ui", "ascii"): True})

    assert link.is_symlink()
    assert "ascii = true" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["config.toml", "link.toml", "link.toml.bak"]


def test_what_stands_above_the_file_stays_above(file: Path) -> None:
    option = Override(("ui", "theme"), "dracula", "flag", "--theme")
    mine = SettingsFile(file, {}, [option])
    mine.read()

    configuration = mine.change({("ui", "theme"): "gruvbox"})

    assert configuration.settings.ui.theme == "dracula"
    assert 'theme = "gruvbox"' in file.read_text()
