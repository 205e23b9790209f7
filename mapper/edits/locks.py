"""Units, borders and beats kept from change: what is locked, and edits that would change it refused."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.crs import to_metres
from mapper.edit import Edit, drop_rows, next_key, put_rows, require_row
from mapper.errors import InputError
from mapper.frames import conform
from mapper.names import name_of
from mapper.project import Project

KINDS = ("unit", "border", "beat")


def lock_of(project: Project, kind: str, subject: str, other_code: str | None = None) -> str | None:
    """Key of the lock on a unit, a border (its units in either order) or a beat; None where it is not locked."""
    locks = project.locks
    named = {subject, other_code} - {None}
    for lock_id, row in locks[locks["kind"] == kind].iterrows():
        if {row["subject"], row["other_code"] if kind == "border" else subject} == named | {subject}:
            return str(lock_id)
    return None


def lock(kind: str, subject: str, other_code: str | None = None) -> Edit:
    """A unit's outline, the border of two units, or a beat may not be changed until it is unlocked.

    The edit raises InputError ``row_unknown``, ``lock_beat_unknown`` or ``border_not_shared``; what is
    locked already stays so.
    """

    def change(project: Project) -> Project:
        if kind == "beat":
            if not (project.communities["beat_name"] == subject).any():
                raise InputError("lock_beat_unknown", beat=subject)
        else:
            for code in (subject, *([] if other_code is None else [other_code])):
                require_row(project, "communities", code)
        if kind == "border" and (other_code is None or _border(project, subject, other_code).is_empty):
            raise InputError("border_not_shared", units=[name_of(project.communities, subject)])
        if lock_of(project, kind, subject, other_code) is not None:
            return project
        row = {"lock_id": next_key(project, "locks"), "kind": kind, "subject": subject, "other_code": other_code}
        return put_rows(project, "locks", conform("locks", pd.DataFrame([row])))

    return Edit("locked", change, {"kind": kind, "subject": subject, "other": other_code})


def unlock(project: Project, lock_id: str) -> Edit:
    """What is locked there may be changed again.

    InputError ``row_unknown``; the edit raises it too, where somebody else has unlocked it meanwhile.
    """
    row = require_row(project, "locks", lock_id)
    other = row["other_code"] if row["kind"] == "border" else None
    told = {"lock": lock_id, "kind": row["kind"], "subject": row["subject"], "other": other}
    return Edit("unlocked", lambda now: drop_rows(now, "locks", [lock_id]), told)


def require_unlocked(before: Project, after: Project, codes: Iterable[str]) -> None:
    """Nothing, where the outlines of these units change no locked unit and no locked border.

    A vertex put onto a border changes nothing, nor does one that moves by less than half of
    ``Norms.least_width_m``, which is taken for the same.

    Raises
    ------
    InputError
        ``locked_unit`` or ``locked_border``, with the units' names.
    """
    touched = set(codes)
    least_m = before.norms.least_width_m / 2 + 0.01
    for row in before.locks.itertuples():
        if row.kind == "beat" or touched.isdisjoint({row.subject, row.other_code}):
            continue
        there = [code for code in (row.subject, row.other_code) if isinstance(code, str)]
        if not set(there) <= set(before.communities.index):
            continue
        names = [name_of(before.communities, code) for code in there]
        error = InputError(f"locked_{row.kind}", units=names)
        if not set(there) <= set(after.communities.index):
            raise error
        if row.kind == "unit":
            lines = [_outlines(project, there)[0].boundary for project in (before, after)]
        else:
            lines = [_border(project, *there) for project in (before, after)]
        if lines[0].is_empty != lines[1].is_empty or _apart_m(*lines) > least_m:
            raise error


def require_beats_stay(project: Project, codes: Iterable[str]) -> None:
    """Nothing, where these units may become one as to their beats; else InputError ``locked_beat``.

    A locked beat neither gives a unit to another beat nor takes another's land.
    """
    names = project.communities["beat_name"].reindex(list(codes))
    told = set(names.dropna())
    locked = told & set(project.locks["subject"][project.locks["kind"] == "beat"])
    if locked and (len(told) > 1 or names.isna().any()):
        raise InputError("locked_beat", beat=str(min(locked)))


def require_beats_unlocked(before: Project, after: Project) -> None:
    """Nothing, where every locked beat has the units that it had; else InputError ``locked_beat``."""
    for name in before.locks["subject"][before.locks["kind"] == "beat"]:
        old, new = (
            set(project.communities.index[(project.communities["beat_name"] == name).fillna(value=False)])
            for project in (before, after)
        )
        if old != new:
            raise InputError("locked_beat", beat=str(name))


def _apart_m(one: BaseGeometry, other: BaseGeometry) -> float:
    """How far the farther of two lines' vertices is from the other line, in metres; 0 where both are empty."""
    if one.is_empty or other.is_empty:
        return 0.0
    return max(
        float(np.max(shapely.distance(shapely.points(shapely.get_coordinates(a)), b), initial=0.0))
        for a, b in ((one, other), (other, one))
    )


def _outlines(project: Project, codes: list[str]) -> np.ndarray:
    return np.asarray(to_metres(project.communities.geometry.loc[codes], project.about.map_crs))


def _border(project: Project, first: str, second: str) -> BaseGeometry:
    """The line, in metres, that two units' outlines have in common; empty where it is a point or nothing."""
    one, other = _outlines(project, [first, second])
    common = shapely.intersection(one.boundary, other.boundary)
    lines = [part for part in shapely.get_parts(common) if part.geom_type == "LineString"]
    return shapely.line_merge(shapely.MultiLineString(lines)) if lines else shapely.LineString()
