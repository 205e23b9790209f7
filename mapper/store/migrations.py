"""Steps from each older version of a project's tables to the next, by number, in the schema's own kinds.

Each kind of store takes them in its own way; what is its own alone (a GeoPackage's list of layers and its spatial
indexes, a server's triggers and policies) it makes for any table, and so no step tells of it.
"""

from collections.abc import Mapping

from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True)
class AddColumns:
    """A table gets columns. It may have one already, where a person has added it by hand."""

    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class MakeTable:
    """An empty table comes."""

    table: str


Steps = tuple[AddColumns | MakeTable, ...]


def _adds(table: str, *columns: str) -> AddColumns:
    return AddColumns(table, columns)


# version it starts from → what to do; taken in order, in the transaction that also raises the number.
MIGRATIONS: Mapping[int, Steps] = {
    1: (_adds("communities", "beat_name"),),  # each unit knows its beat
    2: (_adds("stations", "base_lon", "base_lat"),),  # where visits start
    3: (MakeTable("absences"),),  # loans and leave have dates
    4: (
        _adds("communities", "cadres", "addresses", "addresses_geocoded", "addresses_updated"),
    ),  # what community work rests on
    5: (
        _adds("hazards", "assigned_at", "due_at", "checked_at", "approximate"),
        _adds("disputes", "due_at", "reopened_at", "approximate"),
        MakeTable("steps"),
    ),  # the whole loop has dates, and what was done is kept
    6: (
        _adds("cases", "handler"),  # who has a case
        _adds("disputes", "turned_criminal_at"),  # what became of it at worst
        MakeTable("handovers"),  # what was sent to whom, and when it was received
        MakeTable("diversions"),  # calls passed on, by the month
        _adds("places", "governance_mediators", "justice_mediators", "lawyers"),  # of a hub
        _adds("liaison", "findings", "rectified", "rectify_by"),
        *map(MakeTable, ("inspections", "rectification_areas", "groups", "surveys")),
    ),  # work with other bodies is kept, and community work is counted
    7: (MakeTable("focus_visits"),),  # what became of a focus area
    8: (MakeTable("postings"),),  # officers' stations have dates
    9: (
        MakeTable("standard_addresses"),  # where an address is
        _adds("cases", "approximate"),  # a row of which the unit alone is known
        _adds("places", "approximate"),
    ),
    10: (MakeTable("locks"),),  # units, borders and beats can be kept from change
    11: (MakeTable("further_values"),),  # columns of files that no table has a place for
    12: (MakeTable("variants"),),  # plans are kept beside each other before one of them is carried out
    13: (),  # rows of a file have checksums, which are made for any file that was brought up (geopackage/checksums.py)
    14: (MakeTable("checkouts"), MakeTable("offline_edits")),  # parts go out on laptops and come back
    15: (),  # a row that another program writes is noted as it was before (geopackage/noting.py)
}
