"""Mediation hubs (解纷超市): whom each serves, how many disputes come up there, and how many mediators there are.

A unit goes to the hub that is nearest by the way: the straight line from its centre of gravity times
``Norms.travel_detour``, as for police rooms; no roads are asked.
"""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from mapper.analysis.incidents.loop import COHORT_DAYS
from mapper.dates import end_of, with_iso_days
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

MEDIATORS = ("governance_mediators", "justice_mediators", "lawyers")
HUB = "mediation_hub"


@dataclass(frozen=True)
class Hub:
    """One hub and the units that are nearest to it.

    ``mediators`` are all kinds together, None where none of the three is recorded; ``kinds_missing`` are those that
    are not. ``disputes`` were received in the year in its units.
    """

    key: str
    units: int
    residents: int
    disputes: int
    mediators: int | None
    kinds_missing: tuple[str, ...]

    @property
    def per_mediator(self) -> float | None:
        """Disputes of the year for one mediator; None where there is none."""
        return self.disputes / self.mediators if self.mediators else None


@dataclass(frozen=True)
class Hubs:
    """The hubs of a day.

    Attributes
    ----------
    first, as_of
        First and last day of the year.
    reach_km
        Within which a unit counts as reached (``Norms.hub_reach_km``).
    hubs
        In the order of the places; those without a place on the map serve nobody.
    residents_within, residents
        Residents of the units within reach, of those of all units whose way and residents are known.
    units_left_out
        Units without an outline, a hub or a number of residents.
    disputes_left_out
        Disputes of the year that lie in no unit, or in one that no hub serves.
    """

    first: date
    as_of: date
    reach_km: float
    hubs: tuple[Hub, ...]
    residents_within: int
    residents: int
    units_left_out: int
    disputes_left_out: int

    def as_json(self) -> dict[str, Any]:
        hubs = [
            vars(hub) | {"kinds_missing": list(hub.kinds_missing), "per_mediator": hub.per_mediator}
            for hub in self.hubs
        ]
        return with_iso_days(vars(self)) | {"hubs": hubs}


def mediation_hubs(places: pd.DataFrame) -> pd.DataFrame:
    """The places that are hubs."""
    return places[(places["type"] == HUB).to_numpy(dtype=bool)]


def hubs(project: Project, as_of: date, nearest: pd.DataFrame, owned: pd.DataFrame) -> Hubs:
    """The figures of a day.

    Parameters
    ----------
    nearest
        :func:`~mapper.analysis.land.nearest.nearest_places` of the hubs.
    owned
        Which unit each dispute is in, :func:`~mapper.analysis.land.ownership.own`.
    """
    first = as_of - timedelta(days=COHORT_DAYS - 1)
    received = project.disputes["received_at"]
    of_year = ((received >= pd.Timestamp(first)) & (received < end_of(as_of))).to_numpy(dtype=bool)
    served_by = owned["community_code"][of_year].map(nearest["place"])
    residents = project.communities["residents"]
    disputes = served_by.value_counts()
    people, units = residents.groupby(nearest["place"]).sum(), nearest["place"].value_counts()
    known = nearest["way_m"].notna() & residents.notna()
    within = known & (nearest["way_m"] <= project.norms.hub_reach_km * 1000)
    return Hubs(
        first=first,
        as_of=as_of,
        reach_km=project.norms.hub_reach_km,
        hubs=tuple(
            Hub(
                key=str(key),
                units=int(units.get(key, 0)),
                residents=int(people.get(key, 0)),
                disputes=int(disputes.get(key, 0)),
                mediators=None if row.isna().all() else int(row.sum()),
                kinds_missing=tuple(row.index[row.isna()]),
            )
            for key, row in mediation_hubs(project.places)[list(MEDIATORS)].iterrows()
        ),
        residents_within=int(residents[within].sum()),
        residents=int(residents[known].sum()),
        units_left_out=int((~known).sum()),
        disputes_left_out=int(served_by.isna().sum()),
    )
