"""The assistants of a server and the models it offers: read, made, changed, copied, deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from tui_threads.chat.assistant_form import changes, fields_of, place_of
from tui_threads.chat.form_values import FormError, Reader

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.api.assistants import AssistantFields
    from tui_threads.wire.assistants import Assistant
    from tui_threads.wire.models import Model

_MOST = 2_000
"""Assistants read at most: more than anybody looks through."""
_PAGE = 100
_MARK = "threads_tui"


async def all_assistants(client: ThreadsClient) -> list[Assistant]:
    """The server's assistants, newest first. Raises `ApiError`."""
    found: list[Assistant] = []
    async for assistant in client.assistants.list(order="desc", limit=_PAGE):
        found.append(assistant)
        if len(found) == _MOST:
            break
    return found


class NoAssistantError(Exception):
    """There is no assistant of that name, or there are several; the message is one sentence."""


async def find(client: ThreadsClient, wanted: str) -> Assistant:
    """The assistant of an id or a name.

    Raises:
        NoAssistantError: there is none, or there are several of the name.
        ApiError: the server cannot be asked.
    """
    from tui_threads.api.errors import BadRequestError, NotFoundError

    if wanted.startswith("asst_"):
        try:
            return await client.assistants.retrieve(wanted)
        except (NotFoundError, BadRequestError):
            pass  # it may be a name all the same
    found: list[Assistant] = []
    async for assistant in client.assistants.list(limit=_PAGE):
        if assistant.id == wanted:
            return assistant
        if assistant.name == wanted:
            found.append(assistant)
    if not found:
        raise NoAssistantError(f"There is no assistant with the id or name {wanted!r}.")
    if len(found) > 1:
        ids = ", ".join(assistant.id for assistant in found)
        raise NoAssistantError(f"Several assistants are named {wanted!r}; give the id of one: {ids}.")
    return found[0]


async def all_models(client: ThreadsClient) -> list[Model]:
    """The models the server can answer with; none where it has no such list.

    Raises:
        ApiError: the server cannot be asked.
    """
    from tui_threads.api.errors import NotFoundError

    try:
        return [model async for model in client.models.list()]
    except NotFoundError:
        return []


async def create(client: ThreadsClient, values: Mapping[str, str]) -> Assistant:
    """Make an assistant of what was written into the form.

    Raises:
        FormError: something is wrong, said at its field; the server's refusal too.
        ApiError: the server is away or fails.
    """
    given = fields_of(await with_ids(client, values))
    fields = {name: value for name, value in given.items() if value not in (None, [], {})}
    model = str(fields.pop("model"))
    with _refused():
        return await client.assistants.create(model=model, **cast("AssistantFields", fields))


async def change(client: ThreadsClient, assistant: Assistant, values: Mapping[str, str]) -> Assistant:
    """Change what was written otherwise, and nothing else. Raises as `create`."""
    fields = changes(assistant, await with_ids(client, values))
    if not fields:
        return assistant
    model = fields.pop("model", None)
    nothing = {name: fields.pop(name) for name in list(fields) if fields[name] is None}
    if nothing:
        fields["extra_body"] = nothing
    with _refused():
        return await client.assistants.update(
            assistant.id, model=str(model) if model else None, **cast("AssistantFields", fields)
        )


async def copy(client: ThreadsClient, assistant: Assistant) -> Assistant:
    """Another assistant with everything of this one. Raises `ApiError`."""
    shape = assistant.model_dump(mode="json", by_alias=True)
    fields = {name: shape[name] for name in _COPIED if shape.get(name) not in (None, [], {})}
    fields["name"] = f"{assistant.name or 'Assistant'} copy"[:256]
    metadata = {key: str(value) for key, value in assistant.metadata.items() if key != _MARK}
    return await client.assistants.create(
        model=assistant.model, **cast("AssistantFields", fields | {"metadata": metadata})
    )


_COPIED = (
    "description",
    "instructions",
    "tools",
    "tool_resources",
    "temperature",
    "top_p",
    "response_format",
    "reasoning_effort",
)


async def with_ids(client: ThreadsClient, values: Mapping[str, str]) -> dict[str, str]:
    """The form with the names of files and vector stores exchanged for their ids.

    Raises:
        FormError: there is none of a name, or there are several.
        ApiError: the server cannot be asked.
    """
    read, found = Reader(values), dict(values)
    files, stores = read.words("code_files"), read.words("vector_stores")
    if any(not _is_id(word) for word in files):
        listed = [(one.filename, one.id) async for one in client.files.list()]
        found["code_files"] = ", ".join(_looked_up(read, "code_files", files, listed))
    if any(not _is_id(word) for word in stores):
        listed = [(one.name or "", one.id) async for one in client.vector_stores.list(limit=_PAGE)]
        found["vector_stores"] = ", ".join(_looked_up(read, "vector_stores", stores, listed))
    if read.complaints:
        raise FormError(read.complaints)
    return found


def _is_id(word: str) -> bool:
    return word.startswith(("file-", "vs_"))


def _looked_up(
    read: Reader, field: str, words: Sequence[str], listed: Iterable[tuple[str, str]]
) -> list[str]:
    ids: dict[str, list[str]] = {}
    for name, one in listed:
        ids.setdefault(name, []).append(one)
    for word in words:
        if len(same := ids.get(word, [word] if _is_id(word) else [])) != 1:
            read.complaints[field] = (
                f"Several are named {word!r}; give the id of one: {', '.join(same)}."
                if same
                else f"The server has nothing named {word!r}; give its name or id."
            )
    return [ids.get(word, [word])[0] for word in words]


def first_line(assistant: Assistant) -> str:
    """One line of what an assistant is told, for lists."""
    lines = (line.strip() for line in (assistant.instructions or assistant.description or "").splitlines())
    return next((line for line in lines if line), "")


def provider_of(model: Model) -> str:
    """Whose model it is, for grouping: `ollama` of `ollama/qwen2.5`, else the owner."""
    before, slash, _ = model.id.partition("/")
    return before if slash else model.owned_by


@contextmanager
def _refused() -> Iterator[None]:
    """A refusal of the server is said at the field it is about."""
    from tui_threads.api.errors import ApiStatusError, InvalidRequestError
    from tui_threads.chat.trouble import trouble_of

    try:
        yield
    except InvalidRequestError as error:
        raise FormError({place_of(error.param): error.message}) from error
    except ApiStatusError as error:
        if trouble_of(error).kind not in ("rejected", "gone"):
            raise
        raise FormError({place_of(error.param): error.message}) from error
