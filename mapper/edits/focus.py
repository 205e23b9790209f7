"""Patrol focus: marking where today's minutes go, and taking a mark away."""

from collections.abc import Sequence
from datetime import datetime

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from mapper.edit import (
    Edit,
    drop_rows,
    next_key,
    put_rows,
    require_row,
)
from mapper.errors import InputError
from mapper.names import joined_ids
from mapper.project import Project
from mapper.schema import DEGREES


def mark_focus(
    shape: BaseGeometry,
    reason: str,
    starts: datetime,
    ends: datetime,
    minutes: int,
    officer_ids: Sequence[str] = (),
    visits: int = 1,
    prevention_task: str = "",
) -> Edit:
    """A focus area (polygon in degrees) with its reason, expiry, minutes a day and who goes.

    The edit raises InputError ``focus_shape`` (not an area), ``focus_reason`` (no reason), ``dates_reversed``,
    ``focus_minutes`` (not positive) or ``row_unknown`` (no such officer).
    """

    def change(project: Project) -> Project:
        if shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon") or not shape.is_valid:
            raise InputError("focus_shape")
        if not reason.strip():
            raise InputError("focus_reason")
        if ends <= starts:
            raise InputError("dates_reversed", starts=starts.isoformat(), ends=ends.isoformat())
        if minutes <= 0 or visits <= 0:
            raise InputError("focus_minutes")
        for officer_id in officer_ids:
            require_row(project, "officers", officer_id)
        row = gpd.GeoDataFrame(
            {
                "focus_id": [next_key(project, "focus_areas")],
                "reason": [reason.strip()],
                "starts": [starts],
                "ends": [ends],
                "minutes": [minutes],
                "visits": [visits],
                "officer_ids": [joined_ids(officer_ids)],
                "prevention_task": [prevention_task.strip()],
                "status": ["assigned" if officer_ids else "planned"],
            },
            geometry=[shape],
            crs=DEGREES,
        )
        return put_rows(project, "focus_areas", row)

    return Edit("focus_marked", change, {"reason": reason, "minutes": minutes, "officer_ids": list(officer_ids)})


def remove_focus(focus_id: str) -> Edit:
    """The focus area goes; the edit raises InputError ``row_unknown`` where there is none."""
    return Edit("focus_removed", lambda project: drop_rows(project, "focus_areas", [focus_id]), {"focus_id": focus_id})
