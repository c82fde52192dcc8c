"""Databases of every age: new, older, newer, and the one that this version makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, inspect, text

from tui_threads.server.database import Database, sqlite_url
from tui_threads.server.migrations import STEPS, VERSION, NewerDatabase, bring_up, migrate

SHAPES = Path(__file__).parent / "schemas"


def shape(connection: Connection) -> dict[str, list[str]]:
    """Tables with their columns and indexes."""
    look = inspect(connection)
    return {
        table: sorted(
            [column["name"] for column in look.get_columns(table)]
            + [str(index["name"]) for index in look.get_indexes(table)]
        )
        for table in look.get_table_names()
    }


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_a_database_of_each_version_comes_to_the_shape_of_a_new_one(version: int) -> None:
    old, new = create_engine("sqlite://"), create_engine("sqlite://")
    with old.begin() as before, new.begin() as fresh:
        for statement in (SHAPES / f"{version}.sql").read_text(encoding="utf-8").split(";;\n"):
            if statement.strip():
                before.exec_driver_sql(statement)
        bring_up(before, STEPS)
        bring_up(fresh, STEPS)
        assert shape(before) == shape(fresh)
        found = before.execute(text("SELECT version FROM schema_version")).scalar_one()
        assert found == VERSION
    old.dispose()
    new.dispose()


def test_old_threads_are_ordered_by_what_was_said_last_in_them() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        for statement in (SHAPES / "1.sql").read_text(encoding="utf-8").split(";;\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        connection.execute(text("INSERT INTO threads (id, created_at) VALUES ('early', 10), ('late', 20)"))
        connection.execute(
            text(
                "INSERT INTO messages (id, thread_id, created_at, role, status, text)"
                " VALUES ('m', 'early', 30, 'user', 'completed', 'x')"
            )
        )
        bring_up(connection, STEPS)
        touched = connection.execute(text("SELECT id, touched FROM threads ORDER BY id")).all()
    engine.dispose()
    assert touched == [("early", 30_000_000), ("late", 20_000_000)]


def test_each_step_is_taken_once_and_in_order() -> None:
    taken: list[int] = []
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        bring_up(connection, ())
        bring_up(connection, [lambda _: taken.append(2), lambda _: taken.append(3)])
        bring_up(connection, [lambda _: taken.append(2), lambda _: taken.append(3)])
    engine.dispose()
    assert taken == [2, 3]


async def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    database = Database.open(sqlite_url(tmp_path / "server.db"))
    await migrate(database)
    async with database.write() as connection:
        await connection.execute(text("UPDATE schema_version SET version = 99"))
    with pytest.raises(NewerDatabase, match=r"version 99.*Update threads-tui"):
        await migrate(database)
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT version FROM schema_version"))).scalar_one() == 99
    await database.aclose()
