"""The Markdown parser, in the one configuration this program uses.

CommonMark with tables and strikethrough; no HTML (it is shown as the text it is) and no typographic
replacements, since the words are somebody's own.
"""

from functools import cache

from markdown_it import MarkdownIt


@cache
def markdown_parser() -> MarkdownIt:
    """The parser; it holds no state between texts."""
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    parser.enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline"])
    # Only web and mail addresses become links, and that is decided where they are drawn;
    # a refusal here would show the raw Markdown of any other link.
    parser.validateLink = _any_link  # type: ignore[method-assign]  # the documented way to replace it
    return parser


def _any_link(url: str) -> bool:
    return True
