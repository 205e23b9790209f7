"""A log of hazards and disputes over two years for tests and measurements: open, closed, come back, out of order."""

from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import DISPUTES, HAZARDS

FIRST, LOG_DAYS = date(2027, 1, 1), 730  # with a leap day in it
PLACE = 113.405, 30.305


def _moments(rng: np.random.Generator, start: Any, days: float, count: int) -> Any:
    """Moments after ``start`` (or before it: one in fifty is the wrong way round), of which many are midnights."""
    shift = rng.exponential(days * 86400, count) * np.where(rng.uniform(size=count) < 0.02, -1, 1)
    found = start + shift.astype("timedelta64[s]")
    found = np.where(rng.uniform(size=count) < 0.08, found.astype("datetime64[D]").astype("datetime64[s]"), found)
    return np.where(rng.uniform(size=count) < 0.02, found.astype("datetime64[D]") - np.timedelta64(1, "s"), found)


def _some(rng: np.random.Generator, values: Any, share: float) -> Any:
    return np.where(rng.uniform(size=len(values)) < share, values, np.datetime64("NaT"))


def event_log(seed: int, hazard_count: int, dispute_count: int) -> dict[str, gpd.GeoDataFrame]:
    """Two years of hazards and disputes: open ones, come back and closed again, without dates, in the wrong order."""
    rng = np.random.default_rng(seed)

    def began(count: int) -> Any:
        seconds = rng.integers(0, LOG_DAYS * 86400, count).astype("timedelta64[s]")
        midnight = rng.uniform(size=count) < 0.05
        at = np.datetime64(FIRST, "s") + seconds
        return _some(rng, np.where(midnight, at.astype("datetime64[D]").astype("datetime64[s]"), at), 0.995)

    r = began(hazard_count)
    v = _moments(rng, r, 0.3, hazard_count)
    c = _moments(rng, v, 6, hazard_count)
    b = _some(rng, _moments(rng, c, 20, hazard_count), 0.06)
    again = np.where(rng.uniform(size=hazard_count) < 0.5, _moments(rng, b, 4, hazard_count), c)
    c = np.where(np.isnat(b), c, again)
    hazards = {
        "severity": rng.choice(["minor", "major", "severe"], hazard_count), "reported_at": r,
        "verified_at": _some(rng, v, 0.97), "assigned_at": _some(rng, _moments(rng, v, 0.2, hazard_count), 0.8),
        "closed_at": _some(rng, c, 0.95), "checked_at": _some(rng, _moments(rng, c, 2, hazard_count), 0.6),
        "reopened_at": b, "due_at": _some(rng, _moments(rng, v, 9, hazard_count), 0.2),
    }  # fmt: skip
    t = [began(dispute_count)]
    for days in (0.4, 0.5, 1, 3, 5, 15):
        t.append(_moments(rng, t[-1], days, dispute_count))
    b = _some(rng, _moments(rng, t[5], 30, dispute_count), 0.06)
    again = np.where(rng.uniform(size=dispute_count) < 0.5, _moments(rng, b, 4, dispute_count), t[5])
    closed = np.where(np.isnat(b), t[5], again)
    columns = [stage.date for stage in DISPUTES.stages]
    kept = (1.0, 0.97, 0.95, 0.95, 0.35, 0.9, 0.7)
    dates = {name: _some(rng, at, share) for name, at, share in zip(columns, t, kept, strict=True)}
    disputes = {
        **dates, "closed_at": _some(rng, closed, 0.9), "reopened_at": b,
        "due_at": _some(rng, _moments(rng, t[0], 40, dispute_count), 0.2),
        "reopened": rng.uniform(size=dispute_count) < 0.1,
        "stage": rng.choice([stage.code for stage in DISPUTES.stages], dispute_count),
        "outcome": rng.choice(["resolved", "unresolved", "escalated"], dispute_count),
        "turned_criminal_at": _some(rng, _moments(rng, t[5], 8, dispute_count), 0.002),
    }  # fmt: skip
    return {"hazards": _table(HAZARDS, hazards), "disputes": _table(DISPUTES, disputes)}


def _table(kind: IncidentKind, columns: dict[str, Any]) -> gpd.GeoDataFrame:
    count = len(columns[kind.began])
    index = pd.Index([f"{number:06d}" for number in range(count)], name=schema.TABLES[kind.table].key.name)
    place = gpd.GeoSeries([shapely.Point(PLACE)] * count, index=index, crs=schema.DEGREES)
    return frames.conform(kind.table, gpd.GeoDataFrame(columns, index=index, geometry=place))
