"""Visits of the bodies that look after stations (包联)."""

from datetime import date

import pandas as pd

from mapper.edit import (
    Edit,
    next_key,
    put_rows,
    require_row,
)
from mapper.errors import InputError
from mapper.io.personal import require_impersonal
from mapper.project import Project


def record_visit(
    station_code: str, liaison_unit: str, visited_at: date, unannounced: bool = False, takes_over: bool = False
) -> Edit:
    """A visit to a station; with ``takes_over`` the body becomes the station's liaison unit.

    The edit raises InputError ``row_unknown`` (no such station), ``liaison_unit_missing``, ``note_personal`` (a person
    and no body), or ``visit_twice`` (that body's visit of that day is recorded already).
    """
    body = liaison_unit.strip()

    def change(project: Project) -> Project:
        require_row(project, "stations", station_code)
        if not body:
            raise InputError("liaison_unit_missing")
        require_impersonal(body)
        day = pd.Timestamp(visited_at)
        visits = project.liaison
        same = (visits["station_code"] == station_code) & (visits["liaison_unit"] == body)
        if (same & (visits["visited_at"].dt.normalize() == day)).any():
            raise InputError("visit_twice", liaison_unit=body, day=visited_at.isoformat())
        row = pd.DataFrame(
            {"station_code": station_code, "liaison_unit": body, "visited_at": day, "unannounced": unannounced},
            index=pd.Index([next_key(project, "liaison")], name="visit_id"),
        )
        project = put_rows(project, "liaison", row)
        if takes_over:
            project = put_rows(project, "stations", project.stations.loc[[station_code]].assign(liaison_unit=body))
        return project

    return Edit(
        "visit_recorded",
        change,
        {"station_code": station_code, "liaison_unit": body, "day": visited_at.isoformat(), "takes_over": takes_over},
    )
