"""Steps from each older format of a project file to the next, by number."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from mapper.store.gpkg import FORMAT_VERSION

# version it starts from → what to do; run in order, in the transaction that also raises the number.
MIGRATIONS: Mapping[int, Callable[[sa.Connection], None]] = {}


def migrate(
    connection: sa.Connection,
    version: int,
    target: int = FORMAT_VERSION,
    steps: Mapping[int, Callable[[sa.Connection], None]] = MIGRATIONS,
) -> None:
    """Bring the tables from ``version`` to ``target``, one step after the other."""
    for number in range(version, target):
        steps[number](connection)
