"""What cannot be in rows that come in: dates in the wrong order or yet to come, units and officers that nobody knows.

Such rows are taken all the same – the platform that they come from has to be put right – but it is said before.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd

from mapper.analysis.incidents.date_order import backwards
from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.arrays import Bools
from mapper.dates import end_of
from mapper.io.linking import link_codes
from mapper.io.reading import Reading
from mapper.message import Message
from mapper.norms import Norms
from mapper.project import Project

_FIRST_ROWS = 5
# Days of what has been done, beside those of a loop. Spans (starts, ends) may lie ahead.
_DONE: Mapping[str, tuple[str, ...]] = {
    "disputes": ("turned_criminal_at",),
    "places": ("last_inspected",),
    "outreach": ("held_at",),
    "liaison": ("visited_at",),
    "handovers": ("sent_at", "received_at", "answered_at"),
    "inspections": ("inspected_on",),
    "surveys": ("asked_on",),
    "focus_visits": ("visited_on",),
}


def doubts_of(project: Project, reading: Reading, rows: pd.DataFrame, today: date) -> tuple[Message, ...]:
    """What is doubtful in the rows of a file as the project would have them, in the order of its columns.

    Each message has ``column``, how many ``rows``, and the keys of the ``first`` of them: ``dates_backwards`` (before
    the date in ``earlier``), ``dates_ahead`` (after ``today``), ``rows_unit_unknown``, ``rows_officer_unknown``.
    """
    kind = KIND_OF.get(reading.table)
    dates = (*(() if kind is None else kind.dates), *_DONE.get(reading.table, ()))
    found = [] if kind is None else list(_backwards(kind, project.norms, reading, rows))
    if {"starts", "ends"} <= set(rows.columns) and {"starts", "ends"} & reading.columns.keys():
        backwards = (rows["ends"] < rows["starts"]).to_numpy(dtype=bool)
        found += _doubt("dates_backwards", rows, backwards, column="ends", earlier="starts")
    for column in (column for column in dates if column in reading.columns):
        found += _doubt("dates_ahead", rows, (rows[column] >= end_of(today)).to_numpy(), column=column, today=today)
    for columns, known, code in (
        (("recorded_unit", "community_code"), project.communities, "rows_unit_unknown"),
        (("owner_id", "officer_id"), project.officers, "rows_officer_unknown"),
    ):
        for column in (column for column in columns if column in reading.columns and column in rows):
            _, unknown = link_codes(pd.Series(rows[column].unique()), known.index, known.get("name"))
            if unknown:
                found += _doubt(code, rows, rows[column].isin(unknown).to_numpy(), column=column)
    return tuple(found)


def _backwards(kind: IncidentKind, norms: Norms, reading: Reading, rows: pd.DataFrame) -> Iterator[Message]:
    """Dates of a loop against the one before them, where the file tells one of the two."""
    for later, earlier, wrong in backwards(kind, norms, rows, _DONE.get(kind.table, ())):
        if {later, earlier} & reading.columns.keys():
            yield from _doubt("dates_backwards", rows, wrong, column=later, earlier=earlier)


def _doubt(code: str, rows: pd.DataFrame, mask: Bools, **values: object) -> list[Message]:
    if not mask.any():
        return []
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    first = [str(key) for key in rows.index[mask][:_FIRST_ROWS]]
    return [Message(code, {**values, "rows": int(mask.sum()), "first": first})]
