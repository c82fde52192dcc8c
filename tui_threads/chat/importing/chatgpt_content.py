"""The contents of ChatGPT's messages as text and images.

Kinds of content as observed by users: `text`, `multimodal_text`, `code`, `execution_output`, `tether_quote`,
`tether_browsing_display`, `thoughts`, `reasoning_recap`, `user_editable_context`, `model_editable_context`,
`system_error` and others that come and go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from tui_threads.chat.importing import found
from tui_threads.chat.importing.fields import items, mapping, text
from tui_threads.chat.importing.found import FoundImage, Part

Asset: TypeAlias = Callable[[str], FoundImage]
"""The image of an asset pointer, with its bytes where the archive holds them."""

_CITATION = re.compile("\ue200[^\ue201]{0,400}\ue201|[\ue200-\ue206]")
"""Marks of citations and widgets stand between these two private characters."""
_LEFT_OUT = {
    "thoughts": found.THOUGHTS,
    "reasoning_recap": found.THOUGHTS,
    "user_editable_context": found.HIDDEN,
    "model_editable_context": found.HIDDEN,
    "app_pairing_content": found.HIDDEN,
    "tether_browsing_display": found.TOOLS,
    "tether_browsing_code": found.TOOLS,
    "computer_output": found.TOOLS,
}


def parts_of(message: Mapping[str, object], role: str, asset: Asset) -> tuple[tuple[Part, ...], str | None]:
    """The parts of a message, or no parts and the reason why it is left out."""
    content = mapping(message.get("content"))
    kind = text(content.get("content_type"))
    if kind in _LEFT_OUT:
        return (), _LEFT_OUT[kind]
    to = text(message.get("recipient")) or "all"
    if role == "assistant" and to != "all":
        code = text(content.get("text")) or "\n".join(_texts(content))
        return ((fenced(code, "python"),), None) if to == "python" and code else ((), found.TOOLS)
    if kind == "execution_output":
        output = text(content.get("text"))
        return ((f"Output:\n\n{fenced(output)}",), None) if output else ((), found.EMPTY)
    parts = [*_parts(content, kind, asset), *_attachments(message, content)]
    if role == "tool":
        parts = [part for part in parts if isinstance(part, FoundImage)]
        return tuple(parts), None if parts else found.TOOLS
    told = [_told(part, message) if isinstance(part, str) else part for part in parts]
    told = [part for part in told if not isinstance(part, str) or part.strip()]
    return tuple(told), None if told else found.EMPTY


def fenced(code: str, language: str = "") -> str:
    """A block of code in Markdown, whatever backticks it holds."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"


def _parts(content: Mapping[str, object], kind: str, asset: Asset) -> list[Part]:
    if kind == "code":
        language = text(content.get("language"))
        return [fenced(text(content.get("text")), "" if language == "unknown" else language)]
    if kind == "tether_quote":
        title, quoted = text(content.get("title")), text(content.get("text"))
        lines = "\n".join(f"> {line}" for line in quoted.splitlines())
        return [f"{title}\n\n{lines}".strip()]
    if kind == "system_error":
        return [f"[{text(content.get('name'))}: {text(content.get('text'))}]"]
    if "parts" in content:
        return [_piece(piece, asset) for piece in items(content.get("parts"))]
    return [text(content.get("text"))]


def _piece(piece: object, asset: Asset) -> Part:
    if isinstance(piece, str):
        return text(piece)
    whole = mapping(piece)
    match text(whole.get("content_type")):
        case "image_asset_pointer":
            return asset(text(whole.get("asset_pointer")))
        case "audio_transcription":
            return text(whole.get("text"))
        case "audio_asset_pointer" | "real_time_user_audio_video_asset_pointer":
            return ""  # the transcription stands beside it
        case kind:
            return text(whole.get("text")) or f"[{kind or 'something'}: not brought along]"


def _texts(content: Mapping[str, object]) -> list[str]:
    return [text(piece) for piece in items(content.get("parts"))]


def _attachments(message: Mapping[str, object], content: Mapping[str, object]) -> list[Part]:
    """The names of files that were given along; an image stands among the parts already."""
    shown = " ".join(text(mapping(piece).get("asset_pointer")) for piece in items(content.get("parts")))
    files = [mapping(one) for one in items(mapping(message.get("metadata")).get("attachments"))]
    return [
        f"[File: {text(file.get('name')) or text(file.get('id'))}]"
        for file in files
        if not (text(file.get("id")) and text(file.get("id")) in shown)
    ]


def _told(part: str, message: Mapping[str, object]) -> str:
    """A text with its citations as links where the export has them, and without their marks."""
    for reference in items(mapping(message.get("metadata")).get("content_references")):
        matched, said = text(mapping(reference).get("matched_text")), text(mapping(reference).get("alt"))
        if matched.strip():
            part = part.replace(matched, said if said or _CITATION.search(matched) else matched)
    return _CITATION.sub("", part)
