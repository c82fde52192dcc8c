"""How deltas add up to messages: pure functions, so that every view of a stream agrees.

A delta names its place by `index`. Strings that are streamed (text, refusals) are joined; everything
else is set, so that a server that repeats an id or an annotation does no harm. Many deltas are added at
once in time linear to their size.
"""

from __future__ import annotations

from collections.abc import Iterable

from tui_threads.wire.content import (
    Annotation,
    ContentBlock,
    FileCitation,
    FileCitationAnnotation,
    FilePath,
    FilePathAnnotation,
    ImageFile,
    ImageFileContentBlock,
    ImageURL,
    ImageURLContentBlock,
    RefusalContentBlock,
    Text,
    TextContentBlock,
    UnknownAnnotation,
    UnknownContentBlock,
)
from tui_threads.wire.deltas import (
    AnnotationDelta,
    ContentDeltaBlock,
    FilePathDeltaAnnotation,
    ImageFileDeltaBlock,
    ImageURLDeltaBlock,
    MessageDelta,
    RefusalDeltaBlock,
    TextDeltaBlock,
    UnknownDeltaAnnotation,
)
from tui_threads.wire.messages import Message

__all__ = ["accumulate_message"]


def accumulate_message(message: Message, *deltas: MessageDelta) -> Message:
    """The message after these deltas, in their order.

    A block that is skipped by the indices is an empty text until its own delta comes.
    """
    grown: dict[int, list[ContentDeltaBlock]] = {}
    role = message.role
    for delta in deltas:
        role = delta.role or role
        for block in delta.content or ():
            grown.setdefault(max(block.index, 0), []).append(block)
    if not grown:
        return message if role == message.role else message.model_copy(update={"role": role})
    content = list(message.content)
    for index, pieces in sorted(grown.items()):
        while len(content) <= index:
            content.append(TextContentBlock(text=Text()))
        content[index] = _grow_block(content[index], pieces)
    return message.model_copy(update={"content": tuple(content), "role": role})


def _grow_block(block: ContentBlock, pieces: Iterable[ContentDeltaBlock]) -> ContentBlock:
    """One block after its pieces, runs of the same type taken together."""
    same: list[ContentDeltaBlock] = []
    for piece in pieces:
        if same and type(piece) is not type(same[0]):
            block, same = _grow_by_kind(block, same), []
        same.append(piece)
    return _grow_by_kind(block, same)


def _grow_by_kind(block: ContentBlock, pieces: list[ContentDeltaBlock]) -> ContentBlock:
    first = pieces[0]
    if isinstance(first, TextDeltaBlock):
        return _grow_text(block, [piece for piece in pieces if isinstance(piece, TextDeltaBlock)])
    if isinstance(first, RefusalDeltaBlock):
        before = block.refusal if isinstance(block, RefusalContentBlock) else ""
        words = [piece.refusal or "" for piece in pieces if isinstance(piece, RefusalDeltaBlock)]
        return RefusalContentBlock(refusal="".join([before, *words]))
    for piece in pieces:
        block = _set_block(block, piece)
    return block


def _grow_text(block: ContentBlock, pieces: list[TextDeltaBlock]) -> TextContentBlock:
    text = block.text if isinstance(block, TextContentBlock) else Text()
    values = [text.value]
    annotations = text.annotations
    for piece in pieces:
        if piece.text is None:
            continue
        if piece.text.value:
            values.append(piece.text.value)
        if piece.text.annotations:
            annotations = _grow_annotations(annotations, piece.text.annotations)
    grown = text.model_copy(update={"value": "".join(values), "annotations": annotations})
    if isinstance(block, TextContentBlock):
        return block.model_copy(update={"text": grown})
    return TextContentBlock(text=grown)


def _set_block(block: ContentBlock, piece: ContentDeltaBlock) -> ContentBlock:
    """Images are not streamed in pieces: what a delta names is set."""
    if isinstance(piece, ImageFileDeltaBlock):
        file = block.image_file if isinstance(block, ImageFileContentBlock) else ImageFile()
        if piece.image_file is not None:
            file = file.model_copy(update=piece.image_file.model_dump(exclude_none=True))
        return ImageFileContentBlock(image_file=file)
    if isinstance(piece, ImageURLDeltaBlock):
        url = block.image_url if isinstance(block, ImageURLContentBlock) else ImageURL()
        if piece.image_url is not None:
            url = url.model_copy(update=piece.image_url.model_dump(exclude_none=True))
        return ImageURLContentBlock(image_url=url)
    return UnknownContentBlock.model_validate(piece.model_dump(exclude={"index"}))


def _grow_annotations(
    annotations: tuple[Annotation, ...], deltas: tuple[AnnotationDelta, ...]
) -> tuple[Annotation, ...]:
    grown = list(annotations)
    for delta in deltas:
        if 0 <= delta.index < len(grown):
            grown[delta.index] = _set_annotation(grown[delta.index], delta)
        else:
            grown.append(_set_annotation(None, delta))
    return tuple(grown)


def _set_annotation(annotation: Annotation | None, delta: AnnotationDelta) -> Annotation:
    if isinstance(delta, UnknownDeltaAnnotation):
        return UnknownAnnotation.model_validate(delta.model_dump(exclude={"index"}))
    update = delta.model_dump(include={"text", "start_index", "end_index"}, exclude_none=True)
    if isinstance(delta, FilePathDeltaAnnotation):
        path = annotation if isinstance(annotation, FilePathAnnotation) else None
        if delta.file_path is not None:
            update["file_path"] = delta.file_path
        return (path or FilePathAnnotation(file_path=FilePath())).model_copy(update=update)
    citation = annotation if isinstance(annotation, FileCitationAnnotation) else None
    if delta.file_citation is not None:
        update["file_citation"] = delta.file_citation
    return (citation or FileCitationAnnotation(file_citation=FileCitation())).model_copy(update=update)
