"""What does not go together in the plan of focus areas: who is sent is away, has too few minutes, or too few hours.

Minutes are those of the whole day (``Norms.focus_minutes_per_day``). Hours are those that the areas run: between two
moments of a day nobody can spend more minutes than lie between them. What cannot be done in any order is found so and
nothing else is, for a visit may be broken off and gone on with.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

import pandas as pd

from mapper.analysis.patrol.focus_days import NOBODY, clock
from mapper.analysis.patrol.focus_minutes import focus_minutes
from mapper.analysis.seats.presence import AT_WORK, status_on
from mapper.finding import Finding
from mapper.finding_kinds import FOCUS_DOUBLE_BOOKED, FOCUS_MINUTES_EXCEEDED, FOCUS_OFFICER_AWAY, FOCUS_OFFICER_UNKNOWN
from mapper.lazy_dataclass import dataclass
from mapper.names import name_of
from mapper.project import Project

Reason = Literal["unknown", "away", "minutes", "hours"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One officer on one day.

    Attributes
    ----------
    reason
        The officer is on no roster (``unknown``), ``away``, sent for more ``minutes`` than the day has for it, or for
        more than there are between two ``hours``.
    focus_ids
        The areas that it is about.
    minutes, limit
        Minutes asked, and how many there are.
    status
        Of one who is away, ``on_loan`` or ``leave``.
    hours
        Between which two moments, as ``20:00``; None for the whole day.
    """

    day: date
    officer_id: str
    reason: Reason
    focus_ids: tuple[str, ...]
    minutes: int
    limit: int
    status: str | None = None
    hours: tuple[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat(),
            "officer_id": self.officer_id,
            "reason": self.reason,
            "focus_ids": list(self.focus_ids),
            "minutes": self.minutes,
            "limit": self.limit,
            "status": self.status,
            "hours": None if self.hours is None else list(self.hours),
        }


def focus_conflicts(
    project: Project, plan: pd.DataFrame, known: Mapping[date, pd.Series] | None = None
) -> tuple[Conflict, ...]:
    """Every conflict of a plan (:func:`~mapper.analysis.patrol.focus_days.focus_plan`), by day and officer.

    ``known`` has the status of each officer on days where it is at hand already.
    """
    found: list[Conflict] = []
    known = known or {}
    for at, of_day in plan.groupby("day", sort=True):
        day = pd.Timestamp(at).date()
        status = known[day] if day in known else status_on(project, day)
        told = focus_minutes(project, of_day, status)
        theirs = dict(iter(of_day[of_day["officer_id"] != NOBODY].groupby("officer_id")))
        for officer, areas, minutes, limit, exceeded in zip(
            told.index, told["areas"], told["minutes"], told["limit"], told["exceeded"], strict=True
        ):
            state = status.get(officer)
            if state != AT_WORK:
                reason: Reason = "unknown" if state is None else "away"
                found.append(Conflict(day, officer, reason, areas, int(minutes), 0, state))
                continue
            if exceeded:
                found.append(Conflict(day, officer, "minutes", areas, int(minutes), round(limit)))
            crowded = _crowded_hours(theirs[officer])
            if crowded is not None and not (exceeded and crowded[2] == areas):  # of the same areas one is enough
                opens, closes, ids, asked = crowded
                hours = (clock(opens), clock(closes))
                found.append(Conflict(day, officer, "hours", ids, asked, round(closes - opens), hours=hours))
    return tuple(found)


def _crowded_hours(rows: pd.DataFrame) -> tuple[float, float, tuple[str, ...], int] | None:
    """Between which two moments of a day one officer is asked most minutes over those that there are; None if nowhere.

    Work that may be broken off fits exactly where this is so between every opening and every closing (Horn 1974).
    """
    areas = list(zip(rows["focus_id"], rows["opens"], rows["closes"], rows["minutes"], strict=True))
    worst: tuple[float, float, tuple[str, ...], int] | None = None
    most = 0.0
    for opens in sorted({area[1] for area in areas}):
        for closes in sorted({area[2] for area in areas if area[2] >= opens}):
            inside = [area for area in areas if opens <= area[1] and area[2] <= closes]
            asked = sum(area[3] for area in inside)
            if asked - (closes - opens) > most:
                most = asked - (closes - opens)
                worst = opens, closes, tuple(area[0] for area in inside), int(asked)
    return worst


_KINDS = {
    "unknown": FOCUS_OFFICER_UNKNOWN,
    "away": FOCUS_OFFICER_AWAY,
    "minutes": FOCUS_MINUTES_EXCEEDED,
    "hours": FOCUS_DOUBLE_BOOKED,
}


def conflict_findings(project: Project, conflicts: Iterable[Conflict]) -> list[Finding]:
    """Each conflict of a day as a finding at the first of its areas."""
    shapes: Mapping[str, Any] = project.focus_areas.geometry
    findings = []
    for one in conflicts:
        shape = shapes[one.focus_ids[0]]
        place = None if shape is None or shape.is_empty else shape.representative_point()
        values: dict[str, Any] = {
            "officer": name_of(project.officers, one.officer_id), "minutes": one.minutes, "limit": one.limit,
        }  # fmt: skip
        if one.status is not None:
            values["status"] = one.status
        if one.hours is not None:
            values |= {"opens": one.hours[0], "closes": one.hours[1]}
        where = None if place is None else (float(place.x), float(place.y))
        known = one.reason != "unknown"  # of one who is not, nothing is to be found but where the name stands
        subjects = (one.officer_id, *one.focus_ids) if known else (*one.focus_ids, one.officer_id)
        findings.append(Finding(_KINDS[one.reason], subjects, where, values))
    return findings
