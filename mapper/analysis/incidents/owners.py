"""Whether somebody answers for an incident on a day: an owner who is not there is none (处置不断档)."""

from datetime import date

import numpy as np
import pandas as pd

from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.seats.presence import AT_WORK
from mapper.dates import not_over
from mapper.project import Project

# An owner who is there, or why there is none.
OWNERS = ("present", "missing", "unknown", "away", "left")


def owner_counts(states: pd.Series, is_open: pd.Series) -> dict[str, int]:
    """How many of the open incidents have an owner in each of the states of :func:`owner_states` that occurs."""
    return {str(state): int(count) for state, count in sorted(states[is_open].value_counts().items())}


def owner_states(project: Project, kind: IncidentKind, as_of: date, status: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """For each of some incidents of a kind that has owners, one of :data:`OWNERS` on that day.

    ``missing``: nobody is named. ``unknown``: not on the roll. ``away``: on loan or on leave. ``left``: all duties of
    the officer are over; who never had one (a station's head) answers for what is given to them.

    ``status`` is that of each officer on the day, :func:`mapper.analysis.seats.presence.status_on`.
    """
    assert kind.owner is not None
    owner, duties = rows[kind.owner], project.duties
    held, running = set(duties["officer_id"]), set(duties["officer_id"][not_over(duties["ends"], as_of)])
    on_roll = owner.isin(project.officers.index)
    state = np.select(
        [owner.isna(), ~on_roll, owner.map(status).ne(AT_WORK), owner.isin(held - running)],
        ["missing", "unknown", "away", "left"],
        "present",
    )
    return pd.Series(state, index=owner.index, dtype="str")
