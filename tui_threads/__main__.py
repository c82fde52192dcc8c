"""`python -m tui_threads`: the same as the console script."""

from tui_threads.cli import main

main()
