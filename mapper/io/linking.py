"""Codes of one file matched to the rows of another that means the same: ``5``, ``05``, a name."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper.io.keys import key_form, keys_by_form
from mapper.message import Message


def link_codes(values: pd.Series, keys: pd.Index, names: pd.Series | None = None) -> tuple[pd.Series, list[str]]:
    """Values as keys of another table, and those (each once) that are none of its rows.

    A value is taken for a key that it equals, else for the only row with that name, else for the only key of the same
    :func:`~mapper.io.keys.key_form`. What is none of these stays as it is.
    """
    exact = set(keys)
    by_name: dict[str, str] = {}
    if names is not None:
        single = names[names.notna() & ~names.duplicated(keep=False)]
        by_name = {str(name).strip(): str(key) for key, name in single.items()}
    by_form = {form: alike[0] for form, alike in keys_by_form(exact).items() if len(alike) == 1}
    table: dict[str, str] = {}
    unknown: list[str] = []
    for value in values.dropna().unique():
        key = value if value in exact else by_name.get(value) or by_form.get(key_form(value))
        if key is None:
            unknown.append(value)
        else:
            table[value] = key
    return values.map(lambda value: table.get(value, value), na_action="ignore").astype("str"), unknown


def link_stations(communities: gpd.GeoDataFrame, stations: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Message]]:
    """Communities whose ``station_code`` is a key of ``stations`` wherever one is meant, and what was done for it.

    Codes that differ by leading zeros only, and stations' names, become the stations' codes. A unit without a station
    gets the one whose land holds a point of it. Codes of no known station stay and are noted.
    """
    if not len(stations):
        return communities, []
    notes: list[Message] = []
    before = communities["station_code"]
    linked, unknown = link_codes(before, stations.index, stations["name"])
    changed = int((before.notna() & (before != linked)).sum())
    if changed:
        notes.append(Message("stations_linked", {"units": changed}))
    if unknown:
        notes.append(Message("stations_unknown", {"codes": sorted(unknown)[:10], "count": len(unknown)}))
    missing = linked.isna().to_numpy()
    if missing.any():
        found = _stations_by_place(communities[missing], stations)
        linked = linked.where(~missing, found.reindex(linked.index))
        if found.notna().any():
            notes.append(Message("stations_by_place", {"units": int(found.notna().sum())}))
    return communities.assign(station_code=linked.astype("str")), notes


def _stations_by_place(units: gpd.GeoDataFrame, stations: gpd.GeoDataFrame) -> pd.Series:
    """Code of the only station whose polygon holds a point of the unit, else missing."""
    land = shapely.make_valid(np.asarray(stations.geometry.array))
    inner = shapely.point_on_surface(shapely.make_valid(np.asarray(units.geometry.array)))
    unit, station = shapely.STRtree(land).query(inner, predicate="intersects")
    frame = pd.Series(stations.index[station], index=units.index[unit], dtype="str")
    return frame[~frame.index.duplicated(keep=False)].reindex(units.index)
