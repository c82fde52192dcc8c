"""Threads in the API's own shape: our export, and dumps that scripts made of the hosted API.

Read are a thread with its `messages`, an object of a `thread` and its `messages`, an array or list object
of either, an array or list object of messages alone (kept apart by `thread_id`), and the messages of a
chat completion. `messages` may be an array or a list object.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import ValidationError

from tui_threads.chat.importing import found
from tui_threads.chat.importing.fields import items, mapping, pairs, seconds, text
from tui_threads.chat.importing.found import FoundAttachment, FoundMessage, FoundThread, Part
from tui_threads.chat.importing.images import encoded_image
from tui_threads.wire.messages import (
    ContentBlock,
    ImageFileContentBlock,
    ImageURLContentBlock,
    Message,
    RefusalContentBlock,
    TextContentBlock,
)

_SYSTEM = ("system", "developer")


def is_message(value: object) -> bool:
    """Whether this looks like a message of the API or of a chat completion."""
    return isinstance(mapping(value).get("role"), str) and "content" in mapping(value)


def is_threads(value: object) -> bool:
    """Whether this looks like a thread with messages, or a list of threads or messages."""
    whole = mapping(value)
    listed = items(whole.get("data")) or items(whole.get("threads"))
    within = isinstance(whole.get("messages"), list) or items(mapping(whole.get("messages")).get("data"))
    return bool(within) or (bool(listed) and (is_message(listed[0]) or is_threads(listed[0])))


def threads_in(values: Iterable[object]) -> Iterator[FoundThread]:
    """Every thread of a file's values; messages that stand alone are gathered by their `thread_id`."""
    alone: dict[str, list[object]] = {}
    for value in _flat(values):
        if is_message(value):
            alone.setdefault(text(mapping(value).get("thread_id")), []).append(value)
        elif is_threads(value):
            yield _thread(mapping(value))
    for thread_id, messages in alone.items():
        yield _thread({"id": thread_id, "messages": messages})


def _flat(values: Iterable[object]) -> Iterator[object]:
    for value in values:
        listed = items(mapping(value).get("data")) or items(mapping(value).get("threads"))
        if listed and "messages" not in mapping(value):
            yield from _flat(listed)
        elif isinstance(value, list):
            yield from _flat(value)
        else:
            yield value


def _thread(value: Mapping[str, object]) -> FoundThread:
    head = mapping(value.get("thread")) or value
    raw = items(value["messages"]) or items(mapping(value["messages"]).get("data"))
    left_out: Counter[str] = Counter()
    instructions: list[str] = []
    messages: list[FoundMessage] = []
    for one in oldest_first([mapping(one) for one in raw]):
        _sort(one, messages, instructions, left_out)
    metadata = pairs(head.get("metadata"))
    if any(mapping(head.get("tool_resources")).values()):
        left_out[found.RESOURCES] += 1
    own_id = text(head.get("id"))
    return FoundThread(
        mark=_mark(own_id, metadata, messages),
        title=metadata.get("title") or text(head.get("title")),
        messages=tuple(messages),
        created_at=seconds(metadata.get("original_created_at")) or seconds(head.get("created_at")),
        instructions="\n\n".join(instructions),
        archived=bool(metadata.get("archived")),
        own_id=own_id or None,
        metadata=metadata,
        left_out=left_out,
    )


def _mark(own_id: str, metadata: Mapping[str, str], messages: Sequence[FoundMessage]) -> str:
    """A thread that was brought in keeps its mark when it moves on; a fork of it is a thread of its own."""
    if "imported_from" in metadata and "forked_from" not in metadata:
        return metadata["imported_from"]
    return f"api:{own_id or found.fingerprint(*(message.text for message in messages[:2]))}"


def oldest_first(messages: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Lists of the API begin with the newest message unless asked otherwise; dumps keep them so."""
    if len(messages) < 2:
        return list(messages)
    moments = [seconds(message.get("created_at")) for message in messages]
    first, last = moments[0], moments[-1]
    if first is None or last is None:
        return list(messages)
    ordered = list(zip(moments, messages, strict=True))
    if first > last:
        ordered.reverse()
    return [message for _, message in sorted(ordered, key=lambda pair: pair[0] or 0)]


def _sort(
    raw: Mapping[str, object],
    messages: list[FoundMessage],
    instructions: list[str],
    left_out: Counter[str],
) -> None:
    """Put one raw message where it belongs."""
    try:
        message = Message.model_validate({**raw, "id": text(raw.get("id"))})
    except ValidationError:
        left_out[found.UNREADABLE] += 1
        return
    parts = tuple(part for block in message.content if (part := _part(block)) is not None)
    if message.role in _SYSTEM:
        left_out[found.SYSTEM] += 1
        instructions.extend(part for part in parts if isinstance(part, str))
    elif message.role not in ("user", "assistant"):
        left_out[found.TOOLS] += 1
    elif not parts and not message.attachments and not message.file_ids:
        left_out[found.TOOLS if raw.get("tool_calls") else found.EMPTY] += 1
    else:
        texts = (block.text for block in message.content if isinstance(block, TextContentBlock))
        if marks := sum(len(one.annotations) for one in texts):
            left_out[found.ANNOTATIONS] += marks
        messages.append(_message(message, parts))


def _message(message: Message, parts: tuple[Part, ...]) -> FoundMessage:
    metadata = pairs(message.metadata)
    created_at = seconds(metadata.get("original_created_at")) or seconds(message.created_at)
    named = {file_id: () for file_id in message.file_ids or ()}
    tools = {
        attached.file_id: tuple(tool.type for tool in attached.tools if tool.type)
        for attached in message.attachments or ()
    }
    return FoundMessage(
        role="assistant" if message.role == "assistant" else "user",
        parts=parts,
        id=message.id or None,
        created_at=created_at,
        attachments=tuple(FoundAttachment(file_id, tools) for file_id, tools in {**named, **tools}.items()),
        metadata=metadata,
    )


def _part(block: ContentBlock) -> Part | None:
    match block:
        case TextContentBlock():
            return text(block.text.value) or None
        case RefusalContentBlock():
            return text(block.refusal) or None
        case ImageFileContentBlock():
            return found.StoredImage(block.image_file.file_id)
        case ImageURLContentBlock():
            url = block.image_url.url
            return encoded_image(url, "image") if url.startswith("data:") else found.LinkedImage(url)
        case _:
            return f"[{block.type}: not brought along]"
