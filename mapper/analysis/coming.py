"""What is coming: seats that will be empty, leave that begins, duties that end and focus areas that expire soon."""

from datetime import date, timedelta

import pandas as pd

from mapper.analysis.seats.coverage import duties_of
from mapper.analysis.seats.history import coming_gaps
from mapper.finding import Finding
from mapper.finding_kinds import ABSENCE_COMING, DUTY_ENDS_SOON, FOCUS_EXPIRES_SOON, SEAT_EMPTY_SOON
from mapper.geometry import point_inside
from mapper.names import names_of
from mapper.project import Project


def coming_findings(project: Project, as_of: date, duties: pd.DataFrame | None = None) -> list[Finding]:
    """All that comes within ``Norms.coming_days`` days after the day, kind by kind, each kind's soonest first.

    A duty that ends and leaves its seat empty is told as that seat, not twice. ``duties`` is that day's
    :func:`~mapper.analysis.seats.coverage.duties_of`, where it is at hand already.
    """
    until = as_of + timedelta(days=project.norms.coming_days)
    duties = duties_of(project, as_of) if duties is None else duties
    gaps = coming_gaps(project, as_of, until, duties)
    return [
        *_seats(project, gaps),
        *_absences(project, as_of, until),
        *_duties(project, duties, gaps, as_of, until),
        *_focus(project, as_of, until),
    ]


def _seats(project: Project, gaps: pd.DataFrame) -> list[Finding]:
    names, stations = names_of(gaps), names_of(project.stations).to_dict()
    rows = zip(
        gaps.index, names, gaps["kind"], gaps["station_code"], gaps["from_day"], gaps["in_days"], gaps["why"],
        point_inside(project.communities.geometry.loc[gaps.index]), strict=True,
    )  # fmt: skip
    return [
        Finding(
            SEAT_EMPTY_SOON,
            (str(code),),
            place,
            {
                "name": name,
                "role": project.norms.seat_role.get(kind),
                "station": stations.get(station),
                "from_day": day.date().isoformat(),
                "in_days": int(in_days),
                "why": why,
            },
        )
        for code, name, kind, station, day, in_days, why, place in rows
    ]


def _absences(project: Project, as_of: date, until: date) -> list[Finding]:
    absences, names = project.absences, names_of(project.officers).to_dict()
    coming = absences[(absences["starts"] > pd.Timestamp(as_of)) & (absences["starts"] <= pd.Timestamp(until))]
    coming = coming[coming["officer_id"].isin(project.officers.index)].sort_values("starts", kind="stable")
    rows = zip(coming.index, coming["officer_id"], coming["kind"], coming["starts"], coming["ends"], strict=True)
    return [
        Finding(
            ABSENCE_COMING,
            (str(key), str(officer)),
            None,
            {
                "officer": names[officer],
                "status": kind,
                "starts": starts.date().isoformat(),
                "ends": None if pd.isna(ends) else ends.date().isoformat(),
                "in_days": (starts.date() - as_of).days,
            },
        )
        for key, officer, kind, starts, ends in rows
    ]


def _duties(project: Project, duties: pd.DataFrame, gaps: pd.DataFrame, as_of: date, until: date) -> list[Finding]:
    """Duties that count for something, run on the day and end before ``until``."""
    running = duties[duties["runs"] & (duties["fits"] | duties["beat"]) & (duties["ends"] < pd.Timestamp(until))]
    after = running["ends"] + pd.Timedelta(days=1)
    told = gaps["from_day"].reindex(running["community_code"]).to_numpy() == after.to_numpy()
    ending = running[~told].sort_values("ends", kind="stable")
    # Who goes on with the next duty on the day after ends nothing.
    later = project.duties.assign(starts=project.duties["starts"] - pd.Timedelta(days=1))
    on = set(zip(later["officer_id"], later["community_code"], later["starts"], strict=True))
    people, units = names_of(project.officers).to_dict(), names_of(project.communities).to_dict()
    rows = zip(ending.index, ending["officer_id"], ending["community_code"], ending["ends"], strict=True)
    return [
        Finding(
            DUTY_ENDS_SOON,
            (str(key), str(code), str(officer)),
            None,
            {
                "officer": people.get(officer, officer),
                "name": units.get(code, code),
                "ends": ends.date().isoformat(),
                "from_day": (ends.date() + timedelta(days=1)).isoformat(),
                "in_days": (ends.date() - as_of).days,
            },
        )
        for key, officer, code, ends in rows
        if (officer, code, ends) not in on
    ]


def _focus(project: Project, as_of: date, until: date) -> list[Finding]:
    """Focus areas that run on the day or begin later, and have expired by the end of ``until``."""
    areas, end = project.focus_areas, pd.Timestamp(until + timedelta(days=1))
    expiring = areas[(areas["ends"] > pd.Timestamp(as_of)) & (areas["ends"] < end)]
    expiring = expiring[expiring["status"] != "done"].sort_values("ends", kind="stable")
    rows = zip(expiring.index, expiring["reason"], expiring["ends"], point_inside(expiring.geometry), strict=True)
    return [
        Finding(
            FOCUS_EXPIRES_SOON,
            (str(key),),
            place,
            {
                "name": reason,
                "ends": ends.isoformat(sep=" ", timespec="minutes"),
                "in_days": (ends.date() - as_of).days,
            },
        )
        for key, reason, ends, place in rows
    ]
