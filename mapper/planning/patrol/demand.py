"""What a patrol of a part can look after on a day, as points with what each is worth.

What is what worth is a matter of judgement, and told with every place: an incident that is expected in the days to come
counts one, and what is late counts more than what is not.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.hotspots.asked import HotspotsAsked
from mapper.analysis.incidents.kinds import INCIDENT_KINDS, LOOPS
from mapper.analysis.seats.coverage import COUNTED
from mapper.arrays import Floats
from mapper.crs import to_metres
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.frames import known_places, sensitive_rows
from mapper.geometry import xy_of

WORTH: Mapping[str, float] = {
    "expected": 1.0,
    "late_hazard": 3.0,
    "open_hazard": 1.0,
    "late_dispute": 2.0,
    "open_dispute": 1.0,
    "due_inspection": 1.0,
    "empty_seat": 2.0,
}
"""By kind of thing; of ``expected`` for each incident."""
HOTSPOT_SHARE = 0.05


def demand_on(day: Day) -> pd.DataFrame:
    """Everything with a place in the part that the day is of.

    Returns
    -------
    DataFrame
        kind (of :data:`WORTH`), key (of the row or unit it is; "" of what is expected), amount (how many incidents are
        expected; else 1), worth, x_m, y_m in the project's metre CRS.
    """
    parts = [_expected(day), *(_standing(day, kind.table) for kind in LOOPS), _inspections(day), _vacant(day)]
    found = pd.concat([part for part in parts if len(part)] or [parts[0]], ignore_index=True)
    found["worth"] = found["kind"].map(dict(WORTH)).astype(float) * found["amount"]
    placed = np.isfinite(found[["x_m", "y_m"]].to_numpy(dtype=float)).all(axis=1)
    return found[placed & (found["worth"] > 0)].reset_index(drop=True)


def _rows(kind: object, keys: object, amount: object, xy_m: Floats) -> pd.DataFrame:
    xy_m = np.asarray(xy_m, dtype=float).reshape(-1, 2)
    return pd.DataFrame({"kind": kind, "key": keys, "amount": amount, "x_m": xy_m[:, 0], "y_m": xy_m[:, 1]}).astype(
        {"kind": "str", "key": "str", "amount": float}
    )


def _expected(day: Day) -> pd.DataFrame:
    """The chosen cells of the hotspots of each kind of incidents; nothing of a kind whose places may not be named."""
    parts = [_rows("expected", pd.Series([], dtype="str"), [], np.empty((0, 2)))]
    for kind in INCIDENT_KINDS:
        try:
            found = day.hotspots(HotspotsAsked(kind.table, share=HOTSPOT_SHARE))
        except InputError:  # there is no land, or too much
            continue
        parts.append(_rows("expected", "", found.cells["expected"], found.middles_m))
    return pd.concat(parts, ignore_index=True)


def _standing(day: Day, table: str) -> pd.DataFrame:
    """What is open, late or not; without those whose place may not be named."""
    rows = day.project.table(table)
    shown = day.incidents_shown(table).to_numpy(dtype=bool) & ~sensitive_rows(table, rows)
    late = (day.clocks(table)["days_late"].fillna(0) > 0).to_numpy(dtype=bool)
    kind = table.removesuffix("s")
    kinds = np.where(late, f"late_{kind}", f"open_{kind}")
    return _rows(kinds[shown], rows.index[shown], 1.0, _xy(day, known_places(rows))[shown])


def _inspections(day: Day) -> pd.DataFrame:
    due = (day.place_inspections["state"] == "overdue").to_numpy(dtype=bool)
    places = day.project.places
    return _rows("due_inspection", places.index[due], 1.0, _xy(day, known_places(places))[due])


def _vacant(day: Day) -> pd.DataFrame:
    """A point within each unit whose seat nobody holds."""
    seats, units = day.coverage.seats, day.project.communities
    vacant = units.index.isin(seats.index[~seats["state"].isin(COUNTED)])
    if not day.seats_known:
        vacant[:] = False
    return _rows("empty_seat", units.index[vacant], 1.0, middles_m(day, units.geometry[vacant]))


def middles_m(day: Day, shapes: pd.Series) -> Floats:
    """A point within each shape (degrees), in metres."""
    return xy_of(shapely.point_on_surface(to_metres(shapes, day.project.about.map_crs)))


def _xy(day: Day, points: pd.Series) -> Floats:
    return xy_of(to_metres(points, day.project.about.map_crs))
