"""What came in: incidents that began or came back since a moment."""

from datetime import date, datetime
from typing import NamedTuple

import pandas as pd

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
        rows, began, end = project.table(kind.table), pd.Timestamp(since), end_of(as_of)
        for column, again in ((kind.began, False), (kind.reopened, True)):
            if column is not None:
                dates = rows[column][(rows[column] >= began) & (rows[column] < end)]
                found += [CameIn(kind.table, str(key), at.to_pydatetime(), again) for key, at in dates.items()]
    return tuple(sorted(found, key=lambda one: (one.at, one.table, one.key), reverse=True))
