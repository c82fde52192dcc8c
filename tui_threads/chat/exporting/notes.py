"""What stands below a message in an export: files, sources, and how it ended."""

from __future__ import annotations

from tui_threads.wire.messages import (
    Annotation,
    FileCitationAnnotation,
    FilePathAnnotation,
    Message,
    TextContentBlock,
)


def notes_of(message: Message) -> list[str]:
    """Lines of plain text, without any marks."""
    notes = [note for block in message.content if isinstance(block, TextContentBlock)
             for annotation in block.text.annotations if (note := _cited(annotation))]  # fmt: skip
    named = [attached.file_id for attached in message.attachments or ()] + list(message.file_ids or ())
    notes += [f"Attached: {file_id}" for file_id in dict.fromkeys(named) if file_id]
    if message.status == "incomplete":
        reason = message.incomplete_details.reason if message.incomplete_details else ""
        notes.append(f"Incomplete: {reason}" if reason else "Incomplete")
    return notes


def _cited(annotation: Annotation) -> str:
    match annotation:
        case FileCitationAnnotation():
            quote = annotation.file_citation.quote
            return f"{annotation.text} {annotation.file_citation.file_id}" + (f": {quote}" if quote else "")
        case FilePathAnnotation():
            return f"{annotation.text} {annotation.file_path.file_id}"
        case _:
            return ""
