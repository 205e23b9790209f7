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


def focus_minutes(project: Project, day: date) -> pd.DataFrame:
    """Minutes that each officer is sent for on that day; an area with several officers asks all its minutes of each.

    Returns
    -------
    DataFrame
        Indexed by officer_id: areas (tuple of focus_ids), minutes, limit (FTE × ``Norms.focus_minutes_per_day``; 0 for
        an officer who is away or unknown), exceeded.
    """
    today = project.focus_areas[focus_today(project, day)]
    sent = today["officer_ids"].map(split_ids).explode().dropna()
    grouped = pd.DataFrame(
        {
            "officer_id": sent.array,
            "area": sent.index,
            "minutes": today["minutes"].fillna(0).astype(float).reindex(sent.index).array,
        }
    ).groupby("officer_id")
    result = pd.DataFrame({"areas": grouped["area"].agg(tuple), "minutes": grouped["minutes"].sum()})
    present = project.officers["fte"].where(status_on(project, day) == "on_duty", 0.0)
    result["limit"] = present.reindex(result.index).fillna(0.0) * project.norms.focus_minutes_per_day
    result["exceeded"] = result["minutes"] > result["limit"]
    return result


def focus_findings(project: Project, day: date) -> list[Finding]:
    """A finding for each officer who is sent for more minutes than the officer has that day."""
    findings = []
    for officer_id, row in focus_minutes(project, day).iterrows():
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
