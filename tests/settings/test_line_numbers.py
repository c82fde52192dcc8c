"""Where a key stands, in all the forms that TOML has for it."""

import tomllib

from tui_threads.settings.line_numbers import key_lines, line_of

TEXT = '''\
profile = "a # no comment"

[server]
sandbox_command = [
  "docker",   # [not.a.table]
  "host = 'no key'",
]
port = 8765
ui.theme = "dotted"

[ profiles . "my team" ]
base_url = """
[keys]
port = 1
"""
headers = { "x-team" = "blue", y = [1, 2] }
[keys]
"thread.new" = "f6"
'message.copy' = 'y'
'''


def test_keys_and_tables_are_found_on_their_lines() -> None:
    tomllib.loads(TEXT)
    assert key_lines(TEXT) == {
        ("profile",): 1,
        ("server",): 3,
        ("server", "sandbox_command"): 4,
        ("server", "port"): 8,
        ("server", "ui"): 9,
        ("server", "ui", "theme"): 9,
        ("profiles",): 11,
        ("profiles", "my team"): 11,
        ("profiles", "my team", "base_url"): 12,
        ("profiles", "my team", "headers"): 16,
        ("keys",): 17,
        ("keys", "thread.new"): 18,
        ("keys", "message.copy"): 19,
    }


def test_what_stands_inside_another_is_found_on_that_ones_line() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, ("profiles", "my team", "headers", "x-team")) == 16
    assert line_of(lines, ("ui", "theme")) is None
