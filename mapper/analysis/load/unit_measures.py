"""Numbers of units that a map can show by classes, each with what it is counted from and what it leaves out.

A number says how much a unit asks for or has; it ranks no one, and a rate of a small unit says little.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.incidents.lifecycle import dispute_open, hazard_states
from mapper.analysis.periods.unit_rates import UnitRates, year_up_to
from mapper.analysis.seats.coverage import Coverage
from mapper.arrays import Bools
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.project import Project

Per = Literal["count", "1000", "km2"]


class IncidentMeasure(NamedTuple):
    """A number that counts the incidents of a table by unit: what is open on the day, else what began in the year."""

    table: str
    per: Per
    is_open: bool = False


# By the code of the measure; a filter may choose which incidents they count.
INCIDENT_MEASURES: Mapping[str, IncidentMeasure] = {
    "open_hazards": IncidentMeasure("hazards", "count", is_open=True),
    "open_disputes": IncidentMeasure("disputes", "count", is_open=True),
    "cases_in_year": IncidentMeasure("cases", "count"),
    "hazards_per_1000": IncidentMeasure("hazards", "1000"),
    "disputes_per_1000": IncidentMeasure("disputes", "1000"),
    "cases_per_1000": IncidentMeasure("cases", "1000"),
    "hazards_per_km2": IncidentMeasure("hazards", "km2"),
    "disputes_per_km2": IncidentMeasure("disputes", "km2"),
    "cases_per_km2": IncidentMeasure("cases", "km2"),
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


def year_of_incidents(
    project: Project, code: str, as_of: date, owned: pd.DataFrame, area_km2: pd.Series | None = None
) -> UnitMeasure:
    """The count or rate of :data:`INCIDENT_MEASURES` of that code, of the year up to the day."""
    measure, year = INCIDENT_MEASURES[code], year_up_to(as_of)
    chosen = year.has(project.table(measure.table)[KIND_OF[measure.table].began])
    return incident_measure(project, measure.per, owned["community_code"], chosen, year.first, area_km2)


def incident_measure(
    project: Project,
    per: Per,
    units: pd.Series,
    chosen: Bools,
    first: date | None = None,
    area_km2: pd.Series | None = None,
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
    area_km2
        Land of each unit, NaN where it has none; asked for by km² alone.
    """
    counts = units[chosen].value_counts().reindex(project.communities.index, fill_value=0).astype(float)
    nowhere = int(units[chosen].isna().sum())
    days = {} if first is None else {"first": first}
    if per == "count":
        return UnitMeasure(counts, {**days, "numerator": int(counts.sum()), "nowhere": nowhere})
    if per == "km2":
        assert area_km2 is not None
        base = area_km2
    else:
        base = project.communities["residents"].astype("Float64").astype(float)
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
