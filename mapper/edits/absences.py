"""Loans and leave of officers, with their dates."""

from datetime import date

import pandas as pd

from mapper.analysis.seats.presence import AT_WORK
from mapper.dates import overlaps
from mapper.edit import (
    Edit,
    drop_rows,
    next_key,
    put_rows,
    require_row,
)
from mapper.errors import InputError
from mapper.io.personal import require_impersonal
from mapper.project import Project


def put_absence(
    officer_id: str, kind: str, starts: date, ends: date | None = None, host: str = "", absence_id: str | None = None
) -> Edit:
    """The officer is away from ``starts`` to ``ends``, both days included; without an end until one is given.

    Whoever was away until further notice (``officers.status``) is so no more: the dates take its place.

    Parameters
    ----------
    kind
        ``on_loan``, ``training`` or ``leave``.
    host
        Body that has the officer meanwhile; a body, and nothing about a person.
    absence_id
        Which absence to change; None records another one.

    The edit raises InputError ``row_unknown`` (no such officer or absence), ``dates_reversed``, ``note_personal``, or
    ``absence_exists`` (the officer is away already on some of these days).
    """

    def change(project: Project) -> Project:
        require_row(project, "officers", officer_id)
        if absence_id is not None:
            require_row(project, "absences", absence_id)
        if ends is not None and ends < starts:
            raise InputError("dates_reversed", starts=starts.isoformat(), ends=ends.isoformat())
        require_impersonal(host)
        absences = project.absences
        others = absences[(absences["officer_id"] == officer_id) & (absences.index != (absence_id or ""))]
        if overlaps(others["starts"], others["ends"], starts, ends).any():
            raise InputError("absence_exists", officer_id=officer_id)
        row = pd.DataFrame(
            {
                "officer_id": officer_id,
                "kind": kind,
                "starts": pd.Timestamp(starts),
                "ends": pd.NaT if ends is None else pd.Timestamp(ends),
                "host": host.strip() or None,
            },
            index=pd.Index([absence_id or next_key(project, "absences")], name="absence_id"),
        )
        if project.officers.at[officer_id, "status"] != AT_WORK:
            project = put_rows(project, "officers", project.officers.loc[[officer_id]].assign(status=AT_WORK))
        return put_rows(project, "absences", row)

    return Edit(
        "absence_recorded" if absence_id is None else "absence_changed",
        change,
        {
            "officer_id": officer_id,
            "kind": kind,
            "starts": starts.isoformat(),
            "ends": None if ends is None else ends.isoformat(),
        },
    )


def drop_absence(absence_id: str, officer_id: str) -> Edit:
    """It was not so: the absence goes. The edit raises InputError ``row_unknown``."""
    return Edit(
        "absence_dropped", lambda project: drop_rows(project, "absences", [absence_id]), {"officer_id": officer_id}
    )
