"""What an edit of borders does to everything that hangs on units: duties, visits, and the points that lie in them."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import KIND_OF, LOOPS
from mapper.analysis.land.ownership import own
from mapper.edits.outlines import BoundaryChange
from mapper.effect import Effect
from mapper.effects.border_load import border_load
from mapper.message import Message
from mapper.project import Project

POINTS = (*KIND_OF, "places")


def border_effect(before: Project, after: Project, change: BoundaryChange, as_of: date) -> Effect:
    """What else than the land differs between a project and what an edit of borders makes of it, loads on that day."""
    return replace(border_load(before, after, change.codes, as_of), notes=border_notes(before, after, change))


def border_notes(before: Project, after: Project, change: BoundaryChange) -> tuple[Message, ...]:
    """What hangs on the units and follows, or may no longer fit; only what there is.

    ``points_move`` (``points``: table → how many lie in another unit then, or in one where they lay in none or two),
    ``owners_stay`` (``count`` hazards among them are not closed and have an officer: the officer stays, and may be
    wrong), ``duties_move``, ``duties_joined`` (gone because one that stays covers their days), ``visits_move``
    (``count`` each), ``no_duty`` (``units``: codes of those that are new and have no duty).
    """
    moved = {table: _moved(before, after, table, change) for table in POINTS}
    kept = after.duties.index.intersection(before.duties.index)
    visits = after.outreach.index.intersection(before.outreach.index)
    new = after.communities.index.difference(before.communities.index)
    told: tuple[tuple[str, str, Any], ...] = (
        ("points_move", "points", {table: len(keys) for table, keys in moved.items() if len(keys)}),
        ("owners_stay", "count", sum(_owned(before, kind, moved[kind.table]) for kind in LOOPS)),
        ("duties_move", "count", _renamed(before.duties.loc[kept], after.duties.loc[kept])),
        ("duties_joined", "count", len(before.duties.index.difference(after.duties.index))),
        ("visits_move", "count", _renamed(before.outreach.loc[visits], after.outreach.loc[visits])),
        ("no_duty", "units", [str(code) for code in new if not (after.duties["community_code"] == code).any()]),
    )
    return tuple(Message(code, {name: value}) for code, name, value in told if value)


def _owned(project: Project, kind: IncidentKind, keys: pd.Index) -> int:
    """How many of these have an officer and no date of closing."""
    if kind.owner is None:
        return 0
    rows = project.table(kind.table).loc[keys]
    return int((rows[kind.owner].notna() & rows[kind.ended].isna()).sum())


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
