"""Load: the minutes a month that a unit asks for, and how much of an officer's time that takes.

Coverage is not capacity: a seat can be held and its officer still drown. Weights are ``Norms.load_minutes``,
``hazard_factor`` and ``dispute_factor``; travel has norms of its own.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from mapper.analysis.incidents.kinds import HAZARDS, KIND_OF
from mapper.analysis.land.ownership import own
from mapper.analysis.load.travel import station_distance_m, travel_minutes
from mapper.analysis.seats.coverage import Coverage
from mapper.arrays import Bools, Floats
from mapper.dates import end_of
from mapper.finding import Finding
from mapper.finding_kinds import OFFICER_OVERLOADED
from mapper.geometry import points_inside
from mapper.names import name_of, names_of
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
# What of them is read, but for whether a hazard is open.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "hazards": ("geometry", "category", "origin"),
    "disputes": ("geometry", "category", "received_at", "reopened"),
    "places": ("geometry", "type"),
}


def standing_load(
    project: Project, places: pd.DataFrame | None = None, distance_m: pd.Series | None = None
) -> pd.DataFrame:
    """Minutes a month that each unit asks for whatever happens in it: those of :data:`PARTS` that no incident makes.

    Parameters
    ----------
    places, distance_m
        The answers of :func:`~mapper.analysis.land.ownership.own` for places and of
        :func:`~mapper.analysis.load.travel.station_distance_m`, where they are at hand already.

    Returns
    -------
    DataFrame
        Indexed by community_code, in minutes; then distance_m, the straight way from the station. Missing counts are
        taken as 0. Of a unit's key places those are schools and hospitals that the table of places has in it; the
        others are the rest. Where distance_m is missing, travel is 0.
    """
    units, weights = project.communities, project.norms.load_minutes
    owner = (own(project.places, units) if places is None else places)["community_code"]

    def count(name: str) -> pd.Series:
        return units[name].fillna(0).astype(float)

    is_public = project.places["type"].isin(PUBLIC_PLACES).to_numpy(dtype=bool)
    public = pd.Series(_summed(units.index, owner, is_public, 1.0), index=units.index)
    distance_m = station_distance_m(project) if distance_m is None else distance_m
    return pd.DataFrame(
        {
            "residents": count("residents") / 1000 * weights["residents_1000"],
            "rentals": count("rentals") / 100 * weights["rentals_100"],
            "key_places": (count("key_places") - public).clip(lower=0) * weights["key_place"],
            "public_places": public * weights["public_place"],
            "outreach": float(weights["outreach"]),
            "travel": travel_minutes(project, distance_m),
            "fixed": (units["kind"] == "village") * float(weights["village_fixed"]),
            "distance_m": distance_m,
        },
        index=units.index,
    )


def unit_load(
    project: Project,
    as_of: date,
    owned: Mapping[str, pd.DataFrame] | None = None,
    hazards_open: pd.Series | None = None,
    standing: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Minutes a month that each unit asks for, by what asks for them.

    Open hazards that people reported and those that patrols discovered are counted apart. By default (weight 0) what is
    discovered does not raise demand, else a unit that is looked at more would look busier. Disputes are those received
    in the 30 days that end with ``as_of``. The weight of a hazard or dispute is multiplied by the factor of its
    category.

    Parameters
    ----------
    owned
        The answers of :func:`~mapper.analysis.land.ownership.own` for hazards, disputes and places, where they are at
        hand already.
    hazards_open, standing
        Whether each hazard is open at the end of the day, and the answer of :func:`standing_load`, likewise.

    Returns
    -------
    DataFrame
        Indexed by community_code, in minutes: :data:`PARTS`, and minutes, their sum; then distance_m, see
        :func:`standing_load`.
    """
    units, norms = project.communities.index, project.norms
    owner, weights = _owners(project, owned or {}), norms.load_minutes
    if standing is None:
        standing = standing_load(project, None if owned is None else owned.get("places"))
    is_open = HAZARDS.shown_on(project.hazards, as_of) if hazards_open is None else hazards_open
    hazards, disputes = project.hazards, project.disputes
    discovered = (hazards["origin"] == "discovered").to_numpy(dtype=bool, na_value=False)
    still_open = is_open.to_numpy(dtype=bool)
    began = np.datetime64(as_of - timedelta(days=MONTH_DAYS - 1), "us")
    received = disputes["received_at"].to_numpy(dtype="datetime64[us]")
    recent = (received >= began) & (received < end_of(as_of).to_datetime64())
    reopened = disputes["reopened"].to_numpy(dtype=bool, na_value=False)[recent]
    weight = np.where(reopened, weights["reopened_dispute"], weights["new_dispute"])
    per_dispute = _factors(disputes["category"].array[recent], norms.dispute_factor) * weight

    def of_hazards(chosen: Bools, weight: float) -> Floats:
        factors = _factors(hazards["category"].array[chosen], norms.hazard_factor)
        return _summed(units, owner["hazards"], chosen, factors * weight)

    of_incidents = {
        "hazards": of_hazards(still_open & ~discovered, weights["open_hazard"]),
        "discovered": of_hazards(still_open & discovered, weights["discovered_hazard"]),
        "disputes": _summed(units, owner["disputes"], recent, per_dispute),
    }
    minutes = np.column_stack([of_incidents[p] if p in of_incidents else standing[p].to_numpy() for p in PARTS])
    parts = dict(zip(PARTS, minutes.T, strict=True))
    found = parts | {"minutes": minutes.sum(axis=1), "distance_m": standing["distance_m"].to_numpy()}
    return pd.DataFrame(found, index=units)


def _summed(units: pd.Index, owner: pd.Series, chosen: Bools, minutes: Floats | float) -> Floats:
    """Minutes of each unit's rows of a table, of which some are chosen."""
    unit = units.get_indexer(owner.array[chosen])
    each = np.broadcast_to(minutes, unit.shape)[unit >= 0]
    summed: Floats = np.bincount(unit[unit >= 0], weights=each, minlength=len(units)).astype(np.float64, copy=False)
    return summed


def _owners(project: Project, owned: Mapping[str, pd.DataFrame]) -> dict[str, pd.Series]:
    """Table of incidents → community_code of each of its rows."""
    incidents = [table for table in LOAD_TABLES if table in KIND_OF]
    answers = {t: owned[t] if t in owned else own(project.table(t), project.communities) for t in incidents}
    return {table: answer["community_code"] for table, answer in answers.items()}


def _factors(categories: Any, factors: Mapping[str, float]) -> Floats:
    """The factor of each row's category; 1 for one that no rule names."""
    codes, known = pd.factorize(categories)
    each = np.array([*(factors.get(category, 1.0) for category in known), 1.0])  # the last is of a missing one
    found: Floats = each[codes]
    return found


def officer_load(project: Project, ledger: Coverage, minutes: pd.Series) -> pd.DataFrame:
    """How much of each officer's month the officer's units take, for officers who hold a seat that day and are present.

    A unit with several officers is divided evenly among them.

    Returns
    -------
    DataFrame
        Indexed by officer_id: units (tuple of community_codes), minutes, available (FTE × monthly minutes), share
        (missing where nothing is available), overloaded (share above ``Norms.overload_share``).
    """
    held, units = ledger.held, defaultdict[int, list[str]](list)
    for officer, code in zip(held.officer.tolist(), held.unit, strict=True):
        units[officer].append(code)
    asked = minutes.reindex(held.unit).fillna(0.0).to_numpy(dtype=np.float64) / held.sharers
    load = pd.DataFrame(index=held.officer_ids)
    load["units"] = [tuple(units[officer]) for officer in range(len(load))]
    load["minutes"] = np.bincount(held.officer, weights=asked, minlength=len(load))
    fte = project.officers["fte"].reindex(load.index).to_numpy(dtype=np.float64)
    load["available"] = available = fte * project.norms.officer_minutes_per_month
    with np.errstate(invalid="ignore", divide="ignore"):
        load["share"] = share = np.where(available > 0, load["minutes"].to_numpy() / available, np.nan)
        load["overloaded"] = share > project.norms.overload_share
    return load


def seat_shares(ledger: Coverage, officer_shares: pd.Series) -> pd.Series:
    """Load of each unit: the share of the month that all units of its officer take; of the busiest of several.

    ``officer_shares`` is indexed by officer_id, see :func:`officer_load`. Indexed by community_code; missing where
    nobody is present.
    """
    held, units = ledger.held, ledger.seats.index
    shares = officer_shares.reindex(held.officer_ids).to_numpy(dtype=np.float64)[held.officer]
    found = np.full(len(units), np.nan)
    np.fmax.at(found, units.get_indexer(held.unit), shares)
    return pd.Series(found, index=units)


def load_findings(project: Project, load: pd.DataFrame) -> list[Finding]:
    """A finding for each officer whose share of time is above the norm."""
    over, units = load[load["overloaded"]], project.communities
    if over.empty:
        return []
    # Told by their places in the table: a look-up by code in a frame costs more than all else.
    at = [units.index.get_indexer(pd.Index(codes, dtype=units.index.dtype)) for codes in over["units"]]
    names, residents = names_of(units).to_numpy(), units["residents"].fillna(0).to_numpy(dtype=np.int64)
    shapes = np.asarray(units.geometry.array, dtype=object)
    places = points_inside(shapes[[mine[0] for mine in at]])
    columns = (over[name].tolist() for name in ("units", "share", "minutes", "available"))
    return [
        Finding(
            OFFICER_OVERLOADED,
            (str(officer_id), *codes),
            place,
            {
                "officer": name_of(project.officers, officer_id),
                "units": names[mine].tolist(),
                "share": round(share, 4),
                "minutes": round(minutes),
                "available": round(available),
                "residents": int(residents[mine].sum()),
            },
        )
        for officer_id, place, mine, codes, share, minutes, available in zip(
            over.index, places, at, *columns, strict=True
        )
    ]
