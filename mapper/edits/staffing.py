"""Staffing proposals that a person has accepted, as one edit that one undo takes back."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pandas as pd

from mapper.analysis.seats.presence import AT_WORK
from mapper.dates import not_over, runs_on
from mapper.edit import (
    Edit,
    drop_rows,
    free_keys,
    put_rows,
    require_row,
)
from mapper.edits.proposal import Proposal
from mapper.errors import InputError
from mapper.project import Project


def apply_proposals(proposals: Sequence[Proposal], as_of: date) -> Edit:
    """Every proposed officer has the unit from ``as_of`` on; who returns from loan is on duty again.

    Acting duties are not dedicated and end on their last day. An officer who returns keeps a duty that still runs.

    The edit raises InputError ``proposals_none`` (none accepted), ``proposal_twice`` (the same officer and unit twice),
    ``proposal_post`` (an officer that the station does not have yet), ``row_unknown``, or ``duty_exists`` (the officer
    has the unit by now).
    """

    def change(project: Project) -> Project:
        if not proposals:
            raise InputError("proposals_none")
        twice = [pair for pair, n in Counter((p.officer_id, p.community_code) for p in proposals).items() if n > 1]
        if twice:
            raise InputError("proposal_twice", officer_id=twice[0][0], community_code=twice[0][1])
        day = pd.Timestamp(as_of)
        running = _still_running(project, day)
        added = []
        for line in proposals:
            if line.is_post:
                raise InputError("proposal_post", community_code=line.community_code)
            require_row(project, "officers", line.officer_id)
            require_row(project, "communities", line.community_code)
            starts = running.get((line.officer_id, line.community_code))
            if starts is None:
                added.append(line)
            elif line.reason != "loan_return" or starts > day:
                raise InputError("duty_exists", officer_id=line.officer_id, community_code=line.community_code)
        project = _back_on_duty(project, [p.officer_id for p in proposals if p.reason == "loan_return"], as_of)
        if not added:
            return project
        rows = pd.DataFrame(
            {
                "officer_id": [line.officer_id for line in added],
                "community_code": [line.community_code for line in added],
                "starts": [day] * len(added),
                "ends": [pd.NaT if line.until is None else pd.Timestamp(line.until) for line in added],
                "dedicated": [line.kind == "fill" for line in added],
            },
            index=pd.Index(free_keys("duties", len(added), project.duties.index), name="duty_id"),
        )
        return put_rows(project, "duties", rows)

    return Edit(
        "staffing_applied",
        change,
        {
            "lines": len(proposals),
            "filled": sum(line.kind == "fill" for line in proposals),
            "acting": sum(line.kind == "acting" for line in proposals),
            "as_of": as_of.isoformat(),
        },
    )


def _still_running(project: Project, day: pd.Timestamp) -> dict[tuple[str, str], pd.Timestamp]:
    """Officer and unit of every duty that has not ended by that day → when it starts."""
    duties = project.duties
    left = duties[not_over(duties["ends"], day)]
    left = left.assign(starts=left["starts"].fillna(day)).sort_values("starts", ascending=False)  # the earliest stays
    return dict(zip(zip(left["officer_id"], left["community_code"], strict=True), left["starts"], strict=True))


def _back_on_duty(project: Project, officer_ids: Sequence[str], as_of: date) -> Project:
    """Loans of these officers end on the day before; one that begins on the day itself goes."""
    if not officer_ids:
        return project
    returning = project.officers.loc[list(dict.fromkeys(officer_ids))]
    away = returning[returning["status"] != AT_WORK]
    if len(away):
        project = put_rows(project, "officers", away.assign(status=AT_WORK))
    day, absences = pd.Timestamp(as_of), project.absences
    mine = absences["officer_id"].isin(returning.index)
    running = absences[mine & runs_on(absences["starts"], absences["ends"], day)]
    begun = running["starts"].isna() | (running["starts"] < day)
    project = put_rows(project, "absences", running[begun].assign(ends=day - pd.Timedelta(days=1)))
    return drop_rows(project, "absences", list(running.index[~begun])) if (~begun).any() else project
