"""Numbers of units that a map can show by classes, each with what it is counted from and what it leaves out.

A number says how much a unit asks for or has; it ranks no one, and a rate of a small unit says little.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from mapper.analysis.incidents.lifecycle import dispute_open, hazard_states
from mapper.analysis.periods.unit_rates import YEAR_DAYS, UnitRates
from mapper.analysis.seats.coverage import Coverage
from mapper.dates import end_of
from mapper.message import Message
from mapper.project import Project


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
    received = project.disputes["received_at"]
    first = as_of - timedelta(days=YEAR_DAYS - 1)
    within = (received >= pd.Timestamp(first)) & (received < end_of(as_of))
    counts = _counted(project, owned, within.to_numpy(dtype=bool))
    residents = project.communities["residents"].astype("Float64").astype(float)
    known = residents > 0
    return UnitMeasure(
        (counts.values / residents * 1000).where(known),
        {
            "first": first,
            "numerator": int(counts.values[known].sum()),
            "denominator": int(residents[known].sum()),
            "nowhere": counts.facts["nowhere"],
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


def _counted(project: Project, owned: pd.DataFrame, chosen: np.ndarray) -> UnitMeasure:
    """How many of the chosen rows each unit has."""
    units = owned["community_code"][chosen]
    values = units.value_counts().reindex(project.communities.index, fill_value=0).astype(float)
    return UnitMeasure(values, {"numerator": int(values.sum()), "nowhere": int(units.isna().sum())})
