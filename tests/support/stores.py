"""Empty stores for tests: one of each kind is migrated in a process, and the others are made like it, in a tenth of the time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from sqlalchemy import Connection, Engine, create_engine, inspect, make_url, text

from enrich.store import migration
from enrich.store.store import Store

_TABLES = text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")


@contextmanager
def migrated_once() -> Iterator[None]:
    """Give an empty SQLite store the tables of the first that was migrated; every other is migrated as ever."""
    statements: list[str] = []
    really: Callable[[Connection], None] = migration._upgrade

    def upgrade(connection: Connection) -> None:
        if connection.dialect.name != "sqlite" or inspect(connection).get_table_names():
            really(connection)
        elif statements:
            for statement in statements:
                connection.exec_driver_sql(statement)
        else:
            really(connection)
            statements.extend(_statements(connection))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migration, "_upgrade", upgrade)
        yield


def _statements(connection: Connection) -> list[str]:
    """What makes the same tables; those that a full-text table has for itself come with it."""
    rows = connection.execute(_TABLES).all()
    searched = tuple(f"{name}_" for _, name, sql in rows if sql.startswith("CREATE VIRTUAL"))
    own = [(kind, sql) for kind, name, sql in rows if not (kind == "table" and name.startswith(searched or "\0"))]
    tables = sorted(own, key=lambda one: one[0] != "table")
    revision = migration.known_revisions()[-1]
    return [*(sql for _, sql in tables), f"INSERT INTO alembic_version VALUES ('{revision}')"]


def empty_database(given: str, name: str, template: str = "template0") -> str:
    """The URL of a new database of this name, like the template; one of that name is dropped."""
    with _server(given).connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE {template}"))
    return make_url(given).set(database=name).render_as_string(hide_password=False)


@cache
def migrated_template(given: str) -> str:
    """The name of a database of this process that is an empty store."""
    name = f"paperwire_store_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with Store(empty_database(given, name)):
        return name


@cache
def _server(given: str) -> Engine:
    return create_engine(given, isolation_level="AUTOCOMMIT")
