"""Numbers of units that a map can show by classes, each with what it is counted from and what it leaves out.

A number says how much a unit asks for or has; it ranks no one, and a rate of a small unit says little.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.incidents.lifecycle import dispute_open, hazard_states
from mapper.analysis.periods.unit_rates import YEAR_DAYS, UnitRates
from mapper.analysis.seats.coverage import Coverage
from mapper.arrays import Bools, Floats
from mapper.crs import to_metres
from mapper.dates import end_of
from mapper.message import Message
from mapper.project import Project

Per = Literal["count", "1000", "km2"]
# Code of a measure → the table whose incidents it counts, and by what; of these a filter may choose.
INCIDENT_MEASURES: Mapping[str, tuple[str, Per]] = {
    "open_hazards": ("hazards", "count"),
    "open_disputes": ("disputes", "count"),
    "cases_in_year": ("cases", "count"),
    "hazards_per_1000": ("hazards", "1000"),
    "disputes_per_1000": ("disputes", "1000"),
    "cases_per_1000": ("cases", "1000"),
    "hazards_per_km2": ("hazards", "km2"),
    "disputes_per_km2": ("disputes", "km2"),
    "cases_per_km2": ("cases", "km2"),
}


@dataclass(frozen=True, eq=False)
class UnitMeasure:
    """One number for each unit.

    Attributes
    ----------
    values
        Indexed by community_code; missing where there is no figure.
    facts
        What the legend tells beside it: days, sums of numerator and denominator, and what was left out.
    lacks
        Why there is no figure at all, told instead of that; empty where there is.
    """

    values: pd.Series
    facts: Mapping[str, object] = field(default_factory=dict)
    lacks: tuple[Message, ...] = ()

    @property
    def without(self) -> int:
        """Units that have no figure."""
        return int(self.values.isna().sum())


def load_share(project: Project, shares: pd.Series, distance_m: pd.Series) -> UnitMeasure:
    """Load as a share of 1; missing where nobody is on duty.

    ``shares`` is the answer of :func:`~mapper.analysis.load.load.seat_shares`, ``distance_m`` that of
    :func:`~mapper.analysis.load.travel.station_distance_m`.
    """
    facts = {
        "month_minutes": project.norms.officer_minutes_per_month,
        "no_way": int(distance_m.isna().sum()),  # units whose travel is left out
    }
    return UnitMeasure(shares, facts)


def residents_per_officer(project: Project, ledger: Coverage) -> UnitMeasure:
    """Residents by the full-time officers that the unit's seat really has; missing where either is."""
    residents = project.communities["residents"].astype("Float64").astype(float)
    officers = ledger.seats["effective_fte"].astype(float)
    counts = residents.notna() & (officers > 0)
    values = (residents / officers).where(counts)
    return UnitMeasure(
        values,
        {"numerator": int(residents[counts].sum()), "denominator": round(float(officers[counts].sum()), 1)},
    )


def open_hazards(project: Project, as_of: date, owned: pd.DataFrame, states: pd.Series | None = None) -> UnitMeasure:
    """Hazards of each unit that are open or overdue at the end of the day, however they came to be known."""
    states = hazard_states(project, as_of) if states is None else states
    is_open = states.isin(["open", "overdue"]).to_numpy(dtype=bool)
    return _counted(project, owned, is_open)


def open_disputes(
    project: Project, as_of: date, owned: pd.DataFrame, still_open: pd.Series | None = None
) -> UnitMeasure:
    """Disputes of each unit that are open at the end of the day."""
    still_open = dispute_open(project, as_of) if still_open is None else still_open
    return _counted(project, owned, still_open.to_numpy(dtype=bool))


def disputes_per_1000(project: Project, as_of: date, owned: pd.DataFrame) -> UnitMeasure:
    """Disputes received in the year up to the day by 1,000 residents; missing where no residents are known."""
    return year_of_incidents(project, "disputes_per_1000", as_of, owned)


def year_of_incidents(project: Project, code: str, as_of: date, owned: pd.DataFrame) -> UnitMeasure:
    """The count or rate of :data:`INCIDENT_MEASURES` of that code, of the year up to the day."""
    table, per = INCIDENT_MEASURES[code]
    first = as_of - timedelta(days=YEAR_DAYS - 1)
    return incident_measure(project, per, owned["community_code"], began_within(project, table, first, as_of), first)


def began_within(project: Project, table: str, first: date, last: date) -> Bools:
    """True for each row of a table of incidents that began on one of the days, both included."""
    began = project.table(table)[KIND_OF[table].began]
    return np.asarray((began >= pd.Timestamp(first)) & (began < end_of(last)), dtype=bool)


def incident_measure(
    project: Project, per: Per, units: pd.Series, chosen: Bools, first: date | None = None
) -> UnitMeasure:
    """Chosen incidents of each unit: how many, or by 1,000 residents, or by km².

    Parameters
    ----------
    units
        The community that owns each incident; missing where none does.
    chosen
        True for each incident that counts.
    first
        First of the days that they are of, told beside the figure.
    """
    counts = units[chosen].value_counts().reindex(project.communities.index, fill_value=0).astype(float)
    nowhere = int(units[chosen].isna().sum())
    days = {} if first is None else {"first": first}
    if per == "count":
        return UnitMeasure(counts, {**days, "numerator": int(counts.sum()), "nowhere": nowhere})
    if per == "1000":
        base = project.communities["residents"].astype("Float64").astype(float)
    else:
        base = pd.Series(_area_km2(project), index=project.communities.index)
    known = base > 0
    values = (counts / base * (1000 if per == "1000" else 1)).where(known)
    whole = base[known].sum()
    return UnitMeasure(
        values,
        {
            **days,
            "numerator": int(counts[known].sum()),
            "denominator": int(whole) if per == "1000" else round(float(whole), 1),
            "nowhere": nowhere,
        },
    )


def _area_km2(project: Project) -> Floats:
    """Of each unit, 0 where it has no land."""
    metres = to_metres(project.communities.geometry, project.about.map_crs)
    return np.nan_to_num(shapely.area(metres)) / 1e6


def smoothed(project: Project, found: UnitRates) -> UnitMeasure:
    """Incidents of a year per 10,000 residents, each rate drawn to that of all as far as its residents are few."""
    if found.rates is None:
        return UnitMeasure(pd.Series(np.nan, index=project.communities.index), lacks=found.lacks)
    known = found.rates.known
    return UnitMeasure(
        found.rates.units["smoothed"],
        {
            "first": found.period.first,
            "numerator": int(known["count"].sum()),
            "denominator": int(known["residents"].sum()),
            "overall": round(found.rates.overall, 1),
            "none": found.rates.without_incident,
            "discovered": found.discovered,
            "nowhere": found.nowhere,
        },
    )


def _counted(project: Project, owned: pd.DataFrame, chosen: Bools) -> UnitMeasure:
    """How many of the chosen rows each unit has."""
    return incident_measure(project, "count", owned["community_code"], chosen)
