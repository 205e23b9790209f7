"""Who has which seat: assigning an officer to a unit, and ending a duty."""

from datetime import date, timedelta

import pandas as pd

from mapper.dates import not_over, overlaps
from mapper.edit import (
    Edit,
    drop_rows,
    next_key,
    put_rows,
    require_row,
)
from mapper.errors import InputError
from mapper.project import Project


def assign(
    officer_id: str,
    community_code: str,
    starts: date,
    ends: date | None = None,
    dedicated: bool = True,
    fte: float | None = None,
) -> Edit:
    """The officer has the unit from ``starts`` to ``ends``, both days included.

    ``fte``, where given, becomes the share of full time (above 0, at most 1) that the officer gives to community duty.

    The edit raises InputError ``row_unknown`` (no such officer or unit), ``dates_reversed``, ``fte_out_of_range``, or
    ``duty_exists`` (the officer has the unit already on some of these days).
    """

    def change(project: Project) -> Project:
        require_row(project, "officers", officer_id)
        require_row(project, "communities", community_code)
        if ends is not None and ends < starts:
            raise InputError("dates_reversed", starts=starts.isoformat(), ends=ends.isoformat())
        if fte is not None and not 0 < fte <= 1:
            raise InputError("fte_out_of_range", fte=fte)
        duties = project.duties
        same = duties[(duties["officer_id"] == officer_id) & (duties["community_code"] == community_code)]
        if overlaps(same["starts"], same["ends"], starts, ends).any():
            raise InputError("duty_exists", officer_id=officer_id, community_code=community_code)
        row = pd.DataFrame(
            {
                "officer_id": officer_id,
                "community_code": community_code,
                "starts": pd.Timestamp(starts),
                "ends": pd.NaT if ends is None else pd.Timestamp(ends),
                "dedicated": dedicated,
            },
            index=pd.Index([next_key(project, "duties")], name="duty_id"),
        )
        if fte is not None and project.officers.at[officer_id, "fte"] != fte:
            project = put_rows(project, "officers", project.officers.loc[[officer_id]].assign(fte=fte))
        return put_rows(project, "duties", row)

    return Edit(
        "duty_assigned",
        change,
        {
            "officer_id": officer_id,
            "community_code": community_code,
            "starts": starts.isoformat(),
            "ends": None if ends is None else ends.isoformat(),
        },
    )


def unassign(officer_id: str, community_code: str, from_day: date) -> Edit:
    """The officer no longer has the unit from that day on.

    A duty that began before ends on the day before, so the seat's history is kept; one that had not begun goes. The
    edit raises InputError ``duty_unknown`` where the officer does not have the unit on that day or later.
    """

    def change(project: Project) -> Project:
        day = pd.Timestamp(from_day)
        duties = project.duties
        running = duties[
            (duties["officer_id"] == officer_id)
            & (duties["community_code"] == community_code)
            & not_over(duties["ends"], day)
        ]
        if running.empty:
            raise InputError("duty_unknown", officer_id=officer_id, community_code=community_code)
        not_begun = running["starts"].notna() & (running["starts"] >= day)
        if not_begun.any():
            project = drop_rows(project, "duties", list(running.index[not_begun]))
        begun = running[~not_begun]
        if begun.empty:
            return project
        return put_rows(project, "duties", begun.assign(ends=pd.Timestamp(from_day - timedelta(days=1))))

    return Edit(
        "duty_ended",
        change,
        {"officer_id": officer_id, "community_code": community_code, "from_day": from_day.isoformat()},
    )
