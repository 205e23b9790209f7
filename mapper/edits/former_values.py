"""What is to leave the change log for good: former values of rows, what is about persons, or all up to a day."""

from collections.abc import Collection
from datetime import UTC, date
from typing import Any

from mapper import schema
from mapper.io.personal import personal_data_in, personal_data_in_cell
from mapper.store.history import ToForget, end_of_day

_CODE_LENGTHS = (9, 12, 15)  # of a code of land, which is no number of a person


def earlier_of(rows: Collection[tuple[str, str]], column: str | None = None) -> ToForget:
    """Every value that the log has of these rows (table and key), or of one column of theirs."""

    def cell(table: str, key: str, name: str, _: Any) -> bool:
        return (table, key) in rows and column in (None, name)

    return ToForget(cell=cell)


def up_to(day: date) -> ToForget:
    """All that the log has up to the end of a day; that somebody changed something then stays."""
    return ToForget(until=end_of_day(day).astimezone(UTC).isoformat(timespec="milliseconds"))


def personal() -> ToForget:
    """Texts that seem to hold a person's data, wherever the log has them."""
    texts = {
        (name, column.name): column
        for name, table in schema.TABLES.items()
        for column in table.columns
        if column.kind == "text"
    }

    def cell(table: str, _: str, name: str, value: Any) -> bool:
        if not isinstance(value, str):
            return False
        if table not in schema.TABLES:
            return bool(personal_data_in(value))
        described = texts.get((table, name))
        return described is not None and bool(personal_data_in_cell(described, value))

    def text(value: str) -> bool:
        return bool(personal_data_in(value)) and not (value.isdecimal() and len(value) in _CODE_LENGTHS)

    return ToForget(cell=cell, text=text)
