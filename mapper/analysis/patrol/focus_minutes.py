"""Whether today's focus areas fit in the minutes of those who are sent there."""

from datetime import date

import pandas as pd

from mapper.analysis.seats.presence import status_on
from mapper.dates import end_of
from mapper.finding import Finding
from mapper.finding_kinds import FOCUS_MINUTES_EXCEEDED
from mapper.names import name_of, split_ids
from mapper.project import Project


def focus_today(project: Project, day: date) -> pd.Series:
    """True for each focus area that runs at any time of that day."""
    areas = project.focus_areas
    return (areas["starts"] < end_of(day)) & (areas["ends"] > pd.Timestamp(day))


def focus_minutes(
    project: Project, day: date, running: pd.Series | None = None, status: pd.Series | None = None
) -> pd.DataFrame:
    """Minutes that each officer is sent for on that day; an area with several officers asks all its minutes of each.

    ``running`` (:func:`focus_today`) and ``status`` are that day's, where they are at hand already.

    Returns
    -------
    DataFrame
        Indexed by officer_id: areas (tuple of focus_ids), minutes, limit (FTE × ``Norms.focus_minutes_per_day``; 0 for
        an officer who is away or unknown), exceeded.
    """
    status = status_on(project, day) if status is None else status
    today = project.focus_areas[focus_today(project, day) if running is None else running]
    sent = today["officer_ids"].map(split_ids).explode().dropna()
    grouped = pd.DataFrame(
        {
            "officer_id": sent.array,
            "area": sent.index,
            "minutes": today["minutes"].fillna(0).astype(float).reindex(sent.index).array,
        }
    ).groupby("officer_id")
    result = pd.DataFrame({"areas": grouped["area"].agg(tuple), "minutes": grouped["minutes"].sum()})
    present = project.officers["fte"].where(status == "on_duty", 0.0)
    result["limit"] = present.reindex(result.index).fillna(0.0) * project.norms.focus_minutes_per_day
    result["exceeded"] = result["minutes"] > result["limit"]
    return result


def focus_findings(project: Project, day: date, minutes: pd.DataFrame | None = None) -> list[Finding]:
    """A finding for each officer who is sent for more minutes than the officer has that day.

    ``minutes`` is the answer of :func:`focus_minutes`, where it is at hand already.
    """
    findings = []
    for officer_id, row in (focus_minutes(project, day) if minutes is None else minutes).iterrows():
        if row["exceeded"]:
            place = project.focus_areas.geometry[row["areas"][0]].representative_point()
            findings.append(
                Finding(
                    FOCUS_MINUTES_EXCEEDED,
                    (str(officer_id), *row["areas"]),
                    (float(place.x), float(place.y)),
                    {
                        "officer": name_of(project.officers, officer_id),
                        "minutes": round(float(row["minutes"])),
                        "limit": round(float(row["limit"])),
                    },
                )
            )
    return findings
