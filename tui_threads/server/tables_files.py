"""The tables of files, vector stores, and the pieces of text that are searched.

Importing this module adds them to the metadata of `tables`, so it must happen before the database is made.
Full text is indexed by SQLite's FTS5 or PostgreSQL's text search over `words`, which is the same for both:
the search words of a piece, made by `retrieval_words`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from tui_threads.server.tables import Sequence_, json_column, metadata

files = Table(
    "files",
    metadata,
    Column("seq", Sequence_, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("filename", Text, nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("expires_at", BigInteger),
)
"""What is known of a file; its bytes lie in the files directory under its id."""

vector_stores = Table(
    "vector_stores",
    metadata,
    Column("seq", Sequence_, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    json_column("expires_after"),
    Column("expires_at", BigInteger),
    Column("last_active_at", BigInteger),
    json_column("metadata"),
)

vector_store_files = Table(
    "vector_store_files",
    metadata,
    Column("seq", Sequence_, primary_key=True),
    Column("id", String(64), nullable=False),
    Column("vector_store_id", ForeignKey("vector_stores.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("status", String(16), nullable=False),
    Column("usage_bytes", BigInteger, nullable=False),
    json_column("last_error"),
    json_column("chunking_strategy"),
    json_column("attributes"),
    Column("batch_id", String(64)),
    Column("claimed_until", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("vector_store_id", "id"),
    Index("store_files_of_batch", "batch_id"),
    Index("store_files_of_file", "id"),
    Index("store_files_to_index", "status", "claimed_until"),
)
"""`id` is the file's own id, as the API has it; until `claimed_until` some process is indexing it."""

vector_store_file_batches = Table(
    "vector_store_file_batches",
    metadata,
    Column("seq", Sequence_, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("vector_store_id", ForeignKey("vector_stores.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("status", String(16), nullable=False),
)
"""`status` says `cancelled` or nothing of interest: the rest is counted from the files."""

chunks = Table(
    "vector_store_chunks",
    metadata,
    Column("id", Sequence_, primary_key=True),
    Column("file_seq", ForeignKey("vector_store_files.seq", ondelete="CASCADE"), nullable=False),
    Column("store", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("words", Text, nullable=False),
    Index("chunks_of_file", "file_seq", "position"),
    Index("chunks_of_store", "store"),
    Index("chunk_words", text("to_tsvector('simple', words)"), postgresql_using="gin").ddl_if(
        dialect="postgresql"
    ),
)

_FTS5 = (
    "CREATE VIRTUAL TABLE chunk_index USING fts5 (store, words, content='vector_store_chunks', "
    "content_rowid='id', tokenize=\"unicode61 tokenchars '_'\")",
    "CREATE TRIGGER chunk_added AFTER INSERT ON vector_store_chunks BEGIN INSERT INTO chunk_index "
    "(rowid, store, words) VALUES (new.id, new.store, new.words); END",
    "CREATE TRIGGER chunk_removed AFTER DELETE ON vector_store_chunks BEGIN INSERT INTO chunk_index "
    "(chunk_index, rowid, store, words) VALUES ('delete', old.id, old.store, old.words); END",
)


@event.listens_for(chunks, "after_create")
def _create_full_text_index(_table: Table, connection: Connection, **_options: object) -> None:
    if connection.dialect.name == "sqlite":
        for statement in _FTS5:
            connection.exec_driver_sql(statement)
