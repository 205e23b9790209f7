"""Staffing proposals that a person has accepted, as one edit that one undo takes back."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pandas as pd

from mapper.dates import not_over
from mapper.edit import (
    Edit,
    free_keys,
    put_rows,
    require_row,
)
from mapper.edits.personnel import back_at_work
from mapper.edits.proposal import Proposal
from mapper.errors import InputError
from mapper.project import Project


def apply_proposals(proposals: Sequence[Proposal], as_of: date) -> Edit:
    """Every proposed officer has the unit from ``as_of`` on; who returns from loan is on duty again.

    Duties that end on a last day are not dedicated. An officer who returns keeps a duty that still runs.

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
            elif not line.is_recall or starts > day:
                raise InputError("duty_exists", officer_id=line.officer_id, community_code=line.community_code)
        project = back_at_work(project, [p.officer_id for p in proposals if p.is_recall], as_of)
        if not added:
            return project
        rows = pd.DataFrame(
            {
                "officer_id": [line.officer_id for line in added],
                "community_code": [line.community_code for line in added],
                "starts": [day] * len(added),
                "ends": [pd.NaT if line.until is None else pd.Timestamp(line.until) for line in added],
                "dedicated": [line.is_for_good for line in added],
            },
            index=pd.Index(free_keys("duties", len(added), project.duties.index, project.keys), name="duty_id"),
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
