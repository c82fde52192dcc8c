"""Files and vector stores that assistants, threads and messages give to their tools."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui_threads.server.creation import as_sent
from tui_threads.server.problems import bad_request
from tui_threads.server.state import State
from tui_threads.server.store.threads import threads
from tui_threads.server.vector_store_files import NewStoreFile
from tui_threads.wire.params_messages import CreateMessage, ImageFilePart, ImageURLPart
from tui_threads.wire.params_threads import NewToolResources, NewVectorStore, ToolResourcesParam
from tui_threads.wire.threads import ToolResources, ToolResourcesFileSearch


async def given_resources(
    state: State, params: NewToolResources | None, messages: Iterable[CreateMessage] = ()
) -> ToolResources:
    """The tool resources of a new assistant or thread: new vector stores are made, old ones must exist.

    Args:
        messages: those a thread begins with; files attached to them are searched with the thread.

    Raises:
        ApiProblem: 404 for a file or store that does not exist.
    """
    if params is None:
        resources = ToolResources()
    else:
        await require_resources(state, params)
        resources = ToolResources.model_validate(as_sent(params))
        wanted = params.file_search.vector_stores if params.file_search else None
        if wanted:
            made = tuple([await _make_store(state, store) for store in wanted])
            resources = resources.model_copy(
                update={"file_search": ToolResourcesFileSearch(vector_store_ids=made)}
            )
    await require_files(state, messages)
    return await _with_searched(state, resources, _searched_files(messages))


async def require_resources(state: State, params: NewToolResources | ToolResourcesParam) -> None:
    """Raise the 404 for the first store or file that does not exist."""
    search, code = params.file_search, params.code_interpreter
    for store_id in (search.vector_store_ids if search else None) or ():
        await state["filing"].vector_stores.get(store_id)
    await _require(state, (code.file_ids if code else None) or ())


async def require_files(state: State, messages: Iterable[CreateMessage]) -> None:
    """Check what messages refer to.

    Raises:
        ApiProblem: 404 for a file that does not exist, 400 for an image address that is none.
    """
    named: list[str] = []
    for message in messages:
        named += [attachment.file_id for attachment in message.attachments or () if attachment.file_id]
        for place, part in enumerate(() if isinstance(message.content, str) else message.content):
            if isinstance(part, ImageFilePart):
                named.append(part.image_file.file_id)
            elif isinstance(part, ImageURLPart):
                _check_url(part.image_url.url, f"content[{place}].image_url.url")
    await _require(state, named)


def _check_url(url: str, name: str) -> None:
    if not url.startswith(("http://", "https://", "data:image/")):
        message = f"Invalid '{name}'. Expected a valid URL, but got a value with an invalid format."
        raise bad_request(message, param=name, code="invalid_value")


async def attach(state: State, thread_id: str, messages: Sequence[CreateMessage]) -> None:
    """Let a thread search the files attached to messages that it has just got."""
    files = _searched_files(messages)
    if not files:
        return
    async with state["database"].read() as connection:
        thread = await threads.get(connection, thread_id)
    before = thread.tool_resources or ToolResources()
    after = await _with_searched(state, before, files)
    if after != before:
        async with state["database"].write() as connection:
            resources = after.model_dump(mode="json")
            await threads.update(connection, thread_id, {"tool_resources": resources})


async def _with_searched(state: State, resources: ToolResources, files: Sequence[str]) -> ToolResources:
    stores = state["filing"].vector_stores
    if not files:
        return resources
    added = [NewStoreFile(file_id) for file_id in files]
    searched = resources.file_search.vector_store_ids if resources.file_search else ()
    if searched:
        await stores.add_batch(searched[0], added)
        return resources
    made = await stores.create(added)
    search = ToolResourcesFileSearch(vector_store_ids=(made.id,))
    return resources.model_copy(update={"file_search": search})


async def _make_store(state: State, wanted: NewVectorStore) -> str:
    files = [NewStoreFile(file_id, wanted.chunking_strategy) for file_id in wanted.file_ids or ()]
    made = await state["filing"].vector_stores.create(files, metadata=wanted.metadata)
    return made.id


def _searched_files(messages: Iterable[CreateMessage]) -> list[str]:
    files = [
        attachment.file_id
        for message in messages
        for attachment in message.attachments or ()
        if attachment.file_id and any(tool.type == "file_search" for tool in attachment.tools or ())
    ]
    return list(dict.fromkeys(files))


async def _require(state: State, file_ids: Sequence[str]) -> None:
    if file_ids:
        async with state["database"].read() as connection:
            await state["filing"].files.require(connection, list(file_ids))
