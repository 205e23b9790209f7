"""The numbered steps (:mod:`mapper.store.migrations`) taken in a GeoPackage."""

from collections.abc import Mapping

import sqlalchemy as sa

from mapper.store.geopackage.column_reader import FORMAT_VERSION
from mapper.store.geopackage.tables import SQL_TABLES, tell_of_table
from mapper.store.migrations import MIGRATIONS, AddColumns, MakeTable, Steps


def migrate(
    connection: sa.Connection,
    version: int,
    target: int = FORMAT_VERSION,
    steps: Mapping[int, Steps] = MIGRATIONS,
) -> None:
    """Bring the tables from ``version`` to ``target``, one step after the other."""
    for number in range(version, target):
        for step in steps[number]:
            if isinstance(step, AddColumns):
                _add_columns(connection, step)
            else:
                _make_table(connection, step)


def _add_columns(connection: sa.Connection, step: AddColumns) -> None:
    there = {column["name"] for column in sa.inspect(connection).get_columns(step.table)}
    for name in step.columns:
        if name not in there:
            kind = SQL_TABLES[step.table].c[name].type.compile(connection.dialect)
            connection.execute(sa.text(f"ALTER TABLE {step.table} ADD COLUMN {name} {kind}"))


def _make_table(connection: sa.Connection, step: MakeTable) -> None:
    """An empty table, of which GeoPackage readers are told."""
    if not sa.inspect(connection).has_table(step.table):
        SQL_TABLES[step.table].create(connection)
        tell_of_table(connection, step.table, (None,) * 4)
