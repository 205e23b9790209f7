"""Load: the minutes a month that a unit asks for, and how much of an officer's time that takes.

Coverage is not capacity: a seat can be held and its officer still drown. Weights are ``Norms.load_minutes``.
"""

from datetime import date, timedelta

import pandas as pd

from mapper.analysis.coverage import Coverage
from mapper.analysis.lifecycle import hazard_states
from mapper.analysis.ownership import own
from mapper.finding import Finding
from mapper.geometry import point_inside
from mapper.project import Project

MONTH_DAYS = 30


def unit_load(
    project: Project, as_of: date, hazard_owners: pd.DataFrame | None = None, dispute_owners: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Minutes a month that each unit asks for, by what asks for them.

    Open hazards that people reported and those that patrols discovered are counted apart. By default (weight 0) what is
    discovered does not raise demand, else a unit that is looked at more would look busier. Disputes are those received
    in the 30 days up to ``as_of``.

    Parameters
    ----------
    hazard_owners, dispute_owners
        The answers of :func:`~mapper.analysis.ownership.own`, where they are at hand already.

    Returns
    -------
    DataFrame
        Indexed by community_code, all in minutes: residents, rentals, key_places, hazards, discovered, disputes, fixed,
        and minutes, their sum. Missing counts are taken as 0.
    """
    units, weights = project.communities, project.norms.load_minutes

    def count(name: str) -> pd.Series:
        return units[name].fillna(0).astype(float)

    if hazard_owners is None:
        hazard_owners = own(project.hazards, units)
    if dispute_owners is None:
        dispute_owners = own(project.disputes, units)
    still_open = hazard_states(project, as_of).isin(["open", "overdue"])
    discovered = project.hazards["origin"] == "discovered"
    disputes = project.disputes
    received = disputes["received_at"]
    recent = (received >= pd.Timestamp(as_of - timedelta(days=MONTH_DAYS))) & (
        received < pd.Timestamp(as_of + timedelta(days=1))
    )
    minutes_each = (
        disputes["reopened"]
        .astype(bool)
        .map({True: weights["reopened_dispute"], False: weights["new_dispute"]})
        .astype(float)
    )
    hazards, found = (
        hazard_owners["community_code"][still_open & kind].value_counts().reindex(units.index, fill_value=0)
        for kind in (~discovered, discovered)
    )
    dispute_minutes = (
        minutes_each[recent]
        .groupby(dispute_owners["community_code"][recent])
        .sum()
        .reindex(units.index, fill_value=0.0)
    )
    parts = pd.DataFrame(
        {
            "residents": count("residents") / 1000 * weights["residents_1000"],
            "rentals": count("rentals") / 100 * weights["rentals_100"],
            "key_places": count("key_places") * weights["key_place"],
            "hazards": hazards * float(weights["open_hazard"]),
            "discovered": found * float(weights["discovered_hazard"]),
            "disputes": dispute_minutes,
            "fixed": (units["kind"] == "village") * float(weights["village_fixed"]),
        },
        index=units.index,
    )
    return parts.assign(minutes=parts.sum(axis=1))


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


def load_findings(project: Project, load: pd.DataFrame) -> list[Finding]:
    """``officer_overloaded`` for each officer whose share of time is above the norm."""
    over = load[load["overloaded"]]
    first = project.communities.loc[[units[0] for units in over["units"]]]
    return [
        Finding(
            "officer_overloaded",
            "warning",
            (str(officer_id), *row.units),
            place,
            {
                "officer": project.officers["display_name"].get(officer_id, officer_id),
                "units": [project.communities["name"][code] for code in row.units],
                "share": round(float(row.share), 4),
                "minutes": round(float(row.minutes)),
                "available": round(float(row.available)),
                "residents": int(project.communities.loc[list(row.units), "residents"].fillna(0).sum()),
            },
        )
        for (officer_id, row), place in zip(over.iterrows(), point_inside(first.geometry), strict=True)
    ]
