"""Incidents in and around a focus area before it began and while it ran: an indication, and never a proof.

Beside the area stand a ring around it, into which what was driven away would go, and the rest of its stations, which
tells what happened everywhere. An area is chosen where much has happened, and less happens there afterwards by itself
(regression to the mean); whoever looks more finds more. So only what was reported is counted, each change has the
interval that fits with its counts, and no change is called an effect.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.hotspots.hotspots import Incidents, incidents_of
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.patrol.focus_days import first_and_last_day
from mapper.analysis.patrol.nearest_officers import units_of_land
from mapper.analysis.periods.chance import chance_of, ratio_of
from mapper.analysis.periods.comparison import LEAST_BASE
from mapper.analysis.periods.period import Period, recorded
from mapper.arrays import Bools
from mapper.crs import to_metres
from mapper.geometry import first_at
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.project import Project

Zone = Literal["area", "ring", "rest"]
ZONES: tuple[Zone, ...] = ("area", "ring", "rest")
RING_M = 250.0
"""Width of the ring: as wide as a place of the proposal, about the two streets that studies of displacement take."""
BEFORE_DAYS = 90
"""The days before that an area is compared with: it often runs for a day or a week, which alone would say nothing."""
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class ZoneChange:
    """Incidents of a zone.

    Attributes
    ----------
    now, before
        While the area ran, and in the days before it.
    ratio, ratio_low, ratio_high
        Of daily rates, and what fits with the counts (:func:`~mapper.analysis.periods.chance.ratio_of`).
    p
        How likely it is by chance alone to be as far from no change.
    """

    zone: Zone
    now: int
    before: int
    ratio: float
    ratio_low: float
    ratio_high: float
    p: float

    @property
    def base_small(self) -> bool:
        """Whether there were so few before that it is shown in grey."""
        return self.before < LEAST_BASE


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """Incidents of a table in and around one focus area.

    Attributes
    ----------
    now, before
        The days that it ran, and as they are compared with, the :data:`BEFORE_DAYS` before.
    zones
        In the order of :data:`ZONES`; empty where the periods cannot be compared.
    not_compared
        Why they cannot, a reason each.
    discovered, sensitive, without_place
        Incidents of all the project in either period that are left out, by why.
    """

    table: str
    now: Period
    before: Period
    zones: tuple[ZoneChange, ...]
    not_compared: tuple[Message, ...]
    discovered: int
    sensitive: int
    without_place: int

    @property
    def ring_m(self) -> float:
        return RING_M

    @property
    def any(self) -> bool:
        """Whether there was any in the area or the ring."""
        return any(one.now + one.before for one in self.zones if one.zone != "rest")

    def as_json(self) -> dict[str, Any]:
        def told(value: float) -> float | None:
            return float(value) if np.isfinite(value) else None

        return {
            "table": self.table,
            "period": [self.now.first.isoformat(), self.now.last.isoformat()],
            "period_before": [self.before.first.isoformat(), self.before.last.isoformat()],
            "ring_m": self.ring_m,
            "not_compared": [why.code.removeprefix("not_compared.") for why in self.not_compared],
            "zones": [
                {
                    "zone": one.zone,
                    "now": one.now,
                    "before": one.before,
                    "ratio": told(one.ratio),
                    "ratio_low": told(one.ratio_low),
                    "ratio_high": told(one.ratio_high),
                    "p": told(one.p),
                    "base_small": one.base_small,
                }
                for one in self.zones
            ],
            "left_out": {name: getattr(self, name) for name in ("discovered", "sensitive", "without_place")},
        }


def incident_changes(
    project: Project, as_of: date, table: str, focus_ids: Collection[str]
) -> Mapping[str, IncidentChange]:
    """Of each of these areas that had begun by the end of the day and has an outline; ``table`` is a kind's."""
    areas = project.focus_areas
    days = first_and_last_day(areas)
    span = recorded(project.table(table)[KIND_OF[table].began], project.about)
    found = {}
    for key in focus_ids:
        first, last, shape = days.at[key, "first"], days.at[key, "last"], areas.geometry[key]
        if shape is None or shape.is_empty or not first <= min(last, pd.Timestamp(as_of)):  # a missing day is not
            continue
        now = Period(first.date(), min(last.date(), as_of))
        before = Period(now.first - timedelta(days=BEFORE_DAYS), now.first - timedelta(days=1))
        lacks_now = span.lacks(now)
        lacks = (*lacks_now, *(why for why in span.lacks(before) if why not in lacks_now))
        of_both = incidents_of(project, KIND_OF[table], now.last, first=before.first)
        zones: tuple[ZoneChange, ...] = ()
        if not lacks:
            zones = _zones(project, str(key), of_both, now, before)
        found[str(key)] = IncidentChange(
            table, now, before, zones, lacks, of_both.discovered, of_both.sensitive, of_both.without_place
        )
    return found


def _zones(project: Project, focus_id: str, known: Incidents, now: Period, before: Period) -> tuple[ZoneChange, ...]:
    crs, shape = project.about.map_crs, project.focus_areas.geometry[focus_id]
    area = shapely.make_valid(to_metres(project.focus_areas.geometry.loc[[focus_id]], crs)[0])
    points = np.asarray(shapely.points(known.xy_m), dtype=object)
    in_area: Bools = shapely.intersects(area, points)
    in_ring: Bools = shapely.dwithin(area, points, RING_M) & ~in_area
    units = project.communities
    stations = units["station_code"].reindex(list(units_of_land(project, shape))).dropna().unique()
    own = units.geometry[units["station_code"].isin(stations).to_numpy(dtype=bool)]
    in_rest = (first_at(to_metres(own, crs), known.xy_m) >= 0) & ~in_area & ~in_ring
    is_now = known.days >= (now.first - _EPOCH).days
    share = now.days / (now.days + before.days)
    return tuple(
        _change(zone, int((inside & is_now).sum()), int((inside & ~is_now).sum()), share)
        for zone, inside in zip(ZONES, (in_area, in_ring, in_rest), strict=True)
    )


def _change(zone: Zone, now: int, before: int, share: float) -> ZoneChange:
    ratio, low, high = (float(value) for value in ratio_of(now, before, share))
    return ZoneChange(zone, now, before, ratio, low, high, float(chance_of(now, before, share)))
