"""Who answers for each village beside its auxiliary: the officer of its beat, else those of its station.

A village's seat is its auxiliary's (:mod:`mapper.analysis.seats.coverage`). Its responsible officer is a community
officer: one whose duty names the village (a beat), or, where no beat has it, any of its station who is at work.
"""

from datetime import date

import pandas as pd

from mapper.analysis.seats.coverage import duties_of
from mapper.analysis.seats.presence import roll_on, status_on
from mapper.finding import Finding
from mapper.finding_kinds import BEAT_TOO_LARGE, VILLAGE_WITHOUT_OFFICER
from mapper.geometry import point_inside
from mapper.names import name_of, names_of
from mapper.project import Project


def responsible_officers(
    project: Project,
    as_of: date,
    duties: pd.DataFrame | None = None,
    status: pd.Series | None = None,
    roll: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The officers responsible for each village on that day.

    ``duties``, ``status`` and ``roll`` are that day's, where they are at hand already.

    Returns
    -------
    DataFrame
        Indexed by community_code, villages only: officer_ids (tuple, in order), through (``beat``, ``station``, or
        missing where nobody is responsible).
    """
    villages = project.communities[project.communities["kind"] == "village"]
    status = status_on(project, as_of) if status is None else status
    duties = duties_of(project, as_of, status) if duties is None else duties
    beats = duties[duties["runs"] & duties["beat"] & (duties["status"] == "on_duty")]
    by_beat = beats.groupby("community_code")["officer_id"].agg(lambda ids: tuple(sorted(set(ids))))
    officers = roll_on(project, as_of) if roll is None else roll
    at_work = officers[(officers["role"] == "community_officer") & (status == "on_duty")]
    by_station = at_work.groupby("station_code").apply(lambda group: tuple(sorted(group.index)), include_groups=False)
    through_beat = by_beat.to_dict()
    through_station = by_station.to_dict() if len(at_work) else {}
    ids = [
        through_beat.get(code) or through_station.get(station, ()) for code, station in villages["station_code"].items()
    ]
    through = [
        "beat" if code in through_beat else "station" if found else None
        for code, found in zip(villages.index, ids, strict=True)
    ]
    return pd.DataFrame(
        {
            "officer_ids": pd.Series(ids, index=villages.index, dtype=object),
            "through": pd.Series(through, index=villages.index, dtype="str"),
        },
        index=villages.index,
    )


def responsible_findings(project: Project, as_of: date, villages: pd.DataFrame | None = None) -> list[Finding]:
    """Villages that nobody is responsible for, and beats of more villages than ``Norms.villages_per_beat_most``.

    A roster without any community officer says nothing about responsibility, so there the first is not told.
    ``villages`` is the answer of :func:`responsible_officers`, where it is at hand already.
    """
    villages = responsible_officers(project, as_of) if villages is None else villages
    findings = []
    if (project.officers["role"] == "community_officer").any():
        alone = project.communities.loc[villages.index[villages["through"].isna()]]
        stations = names_of(project.stations).to_dict()
        findings += [
            Finding(
                VILLAGE_WITHOUT_OFFICER,
                (code,),
                place,
                {"name": row.name_, "station": stations.get(row.station_code)},
            )
            for (code, row), place in zip(
                alone.rename(columns={"name": "name_"}).iterrows(), point_inside(alone.geometry), strict=True
            )
        ]
    most = project.norms.villages_per_beat_most
    beats = villages[villages["through"] == "beat"]["officer_ids"].explode()
    for officer_id, held in beats.groupby(beats):
        if len(held) > most:
            findings.append(
                Finding(
                    BEAT_TOO_LARGE,
                    (str(officer_id), *held.index),
                    None,
                    {"officer": name_of(project.officers, officer_id), "villages": len(held), "most": most},
                )
            )
    return findings
