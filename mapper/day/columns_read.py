"""Which columns of a table an answer reads, so that a step that writes others leaves it alone."""

from collections.abc import Iterable

from mapper import schema
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.day.answer import Columns, column_part


def place(_table: str) -> tuple[str, ...]:
    """Where each row lies."""
    return ("geometry",)


def recorded_place(table: str) -> tuple[str, ...]:
    """Where each row lies, and where its file says that it does."""
    return _there(table, "geometry", "recorded_unit")


def recorded_place_and_beginning(table: str) -> tuple[str, ...]:
    """The same, and when an incident began."""
    return (*recorded_place(table), *(beginning(table) if table in KIND_OF else ()))


def beginning(table: str) -> tuple[str, ...]:
    """When each row began."""
    return (KIND_OF[table].began,)


def arrival(table: str) -> tuple[str, ...]:
    """When each row began, and whether somebody reported it."""
    return _there(table, KIND_OF[table].began, KIND_OF[table].origin)


def placed_arrival(table: str) -> tuple[str, ...]:
    """The same, and where it lies."""
    return (*arrival(table), *place(table))


def opening(table: str) -> tuple[str, ...]:
    """When each row began, was closed, and came back: whether it is open."""
    kind = KIND_OF[table]
    return _there(table, kind.began, kind.ended, kind.reopened)


def coming_back(table: str) -> tuple[str, ...]:
    """Whether each row came back, as its dates or its file say."""
    kind = KIND_OF[table]
    return opening(table) if kind.said_reopened is None else _there(table, kind.said_reopened, *kind.dates)


def ownership(table: str) -> tuple[str, ...]:
    """Which officer answers for each row."""
    return _there(table, KIND_OF[table].owner)


def routing(table: str) -> tuple[str, ...]:
    """What each row is about, whether it is open, who has it since when, and where it lies."""
    kind = KIND_OF[table]
    return _there(table, kind.category, kind.handler, kind.handed_over, *opening(table), *place(table))


def turning_criminal(table: str) -> tuple[str, ...]:
    """When each row came in and became a crime, what it is about and where it lies."""
    kind = KIND_OF[table]
    return _there(table, kind.began, kind.category, "turned_criminal_at", *place(table))


def texts(table: str) -> tuple[str, ...]:
    """What is written in each row in words of one's own."""
    return tuple(column.name for column in schema.TABLES[table].columns if column.kind == "text")


def sensitivity(table: str) -> tuple[str, ...]:
    """What each row is about that may have it shown by its cell only."""
    return tuple(column.name for column in schema.TABLES[table].columns if column.sensitive)


def parts_of(columns: Columns, tables: Iterable[str]) -> tuple[str, ...]:
    """Such columns of these tables as parts that an answer rests on."""
    return tuple(column_part(table, column) for table in tables for column in columns(table))


def _there(table: str, *columns: str | None) -> tuple[str, ...]:
    names = {*schema.TABLES[table].column_names, "geometry"}
    return tuple(column for column in columns if column is not None and column in names)
