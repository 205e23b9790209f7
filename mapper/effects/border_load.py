"""What a change of borders does to load: the units that it touches, and the officers who hold them.

Only these units, and others that their officers hold, are counted, so that it is told while a hand waits. What is
recorded with a unit (residents, rentals, …) does not follow a border; points and the way from the station do.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.incidents.kinds import LOOPS
from mapper.analysis.land.ownership import own
from mapper.analysis.load.load import officer_load, unit_load
from mapper.analysis.seats.coverage import coverage
from mapper.effect import Effect, changes
from mapper.project import Project

_POINTS = (*(kind.table for kind in LOOPS), "places")  # what makes load where it lies
_SAME_MINUTES, _SAME_SHARE = 0.5, 0.0005  # less than is shown


def border_load(before: Project, after: Project, codes: Iterable[str], as_of: date) -> Effect:
    """What differs in the minutes of the units ``codes`` and in the shares of their officers on that day.

    None where there is no such unit then, or the officer has no seat or no time.
    """
    touched = set(codes)
    (minutes, shares), (new_minutes, new_shares) = (_loads(project, touched, as_of) for project in (before, after))
    return Effect(
        {
            ("communities", "minutes"): changes(minutes, new_minutes, _SAME_MINUTES),
            ("officers", "share"): changes(shares, new_shares, _SAME_SHARE),
        }
    )


def _loads(project: Project, touched: set[str], as_of: date) -> tuple[dict[str, float], dict[str, float]]:
    """Minutes of the units touched, and shares of the officers who hold one of them."""
    duties = project.duties
    holders = set(duties["officer_id"][duties["community_code"].isin(touched)])
    wanted = touched | set(duties["community_code"][duties["officer_id"].isin(holders)])
    units = project.communities[project.communities.index.isin(list(wanted))]
    near, owned = _near(project, units)
    part = project.with_tables(communities=units, duties=duties[duties["community_code"].isin(wanted)], **near)
    minutes = unit_load(part, as_of, owned)["minutes"]
    ledger = coverage(part, as_of)
    shares = officer_load(part, ledger, minutes)["share"].dropna()
    held = ledger.seats["officer_ids"][ledger.seats.index.isin(list(touched))].explode().dropna()
    return (
        {str(code): float(value) for code, value in minutes.items() if code in touched},
        {str(officer): float(shares[officer]) for officer in held.unique() if officer in shares.index},
    )


def _near(project: Project, units: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """The points that may lie in these units, and what each lies in, their neighbours asked too."""
    every = project.communities
    boxes = shapely.envelope(np.asarray(units.geometry.dropna().array, dtype=object))
    around = every.iloc[np.unique(every.geometry.sindex.query(boxes)[1])]
    near = {
        table: points.iloc[np.unique(points.geometry.sindex.query(boxes)[1])]
        for table, points in ((table, project.table(table)) for table in _POINTS)
    }
    return near, {table: own(points, around) for table, points in near.items()}
