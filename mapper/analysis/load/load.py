"""Load: the minutes a month that a unit asks for, and how much of an officer's time that takes.

Coverage is not capacity: a seat can be held and its officer still drown. Weights are ``Norms.load_minutes``,
``hazard_factor`` and ``dispute_factor``; travel has norms of its own.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from mapper.analysis.incidents.lifecycle import hazard_states
from mapper.analysis.land.ownership import own
from mapper.analysis.load.travel import station_distance_m, travel_minutes
from mapper.analysis.seats.coverage import Coverage
from mapper.arrays import Bools, Floats
from mapper.dates import end_of
from mapper.finding import Finding
from mapper.finding_kinds import OFFICER_OVERLOADED
from mapper.geometry import point_inside
from mapper.names import name_of
from mapper.project import Project

MONTH_DAYS = 30
PARTS = (
    "residents",
    "rentals",
    "key_places",
    "public_places",
    "hazards",
    "discovered",
    "disputes",
    "outreach",
    "travel",
    "fixed",
)
PUBLIC_PLACES = ("school", "hospital")
LOAD_TABLES = ("hazards", "disputes", "places")  # whose points ask for minutes of the unit they are in


def unit_load(
    project: Project,
    as_of: date,
    owned: Mapping[str, pd.DataFrame] | None = None,
    hazards_now: pd.Series | None = None,
    distance_m: pd.Series | None = None,
) -> pd.DataFrame:
    """Minutes a month that each unit asks for, by what asks for them.

    Open hazards that people reported and those that patrols discovered are counted apart. By default (weight 0) what is
    discovered does not raise demand, else a unit that is looked at more would look busier. Disputes are those received
    in the 30 days that end with ``as_of``. The weight of a hazard or dispute is multiplied by the factor of its
    category. Of a unit's key places those are schools and hospitals that the table of places has in it; the others are
    the rest.

    Parameters
    ----------
    owned
        The answers of :func:`~mapper.analysis.land.ownership.own` for hazards, disputes and places, where they are at
        hand already.
    hazards_now, distance_m
        The answers of :func:`~mapper.analysis.incidents.lifecycle.hazard_states` and
        :func:`~mapper.analysis.load.travel.station_distance_m`, likewise.

    Returns
    -------
    DataFrame
        Indexed by community_code, in minutes: :data:`PARTS`, and minutes, their sum. Missing counts are taken as 0.
        Then distance_m, the straight way from the station (:mod:`~mapper.analysis.load.travel`); where it is missing,
        travel is 0.
    """
    units, weights = project.communities, project.norms.load_minutes
    owner = _owners(project, owned or {})

    def count(name: str) -> pd.Series:
        return units[name].fillna(0).astype(float)

    def summed(table: str, chosen: Bools, minutes: Floats | float) -> pd.Series:
        """Minutes of each unit's rows of a table, of which some are chosen."""
        unit = units.index.get_indexer(owner[table].array[chosen])
        each = np.broadcast_to(minutes, unit.shape)[unit >= 0]
        sums = np.bincount(unit[unit >= 0], weights=each, minlength=len(units))
        return pd.Series(sums, index=units.index)

    states = hazard_states(project, as_of) if hazards_now is None else hazards_now
    hazards = pd.DataFrame(project.hazards)
    discovered = (hazards["origin"] == "discovered").to_numpy(dtype=bool, na_value=False)
    still_open = states.isin(["open", "overdue"]).to_numpy()
    disputes = pd.DataFrame(project.disputes)
    received = disputes["received_at"]
    recent = (received >= pd.Timestamp(as_of - timedelta(days=MONTH_DAYS - 1))) & (received < end_of(as_of))
    month = disputes[recent.to_numpy()]
    weight = np.where(month["reopened"].astype(bool), weights["reopened_dispute"], weights["new_dispute"])
    per_dispute = _factors(month["category"], project.norms.dispute_factor) * weight

    def of_hazards(chosen: Bools, weight: float) -> pd.Series:
        factors = _factors(hazards["category"].array[chosen], project.norms.hazard_factor)
        return summed("hazards", chosen, factors * weight)

    public = summed("places", project.places["type"].isin(PUBLIC_PLACES).to_numpy(dtype=bool), 1.0)
    distance_m = station_distance_m(project) if distance_m is None else distance_m
    parts = pd.DataFrame(
        {
            "residents": count("residents") / 1000 * weights["residents_1000"],
            "rentals": count("rentals") / 100 * weights["rentals_100"],
            "key_places": (count("key_places") - public).clip(lower=0) * weights["key_place"],
            "public_places": public * weights["public_place"],
            "hazards": of_hazards(still_open & ~discovered, weights["open_hazard"]),
            "discovered": of_hazards(still_open & discovered, weights["discovered_hazard"]),
            "disputes": summed("disputes", recent.to_numpy(), per_dispute),
            "outreach": float(weights["outreach"]),
            "travel": travel_minutes(project, distance_m),
            "fixed": (units["kind"] == "village") * float(weights["village_fixed"]),
        },
        index=units.index,
    )
    return parts.assign(minutes=parts.sum(axis=1), distance_m=distance_m)


def _owners(project: Project, owned: Mapping[str, pd.DataFrame]) -> dict[str, pd.Series]:
    """Table → community_code of each of its rows."""
    answers = {t: owned[t] if t in owned else own(project.table(t), project.communities) for t in LOAD_TABLES}
    return {table: answer["community_code"] for table, answer in answers.items()}


def _factors(categories: Iterable[str], factors: Mapping[str, float]) -> Floats:
    """The factor of each row's category; 1 for one that no rule names."""
    return np.array([factors.get(category, 1.0) for category in categories], dtype=np.float64)


def officer_load(project: Project, ledger: Coverage, minutes: pd.Series) -> pd.DataFrame:
    """How much of each officer's month the officer's units take, for officers who hold a seat that day and are present.

    A unit with several officers is divided evenly among them.

    Returns
    -------
    DataFrame
        Indexed by officer_id: units (tuple of community_codes), minutes, available (FTE × monthly minutes), share
        (missing where nothing is available), overloaded (share above ``Norms.overload_share``).
    """
    seats = ledger.seats["officer_ids"].explode().dropna()
    people = seats.groupby(level=0).size()
    each = pd.DataFrame(
        {
            "officer_id": seats.array,
            "unit": seats.index,
            "minutes": (minutes.reindex(seats.index) / people.reindex(seats.index)).array,
        }
    )
    grouped = each.groupby("officer_id")
    load = pd.DataFrame({"units": grouped["unit"].agg(tuple), "minutes": grouped["minutes"].sum()})
    load["available"] = project.officers["fte"].reindex(load.index) * project.norms.officer_minutes_per_month
    load["share"] = (load["minutes"] / load["available"]).where(load["available"] > 0)
    load["overloaded"] = load["share"] > project.norms.overload_share
    return load


def seat_shares(ledger: Coverage, officer_shares: pd.Series) -> pd.Series:
    """Load of each unit: the share of the month that all units of its officer take; of the busiest of several.

    ``officer_shares`` is indexed by officer_id, see :func:`officer_load`. Indexed by community_code; missing where
    nobody is present.
    """
    pairs = ledger.seats["officer_ids"].explode().dropna()
    shares = pd.Series(officer_shares.reindex(pairs).to_numpy(dtype=float), index=pairs.index)
    return shares.groupby(level=0).max().reindex(ledger.seats.index).astype(float)


def load_findings(project: Project, load: pd.DataFrame) -> list[Finding]:
    """A finding for each officer whose share of time is above the norm."""
    over = load[load["overloaded"]]
    first = project.communities.loc[[units[0] for units in over["units"]]]
    return [
        Finding(
            OFFICER_OVERLOADED,
            (str(officer_id), *row.units),
            place,
            {
                "officer": name_of(project.officers, officer_id),
                "units": [name_of(project.communities, code) for code in row.units],
                "share": round(float(row.share), 4),
                "minutes": round(float(row.minutes)),
                "available": round(float(row.available)),
                "residents": int(project.communities.loc[list(row.units), "residents"].fillna(0).sum()),
            },
        )
        for (officer_id, row), place in zip(over.iterrows(), point_inside(first.geometry), strict=True)
    ]
