"""What an edit of borders does to everything that hangs on units: duties, visits, and the points that lie in them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.land.ownership import own
from mapper.edits.outlines import BoundaryChange
from mapper.project import Project

POINTS = ("hazards", "disputes", "cases", "places")


@dataclass(frozen=True)
class Consequences:
    """Counts, told before the edit is applied.

    Attributes
    ----------
    points
        Of each table that has points, how many lie in another unit then, or in one where they lay in none or two.
    owned_hazards
        How many of the hazards among them are not closed and have an officer: the officer stays, and may be wrong.
    duties_moved, duties_joined
        Duties that name another unit then, and those that are gone because one that stays covers their days.
    outreach_moved
        Visits that name another unit then.
    no_duty
        Codes of units that are new and have no duty.
    """

    points: Mapping[str, int]
    owned_hazards: int = 0
    duties_moved: int = 0
    duties_joined: int = 0
    outreach_moved: int = 0
    no_duty: tuple[str, ...] = ()


def consequences(before: Project, after: Project, change: BoundaryChange) -> Consequences:
    """What else differs between a project and what an edit of borders makes of it; ``change`` is that edit's."""
    moved = {table: _moved(before, after, table, change) for table in POINTS}
    hazards = before.hazards.loc[moved["hazards"]]
    kept = after.duties.index.intersection(before.duties.index)
    visits = after.outreach.index.intersection(before.outreach.index)
    new = after.communities.index.difference(before.communities.index)
    return Consequences(
        points={table: len(keys) for table, keys in moved.items() if len(keys)},
        owned_hazards=int((hazards["owner_id"].notna() & hazards["closed_at"].isna()).sum()),
        duties_moved=_renamed(before.duties.loc[kept], after.duties.loc[kept]),
        duties_joined=len(before.duties.index.difference(after.duties.index)),
        outreach_moved=_renamed(before.outreach.loc[visits], after.outreach.loc[visits]),
        no_duty=tuple(str(code) for code in new if not (after.duties["community_code"] == code).any()),
    )


def _renamed(before: pd.DataFrame, after: pd.DataFrame) -> int:
    return int((before["community_code"] != after["community_code"]).sum())


def _moved(before: Project, after: Project, table: str, change: BoundaryChange) -> pd.Index:
    """Keys of points that lie in another unit after the edit. Only the units it touches, and those near, are asked."""
    shapes = [
        shape
        for project in (before, after)
        for shape in project.communities.geometry[project.communities.index.isin(change.codes)]
        if shape is not None
    ]
    points = before.table(table)
    if not shapes or points.empty:
        return points.index[:0]
    box = shapely.box(*shapely.total_bounds(shapes))
    near = points.iloc[np.sort(points.geometry.sindex.query(box))]
    codes = []
    for project in (before, after):
        units = project.communities
        codes.append(own(near, units.iloc[np.sort(units.geometry.sindex.query(box))])["community_code"].fillna(""))
    return near.index[(codes[0] != codes[1]).to_numpy()]
