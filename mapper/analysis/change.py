"""Change: what is different on a day from an earlier one – seats gained and lost, incidents more or fewer.

Incidents that began in the days after the earlier day are set against those of as many days before it, or of the same
dates a year before. Small numbers change by chance alone, so every difference carries its p, and no percentage is
given.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from mapper.analysis.periods.comparison import Comparison, compare
from mapper.analysis.periods.period import Period, Recorded, earlier_period
from mapper.analysis.seats.coverage import COUNTED, Coverage, coverage
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

SEAT_CHANGES = ("gained", "lost", "other_officer", "still_gap", "same")
USUAL_DAYS = 30


@dataclass(frozen=True, eq=False)
class Change:
    """The answer for two days.

    Attributes
    ----------
    since, until
        The earlier day and the later one.
    units
        Indexed by community_code: seat (one of :data:`SEAT_CHANGES`), state_before, state, officers_before, officers
        (tuples of officer_id).
    incidents
        The incidents of each kind, by unit; it says itself where the two periods cannot be compared.
    period_before
        What the incidents are compared with (:func:`~mapper.analysis.periods.period.earlier_period`).
    """

    since: date
    until: date
    units: pd.DataFrame
    incidents: Mapping[str, Comparison]
    period_before: Period

    @property
    def days(self) -> int:
        """Days of the later period."""
        return (self.until - self.since).days

    @property
    def period(self) -> Period:
        """The later period."""
        return Period(self.since + timedelta(days=1), self.until)

    @property
    def by_seat(self) -> Mapping[str, int]:
        """Seat change → units, every change named."""
        counts = self.units["seat"].value_counts()
        return {name: int(counts.get(name, 0)) for name in SEAT_CHANGES}


def change(
    project: Project,
    since: date,
    until: date,
    ledgers: tuple[Coverage, Coverage] | None = None,
    owned: Callable[[str], pd.DataFrame] | None = None,
    span: Callable[[str], Recorded] | None = None,
    *,
    last_year: bool = False,
) -> Change:
    """What changed from the end of ``since`` to the end of ``until``.

    A seat is ``gained`` where nobody truly had it before and somebody has now, ``lost`` the other way round,
    ``other_officer`` where it is covered on both days by different people. Who is on loan or
    on leave without dates counts as away on both days.

    Parameters
    ----------
    ledgers
        Those of the two days, the earlier first, where they are at hand already.
    owned, span
        The answers for each table that :func:`~mapper.analysis.periods.comparison.compare` takes, likewise.
    last_year
        Whether incidents are set against the same dates a year before; seats are those of ``since`` in any case.

    Raises
    ------
    InputError
        ``dates_reversed`` where ``since`` is not before ``until``.
    """
    if since >= until:
        raise InputError("dates_reversed", starts=since.isoformat(), ends=until.isoformat())
    ledgers = (coverage(project, since), coverage(project, until)) if ledgers is None else ledgers
    old, new = (ledger.seats for ledger in ledgers)
    had, has = old["state"].isin(COUNTED).to_numpy(), new["state"].isin(COUNTED).to_numpy()
    others = np.array(
        [a != b for a, b in zip(old["officer_ids"].tolist(), new["officer_ids"].tolist(), strict=True)], dtype=bool
    )
    seat = np.select(
        [~had & has, had & ~has, had & has & others, ~had & ~has],
        ["gained", "lost", "other_officer", "still_gap"],
        "same",
    )
    units = pd.DataFrame(
        {
            "seat": seat,
            "state_before": old["state"],
            "state": new["state"],
            "officers_before": old["officer_ids"],
            "officers": new["officer_ids"],
        },
        index=project.communities.index,
    )
    now = Period(since + timedelta(days=1), until)
    before = earlier_period(now, last_year)
    incidents = {
        kind.table: compare(
            project,
            kind,
            now,
            before,
            owned=owned and owned(kind.table),
            span=span and span(kind.table),
        )
        for kind in INCIDENT_KINDS
    }
    return Change(since, until, units, incidents, before)
