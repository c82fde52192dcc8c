"""Loads what the first message needs, so that it is there before it is wanted."""


def warm() -> None:
    """Import the renderers and run each once; safe in a thread, cheap when done before."""
    from tui_threads.ui.render.entries import view_of  # noqa: F401  # imported for its imports
    from tui_threads.ui.render.markdown import markdown_lines
    from tui_threads.ui.render.palette import PLAIN

    markdown_lines("**a** `b`\n\n```python\nc = 1\n```\n\n- d\n\n| e |\n|---|\n| f |\n", 40, PLAIN)
