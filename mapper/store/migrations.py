"""Steps from each older format of a project file to the next, by number."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from mapper.store.gpkg import FORMAT_VERSION


def _add_beats(connection: sa.Connection) -> None:
    """2: each unit knows its beat. A file may have the column already, where a person has added it by hand."""
    if "beat_name" not in {column["name"] for column in sa.inspect(connection).get_columns("communities")}:
        connection.execute(sa.text("ALTER TABLE communities ADD COLUMN beat_name TEXT"))


# version it starts from → what to do; run in order, in the transaction that also raises the number.
MIGRATIONS: Mapping[int, Callable[[sa.Connection], None]] = {1: _add_beats}


def migrate(
    connection: sa.Connection,
    version: int,
    target: int = FORMAT_VERSION,
    steps: Mapping[int, Callable[[sa.Connection], None]] = MIGRATIONS,
) -> None:
    """Bring the tables from ``version`` to ``target``, one step after the other."""
    for number in range(version, target):
        steps[number](connection)
