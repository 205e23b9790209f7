"""What cannot be in rows that come in: dates in the wrong order or yet to come, units and officers that nobody knows.

Such rows are taken all the same – the platform that they come from has to be put right – but it is said before.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
import pandas as pd

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
    """Dates of a loop against the one before them that is there.

    To be reopened comes at any time after the beginning: what is closed again has the later date of the two. So do
    what is not asked of every incident and what else is dated.
    """
    in_order = [stage.date for stage in kind.stages_under(norms) if not stage.optional]
    loose = [column for column in kind.dates if column not in in_order]
    loose += [column for column in _DONE.get(kind.table, ()) if column in rows]
    for columns in (in_order, *([kind.began, column] for column in loose)):
        dates = rows[columns].to_numpy(dtype="datetime64[us]")
        there = np.where(np.isnat(dates), -1, np.arange(len(columns)))
        newest = np.maximum.accumulate(there, axis=1)
        for later in range(1, len(columns)):
            before = newest[:, later - 1]
            earlier = dates[np.arange(len(rows)), np.maximum(before, 0)]
            wrong = (before >= 0) & (dates[:, later] < earlier)
            for number in np.unique(before[wrong]):
                if {columns[later], columns[number]} & reading.columns.keys():
                    yield from _doubt(
                        "dates_backwards", rows, wrong & (before == number),
                        column=columns[later], earlier=columns[number],
                    )  # fmt: skip


def _doubt(code: str, rows: pd.DataFrame, mask: Bools, **values: object) -> list[Message]:
    if not mask.any():
        return []
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    first = [str(key) for key in rows.index[mask][:_FIRST_ROWS]]
    return [Message(code, {**values, "rows": int(mask.sum()), "first": first})]
