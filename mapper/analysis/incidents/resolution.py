"""How many disputes are resolved within so many days (化解成功率), of a cohort that all had these days."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from mapper.analysis.incidents.kinds import DISPUTES
from mapper.analysis.incidents.loop import COHORT_DAYS
from mapper.dates import end_of, with_iso_days
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

_RESOLVED = "resolved"


@dataclass(frozen=True)
class Resolution:
    """The cohort of a day: disputes received on one of the days ``first`` to ``last``.

    ``last`` is so long ago that the ``days`` allowed of each are over at the end of ``as_of``; who is not that old has
    not had the time and is not counted.

    Attributes
    ----------
    received
        The cohort; what ``resolved`` is of.
    resolved, otherwise, later, still_open
        What became of it, which sums up to ``received``: closed as resolved by the end of the last day allowed; closed
        by then with another outcome, or none told; closed after that, by the end of ``as_of``; not closed, or come
        back since and open.
    came_back
        Of the resolved ones, how many came back by the end of ``as_of``, whether or not they were closed again.
    median_days
        Days within which half of the cohort was resolved; None where that is longer than allowed. The median of those
        that are closed alone would be the better the more are left open.
    backwards, undated
        Left out: closed before they were received; and of all disputes, received on no known day.
    """

    days: int
    first: date
    last: date
    as_of: date
    received: int
    resolved: int
    otherwise: int
    later: int
    still_open: int
    came_back: int
    median_days: float | None
    backwards: int
    undated: int

    def as_json(self) -> dict[str, Any]:
        return with_iso_days(vars(self))


def resolution(project: Project, as_of: date) -> Resolution:
    """The figures of the disputes of :data:`COHORT_DAYS` days, with ``Norms.dispute_resolve_days``.

    A row keeps the last round of a dispute that came back: one that was closed again later counts by that closing.
    """
    rows, allowed, now = project.disputes, project.norms.dispute_resolve_days, end_of(as_of)
    last = as_of - timedelta(days=allowed)
    first = last - timedelta(days=COHORT_DAYS - 1)
    received, closed = rows["received_at"], rows["closed_at"].where(rows["closed_at"] < now)
    day = received.dt.normalize()
    of_days = (day >= pd.Timestamp(first)) & (day <= pd.Timestamp(last))
    backwards = of_days & (closed < received)
    cohort = (of_days & ~backwards).to_numpy(dtype=bool)
    in_time = (closed.dt.normalize() <= day + pd.Timedelta(days=allowed)).to_numpy(dtype=bool)
    resolved = cohort & in_time & (rows["outcome"] == _RESOLVED).to_numpy(dtype=bool)
    came_back = DISPUTES.came_back_on(rows, as_of).to_numpy(dtype=bool)
    still_open = cohort & ~resolved & DISPUTES.shown_on(rows, as_of).to_numpy(dtype=bool)
    rest = cohort & ~resolved & ~still_open
    taken = ((closed - received) / pd.Timedelta(days=1)).to_numpy(dtype=float)[cohort]
    half = float(np.median(np.where(resolved[cohort], taken, np.inf))) if cohort.any() else np.inf
    return Resolution(
        days=allowed,
        first=first,
        last=last,
        as_of=as_of,
        received=int(cohort.sum()),
        resolved=int(resolved.sum()),
        otherwise=int((rest & in_time).sum()),
        later=int((rest & ~in_time).sum()),
        still_open=int(still_open.sum()),
        came_back=int((resolved & came_back).sum()),
        median_days=round(half, 3) if np.isfinite(half) else None,
        backwards=int(backwards.sum()),
        undated=int(received.isna().sum()),
    )
