"""Search in vector stores: what file_search and `POST /vector_stores/{id}/search` find.

The database's full text index finds the pieces that have words of the question; their order and score are
made here, the same over SQLite and PostgreSQL.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, Float, Row, Select, func, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from tui_threads.server.database import Database
from tui_threads.server.retrieval_filters import Attribute, fits
from tui_threads.server.retrieval_rank import Candidate, rank
from tui_threads.server.retrieval_words import query_words
from tui_threads.server.tables_files import chunks, files
from tui_threads.server.tables_files import vector_store_files as store_files
from tui_threads.server.vector_stores import VectorStores
from tui_threads.wire.params_vector_stores import ComparisonFilter, CompoundFilter

_MOST_CANDIDATES = 500
_MOST_QUERY_WORDS = 64
_MOST_FILTERED = 20_000


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A piece of a file that answers the question."""

    file_id: str
    file_name: str
    score: float
    """0 to 1."""
    text: str
    attributes: Mapping[str, Attribute]
    vector_store_id: str


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Finds pieces of files."""

    database: Database
    vector_stores: VectorStores

    async def search(
        self,
        vector_store_ids: Sequence[str],
        query: str,
        max_num_results: int = 20,
        score_threshold: float = 0.0,
        filters: ComparisonFilter | CompoundFilter | None = None,
    ) -> list[SearchResult]:
        """The best pieces of all these stores, best first; stores that are gone or expired have none.

        Raises:
            ApiProblem: 400, `filters` compares what cannot be compared.
        """
        words = query_words(query)[:_MOST_QUERY_WORDS]
        store_ids = await self.vector_stores.usable(vector_store_ids)
        if not words or not store_ids:
            return []
        async with self.database.read() as connection:
            allowed = await self._allowed(connection, store_ids, filters)
            rows = await self._candidates(connection, store_ids, words, allowed)
            total = await connection.execute(select(func.count()).where(chunks.c.store.in_(store_ids)))
            pieces = total.scalar_one()
        found = [Candidate(row.id, row.words.split()) for row in rows]
        ranked = await asyncio.to_thread(rank, words, found, pieces)
        by_id = {row.id: row for row in rows}
        best = [(by_id[chunk], score) for chunk, score in ranked if score >= score_threshold]
        return [_result(row, score) for row, score in best[:max_num_results]]

    async def _allowed(
        self,
        connection: AsyncConnection,
        store_ids: Sequence[str],
        filters: ComparisonFilter | CompoundFilter | None,
    ) -> list[int] | None:
        """The files whose attributes fit, None for all."""
        if filters is None:
            return None
        listed = await connection.execute(
            select(store_files.c.seq, store_files.c.attributes).where(
                store_files.c.vector_store_id.in_(store_ids)
            )
        )
        return [row.seq for row in listed if fits(row.attributes or {}, filters)]

    async def _candidates(
        self,
        connection: AsyncConnection,
        store_ids: Sequence[str],
        words: Sequence[str],
        allowed: list[int] | None,
    ) -> Sequence[Row[tuple[object, ...]]]:
        conditions: list[ColumnElement[bool]] = [
            chunks.c.store.in_(store_ids),
            store_files.c.status == "completed",
        ]
        if allowed is not None:
            conditions.append(store_files.c.seq.in_(allowed))
        asked = _columns().where(*conditions).limit(_MOST_CANDIDATES)
        if self.database.is_sqlite:
            limit = _MOST_CANDIDATES if allowed is None else _MOST_FILTERED
            asked = _by_fts5(asked, store_ids, words, limit)
        else:
            asked = by_text_search(asked, words)
        return (await connection.execute(asked)).all()


def _columns() -> Select[tuple[object, ...]]:
    return (
        select(chunks.c.id, chunks.c.text, chunks.c.words, chunks.c.store)
        .add_columns(store_files.c.id.label("file_id"), store_files.c.attributes, files.c.filename)
        .join(store_files, store_files.c.seq == chunks.c.file_seq)
        .join(files, files.c.id == store_files.c.id)
    )


def _by_fts5(
    asked: Select[tuple[object, ...]], store_ids: Sequence[str], words: Sequence[str], limit: int
) -> Select[tuple[object, ...]]:
    # Search words are letters and digits only, so quoting them is all it takes.
    stores = " OR ".join(f'"{store_id}"' for store_id in store_ids)
    sought = " OR ".join(f'"{word}"' for word in words)
    statement = (
        "SELECT rowid AS id, bm25(chunk_index, 0.0, 1.0) AS distance FROM chunk_index "
        "WHERE chunk_index MATCH :match ORDER BY distance LIMIT :limit"
    )
    match = f"store : ({stores}) AND words : ({sought})"
    found = (
        text(statement)
        .bindparams(match=match, limit=limit)
        .columns(id=BigInteger, distance=Float)
        .subquery("found")
    )
    return asked.join(found, found.c.id == chunks.c.id).order_by(found.c.distance)


def by_text_search(asked: Select[tuple[object, ...]], words: Sequence[str]) -> Select[tuple[object, ...]]:
    """The same by PostgreSQL's own text search; the index is that of `tables_files`."""
    language: ColumnElement[str] = literal_column("'simple'")
    document = func.to_tsvector(language, chunks.c.words)
    question = func.to_tsquery(language, " | ".join(words))
    return asked.where(document.op("@@")(question)).order_by(func.ts_rank(document, question).desc())


def _result(row: Row[tuple[object, ...]], score: float) -> SearchResult:
    return SearchResult(
        file_id=row.file_id,
        file_name=row.filename,
        score=round(score, 6),
        text=row.text,
        attributes=row.attributes or {},
        vector_store_id=row.store,
    )
