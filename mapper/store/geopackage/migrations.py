"""Steps from each older format of a project file to the next, by number."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from mapper.store.geopackage.column_reader import FORMAT_VERSION
from mapper.store.geopackage.tables import SQL_TABLES, tell_of_table

Step = Callable[[sa.Connection], None]


def _adds(table: str, **types: str) -> Step:
    """A step that adds columns. A file may have one already, where a person has added it by hand."""

    def step(connection: sa.Connection) -> None:
        there = {column["name"] for column in sa.inspect(connection).get_columns(table)}
        for name, kind in types.items():
            if name not in there:
                connection.execute(sa.text(f"ALTER TABLE {table} ADD COLUMN {name} {kind}"))

    return step


def _makes(table: str) -> Step:
    """A step that makes an empty table, and tells GeoPackage readers of it."""

    def step(connection: sa.Connection) -> None:
        if sa.inspect(connection).has_table(table):
            return
        SQL_TABLES[table].create(connection)
        tell_of_table(connection, table, (None,) * 4)

    return step


def _all(*steps: Step) -> Step:
    """Several steps as one."""

    def step(connection: sa.Connection) -> None:
        for each in steps:
            each(connection)

    return step


# version it starts from → what to do; run in order, in the transaction that also raises the number.
MIGRATIONS: Mapping[int, Step] = {
    1: _adds("communities", beat_name="TEXT"),  # each unit knows its beat
    2: _adds("stations", base_lon="DOUBLE", base_lat="DOUBLE"),  # where visits start
    3: _makes("absences"),  # loans and leave have dates
    4: _adds(
        "communities",
        cadres="INTEGER",
        addresses="INTEGER",
        addresses_geocoded="INTEGER",
        addresses_updated="INTEGER",
    ),  # what community work rests on
    5: _all(
        _adds("hazards", assigned_at="DATETIME", due_at="DATETIME", checked_at="DATETIME", approximate="BOOLEAN"),
        _adds("disputes", due_at="DATETIME", reopened_at="DATETIME", approximate="BOOLEAN"),
        _makes("steps"),
    ),  # the whole loop has dates, and what was done is kept
    6: _all(
        _adds("cases", handler="TEXT"),  # who has a case
        _adds("disputes", turned_criminal_at="DATETIME"),  # what became of it at worst
        _makes("handovers"),  # what was sent to whom, and when it was received
        _makes("diversions"),  # calls passed on, by the month
        _adds("places", governance_mediators="INTEGER", justice_mediators="INTEGER", lawyers="INTEGER"),  # of a hub
        _adds("liaison", findings="INTEGER", rectified="INTEGER", rectify_by="DATE"),
        *map(_makes, ("inspections", "rectification_areas", "groups", "surveys")),
    ),  # work with other bodies is kept, and community work is counted
    7: _makes("focus_visits"),  # what became of a focus area
    8: _makes("postings"),  # officers' stations have dates
    9: _all(
        _makes("standard_addresses"),  # where an address is
        _adds("cases", approximate="BOOLEAN"),  # a row of which the unit alone is known
        _adds("places", approximate="BOOLEAN"),
    ),
    10: _makes("locks"),  # units, borders and beats can be kept from change
    11: _makes("further_values"),  # columns of files that no table has a place for
    12: _makes("variants"),  # plans are kept beside each other before one of them is carried out
    13: _all(),  # rows have checksums, which are made for a file that was brought up from any version (checksums.py)
}


def migrate(
    connection: sa.Connection,
    version: int,
    target: int = FORMAT_VERSION,
    steps: Mapping[int, Step] = MIGRATIONS,
) -> None:
    """Bring the tables from ``version`` to ``target``, one step after the other."""
    for number in range(version, target):
        steps[number](connection)
