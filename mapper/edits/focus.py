"""Patrol focus by hand: an area marked, changed, renewed, closed, or taken away."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from mapper.analysis.patrol.focus_days import sent_to
from mapper.edit import Edit, drop_rows, free_keys, put_rows, require_row
from mapper.edits.focus_visits import VisitMark, with_mark
from mapper.errors import InputError
from mapper.io.personal import require_impersonal
from mapper.lazy_dataclass import dataclass
from mapper.names import joined_ids
from mapper.project import Project
from mapper.schema import DEGREES

CLOSED = "done"


@dataclass(frozen=True, slots=True)
class FocusOrder:
    """What is asked in a focus area: why, from when until when, how long and often a day, of whom, and what to mend."""

    reason: str
    starts: datetime | None
    ends: datetime | None
    minutes: int
    officer_ids: Sequence[str] = ()
    visits: int = 1
    prevention_task: str = ""

    def require(self, project: Project) -> None:
        """Nothing where it can be asked.

        Raises
        ------
        InputError
            ``focus_reason`` (no reason), ``focus_expiry_missing`` (it would never expire, or never begin),
            ``dates_reversed``, ``focus_minutes`` (not positive), ``note_personal`` (reason or task tells of a person)
            or ``row_unknown`` (no such officer).
        """
        if not self.reason.strip():
            raise InputError("focus_reason")
        require_impersonal(self.reason, self.prevention_task)
        if self.starts is None or self.ends is None:
            raise InputError("focus_expiry_missing")
        if self.ends <= self.starts:
            raise InputError("dates_reversed", starts=self.starts.isoformat(), ends=self.ends.isoformat())
        if self.minutes <= 0 or self.visits <= 0:
            raise InputError("focus_minutes")
        for officer_id in self.officer_ids:
            require_row(project, "officers", officer_id)

    @property
    def cells(self) -> dict[str, Any]:
        """The cells of its row."""
        officers = list(dict.fromkeys(self.officer_ids))
        return {
            "reason": self.reason.strip(),
            "starts": self.starts,
            "ends": self.ends,
            "minutes": self.minutes,
            "visits": self.visits,
            "officer_ids": joined_ids(officers),
            "prevention_task": self.prevention_task.strip(),
            "status": "assigned" if officers else "planned",
        }


def mark_focus(shape: BaseGeometry, order: FocusOrder) -> Edit:
    """A focus area (polygon in degrees).

    The edit raises InputError ``focus_shape`` (not an area) and those of :meth:`FocusOrder.require`.
    """

    def change(project: Project) -> Project:
        if shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon") or not shape.is_valid:
            raise InputError("focus_shape")
        return _added(project, shape, order)

    return Edit("focus_marked", change, _told(order))


def mark_several(marked: Sequence[tuple[BaseGeometry, FocusOrder]]) -> Edit:
    """Focus areas of one proposal, taken back together; the edit raises as that of :func:`mark_focus`."""

    def change(project: Project) -> Project:
        for shape, order in marked:
            project = mark_focus(shape, order)(project)
        return project

    return Edit("focus_proposed", change, {"count": len(marked), "areas": [_told(order) for _, order in marked]})


def change_focus(focus_id: str, order: FocusOrder) -> Edit:
    """The area asks for something else from now on; its land stays.

    The edit raises InputError ``row_unknown``, ``focus_closed`` and those of :meth:`FocusOrder.require`.
    """

    def change(project: Project) -> Project:
        row = _open_row(project, focus_id)
        order.require(project)
        _require_marks_within(project, focus_id, order.starts, order.ends)
        return put_rows(project, "focus_areas", row.assign(**order.cells))

    return Edit("focus_changed", change, {"focus_id": focus_id} | _told(order))


def extend_focus(focus_id: str, ends: datetime) -> Edit:
    """The area expires later, or sooner.

    The edit raises InputError ``row_unknown``, ``focus_closed``, ``dates_reversed``.
    """

    def change(project: Project) -> Project:
        row = _open_row(project, focus_id)
        starts = row["starts"].iloc[0]
        if pd.notna(starts) and pd.Timestamp(ends) <= starts:
            raise InputError("dates_reversed", starts=starts.isoformat(), ends=ends.isoformat())
        _require_marks_within(project, focus_id, starts, ends)
        return put_rows(project, "focus_areas", row.assign(ends=ends))

    return Edit("focus_extended", change, {"focus_id": focus_id, "ends": ends.isoformat(timespec="minutes")})


def renew_focus(focus_id: str, order: FocusOrder) -> Edit:
    """Another area on the same land; the former stays with what became of it.

    The edit raises InputError ``row_unknown``, ``focus_runs_still`` (the former is not over when the new one begins)
    and those of :meth:`FocusOrder.require`.
    """

    def change(project: Project) -> Project:
        row = require_row(project, "focus_areas", focus_id)
        order.require(project)
        if pd.notna(row["ends"]) and row["ends"] > pd.Timestamp(order.starts):
            raise InputError("focus_runs_still", focus_id=focus_id, ends=row["ends"].isoformat(timespec="minutes"))
        return _added(project, row["geometry"], order)

    return Edit("focus_renewed", change, {"focus_id": focus_id} | _told(order))


def close_focus(focus_id: str, at: datetime, result: VisitMark | None = None) -> Edit:
    """The area is over, at that moment where it would have run longer, with the last thing that was done there.

    The edit raises InputError ``row_unknown``, ``focus_closed`` (already), ``focus_not_begun`` (it can only be taken
    away), and those of :func:`mapper.edits.focus_visits.mark_visit`.
    """

    def change(project: Project) -> Project:
        row = _open_row(project, focus_id)
        starts, ends = row["starts"].iloc[0], row["ends"].iloc[0]
        if pd.notna(starts) and pd.Timestamp(at) <= starts:
            raise InputError("focus_not_begun", focus_id=focus_id, starts=starts.isoformat(timespec="minutes"))
        until = pd.Timestamp(at) if pd.isna(ends) else min(ends, pd.Timestamp(at))
        if result is not None:
            project = with_mark(project, focus_id, result)
        _require_marks_within(project, focus_id, starts, until)
        return put_rows(project, "focus_areas", row.assign(ends=until, status=CLOSED))

    told = {"focus_id": focus_id, "at": at.isoformat(timespec="minutes")}
    return Edit("focus_closed", change, told | ({} if result is None else result.told))


def remove_focus(focus_id: str) -> Edit:
    """It was no focus area: it goes, and what was marked of it. The edit raises InputError ``row_unknown``."""

    def change(project: Project) -> Project:
        project = drop_rows(project, "focus_areas", [focus_id])
        marks = project.focus_visits.index[(project.focus_visits["focus_id"] == focus_id).to_numpy(dtype=bool)]
        return drop_rows(project, "focus_visits", list(marks)) if len(marks) else project

    return Edit("focus_removed", change, {"focus_id": focus_id})


def order_of(project: Project, focus_id: str) -> FocusOrder:
    """What an area asks now, without a moment that its row lacks; InputError ``row_unknown``."""
    row = require_row(project, "focus_areas", focus_id)
    texts = {name: row[name] if isinstance(row[name], str) else "" for name in ("reason", "prevention_task")}
    minutes, visits = (0 if pd.isna(row[name]) else int(row[name]) for name in ("minutes", "visits"))
    starts, ends = (None if pd.isna(row[name]) else row[name].to_pydatetime() for name in ("starts", "ends"))
    return FocusOrder(texts["reason"], starts, ends, minutes, sent_to(row["officer_ids"]), visits,
                      texts["prevention_task"])  # fmt: skip


def _added(project: Project, shape: BaseGeometry, order: FocusOrder) -> Project:
    order.require(project)
    # No number is given twice: marks of an area that another program took away must not become another's.
    used = [*project.focus_areas.index, *project.focus_visits["focus_id"].dropna()]
    (key,) = free_keys("focus_areas", 1, used, project.keys)
    cells = {name: [value] for name, value in order.cells.items()}
    return put_rows(
        project, "focus_areas", gpd.GeoDataFrame({"focus_id": [key]} | cells, geometry=[shape], crs=DEGREES)
    )


def _open_row(project: Project, focus_id: str) -> pd.DataFrame:
    row = require_row(project, "focus_areas", focus_id)
    if row["status"] == CLOSED:
        raise InputError("focus_closed", focus_id=focus_id)
    return project.focus_areas.loc[[focus_id]]


def _require_marks_within(project: Project, focus_id: str, starts: Any, ends: Any) -> None:
    """InputError ``focus_marks_outside`` where somebody was there on a day that the area would not run."""
    first, last = pd.Timestamp(starts).normalize(), (pd.Timestamp(ends) - pd.Timedelta(microseconds=1)).normalize()
    on = project.focus_visits["visited_on"][(project.focus_visits["focus_id"] == focus_id).to_numpy(dtype=bool)]
    outside = on[(on < first) | (on > last)]
    if len(outside):
        raise InputError("focus_marks_outside", focus_id=focus_id, day=outside.iloc[0].date().isoformat())


def _told(order: FocusOrder) -> dict[str, Any]:
    told = {"reason": order.reason, "minutes": order.minutes, "officer_ids": list(order.officer_ids)}
    moments = {"starts": order.starts, "ends": order.ends}
    return told | {name: at and at.isoformat(timespec="minutes") for name, at in moments.items()}
