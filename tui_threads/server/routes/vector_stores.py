"""`/vector_stores`, and search in them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tui_threads.server.answers import answer
from tui_threads.server.retrieval import SearchResult
from tui_threads.server.routes.vector_store_files import routes as file_routes
from tui_threads.server.state import State
from tui_threads.server.validation import list_query, parse_body, path_id
from tui_threads.server.vector_store_files import NewStoreFile
from tui_threads.wire.params_vector_stores import CreateVectorStore, ModifyVectorStore, SearchVectorStore
from tui_threads.wire.vector_stores import (
    VectorStoreDeleted,
    VectorStoreSearchContent,
    VectorStoreSearchPage,
    VectorStoreSearchResult,
)

_RESULTS = 10


async def create(request: Request[State]) -> Response:
    params = await parse_body(request, CreateVectorStore)
    made = await request.state["filing"].vector_stores.create(
        [NewStoreFile(file_id, params.chunking_strategy) for file_id in params.file_ids or ()],
        name=params.name or "",
        metadata=params.metadata,
        expires_after=params.expires_after,
    )
    return answer(made)


async def list_all(request: Request[State]) -> Response:
    return answer(await request.state["filing"].vector_stores.page(list_query(request)))


async def retrieve(request: Request[State]) -> Response:
    return answer(await request.state["filing"].vector_stores.get(path_id(request, "vector_store_id")))


async def modify(request: Request[State]) -> Response:
    store_id = path_id(request, "vector_store_id")
    params = await parse_body(request, ModifyVectorStore)
    return answer(await request.state["filing"].vector_stores.modify(store_id, params))


async def delete(request: Request[State]) -> Response:
    store_id = path_id(request, "vector_store_id")
    await request.state["filing"].vector_stores.delete(store_id)
    return answer(VectorStoreDeleted(id=store_id))


async def search(request: Request[State]) -> Response:
    store_id = path_id(request, "vector_store_id")
    params = await parse_body(request, SearchVectorStore)
    filing = request.state["filing"]
    await filing.vector_stores.require_usable(store_id)
    queries = [params.query] if isinstance(params.query, str) else params.query
    limit = params.max_num_results or _RESULTS
    threshold = params.ranking_options.score_threshold if params.ranking_options else None
    found: list[SearchResult] = []
    for query in queries:
        found += await filing.retrieval.search([store_id], query, limit, threshold or 0.0, params.filters)
    best = {
        (result.file_id, result.text): result for result in sorted(found, key=lambda result: result.score)
    }
    page = sorted(best.values(), key=lambda result: -result.score)[:limit]
    return answer(VectorStoreSearchPage(search_query=tuple(queries), data=tuple(map(_shown, page))))


def _shown(result: SearchResult) -> VectorStoreSearchResult:
    return VectorStoreSearchResult(
        file_id=result.file_id,
        filename=result.file_name,
        score=result.score,
        attributes=dict(result.attributes),
        content=(VectorStoreSearchContent(text=result.text),),
    )


routes = [
    Route("/vector_stores", create, methods=["POST"]),
    Route("/vector_stores", list_all),
    Route("/vector_stores/{vector_store_id}", retrieve),
    Route("/vector_stores/{vector_store_id}", modify, methods=["POST"]),
    Route("/vector_stores/{vector_store_id}", delete, methods=["DELETE"]),
    Route("/vector_stores/{vector_store_id}/search", search, methods=["POST"]),
    *file_routes,
]
