"""What came in: incidents that began or came back since a moment."""

from datetime import date, datetime
from typing import NamedTuple

import numpy as np

from mapper.analysis.incidents.kind import times_of
from mapper.analysis.incidents.kinds import LOOPS
from mapper.dates import end_of
from mapper.project import Project


class CameIn(NamedTuple):
    """An incident that began, or came back (``again``), and when."""

    table: str
    key: str
    at: datetime
    again: bool


def came_in_since(project: Project, as_of: date, since: datetime) -> tuple[CameIn, ...]:
    """Incidents that began or came back from that moment to the end of the day, the newest first."""
    found = []
    for kind in LOOPS:
        rows = project.table(kind.table)
        for column, again in ((kind.began, False), (kind.reopened, True)):
            if column is not None:
                dates = times_of(rows, [column])[:, 0]
                at = np.flatnonzero((dates >= np.datetime64(since)) & (dates < end_of(as_of).to_datetime64()))
                moments = dates[at].tolist()
                found += [
                    CameIn(kind.table, key, when, again) for key, when in zip(rows.index[at], moments, strict=True)
                ]
    return tuple(sorted(found, key=lambda one: (one.at, one.table, one.key), reverse=True))
