"""Places under inspection, police rooms, outreach and liaison visits."""

from collections.abc import Sequence
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper import frames, schema
from sample_data.incidents import Setting
from sample_data.scatter import points_in_degrees

XY = npt.NDArray[np.float64]

PLACES, PARCEL_SITES, BATHHOUSES = 1_150, 180, 40
OVERLOADED_PLACES = 132
POLICE_ROOMS = 58
_OTHER_TYPES = {
    "hotel": 170,
    "logistics": 95,
    "transport": 28,
    "school": 86,
    "hospital": 37,
    "market": 61,
    "other": 450,
}
_PLACE_WORDS = {
    "hotel": "旅馆", "bathhouse": "足浴店", "parcel": "快递网点", "logistics": "物流点", "transport": "客运站点",
    "school": "学校", "hospital": "卫生院", "market": "市场", "other": "重点单位", "mediation_hub": "解纷超市",
}  # fmt: skip


WAITING = 6  # which station its liaison unit has not visited for long
_LATELY_DAYS = 80
_OUTREACH = {"反诈宣传": 0.5, "消防演练": 0.2, "交通安全": 0.12, "校园安全": 0.1, "电动车安全": 0.08}


def places(setting: Setting, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """1,150 places; three of them mediation hubs. Rented homes are counts of units, never places."""
    types = ["mediation_hub"] * 3 + ["parcel"] * PARCEL_SITES + ["bathhouse"] * BATHHOUSES
    for name, count in _OTHER_TYPES.items():
        types += [name] * count
    types = types[:PLACES]
    town = np.flatnonzero(~setting.village)
    weight = np.where(setting.village, setting.residents * 1.15, setting.residents * 0.85)
    weight[setting.overloaded] = 0.0
    rows = rng.choice(len(weight), PLACES, p=weight / weight.sum())
    # The wholesale market has an eighth of them; neither schools nor parcel sites, which are spread by people.
    free = np.array([i for i, kind in enumerate(types) if kind in ("hotel", "logistics", "market", "other")])
    rows[rng.choice(free, OVERLOADED_PLACES, replace=False)] = setting.overloaded
    rows[:3] = [town[0], town[len(town) // 2], town[-1]]
    xy = setting.scatter.within(rows)
    busy = setting.station[rows] == setting.busy_station
    ago = np.where(busy, rng.exponential(22.0, PLACES), rng.exponential(88.0, PLACES)).clip(1, 380).astype(int)
    numbers: dict[tuple[int, str], int] = {}
    names = []
    for row, kind in zip(rows.tolist(), types, strict=True):
        numbers[row, kind] = numbers.get((row, kind), 0) + 1
        names.append(
            f"{setting.names[row].removesuffix('社区').removesuffix('村')}{_PLACE_WORDS[kind]}{numbers[row, kind]}"
        )
    frame = pd.DataFrame(
        {
            "type": types,
            "name": names,
            **_mediators(types),
            "last_inspected": pd.Timestamp(setting.as_of) - pd.to_timedelta(ago, unit="D"),
            "recorded_unit": setting.names[rows],
        },
        index=pd.Index([f"S{i:04d}" for i in range(1, PLACES + 1)], name="place_id"),
    )
    return frames.conform("places", gpd.GeoDataFrame(frame, geometry=points_in_degrees(xy), crs=schema.DEGREES))


def _mediators(types: list[str]) -> dict[str, list[int | None]]:
    """How many mediators each hub has; the last one has not said how many lawyers come."""
    hubs = {0: (4, 3, 2), 1: (3, 2, 1), 2: (2, 2, None)}
    names = ("governance_mediators", "justice_mediators", "lawyers")
    return {name: [hubs[i][n] if i in hubs else None for i in range(len(types))] for n, name in enumerate(names)}


def police_rooms(setting: Setting, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """A room in every community and in twelve villages, each the middle of a beat."""
    villages = rng.choice(np.flatnonzero(setting.village), POLICE_ROOMS - int((~setting.village).sum()), replace=False)
    rows = np.concatenate([np.flatnonzero(~setting.village), np.sort(villages)])
    names = [f"{setting.names[row]}{'片区中心' if setting.village[row] else ''}警务室" for row in rows]
    frame = pd.DataFrame(
        {"name": names}, index=pd.Index([f"R{i:02d}" for i in range(1, len(rows) + 1)], name="room_id")
    )
    points = points_in_degrees(setting.scatter.within(rows))
    return frames.conform("police_rooms", gpd.GeoDataFrame(frame, geometry=points, crs=schema.DEGREES))


def outreach(setting: Setting, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Outreach events of a year, with the number of people reached and nothing about them."""
    count = 480
    weight = setting.residents * rng.gamma(2.0, 0.5, len(setting.residents))
    rows = rng.choice(len(weight), count, p=weight / weight.sum())
    day = pd.Timestamp(setting.as_of) - pd.to_timedelta(np.sort(rng.integers(0, 365, count))[::-1], unit="D")
    frame = pd.DataFrame(
        {
            "category": rng.choice(list(_OUTREACH), count, p=list(_OUTREACH.values())),
            "community_code": setting.codes[rows],
            "held_at": day,
            "contacts": rng.integers(12, 260, count),
        },
        index=pd.Index([f"X{i:03d}" for i in range(1, count + 1)], name="outreach_id"),
    )
    points = points_in_degrees(setting.scatter.within(rows))
    return frames.conform("outreach", gpd.GeoDataFrame(frame, geometry=points, crs=schema.DEGREES))


def liaison(stations: pd.DataFrame, bodies: Sequence[str], as_of: date, rng: np.random.Generator) -> pd.DataFrame:
    """Visits of two years by the bodies that liaise with the stations; of one station none for long."""
    rows = []
    for number, (code, unit) in enumerate(zip(stations.index, bodies, strict=True)):
        ago = np.sort(rng.integers(210 if number == WAITING else 4, 730, 12))[::-1]
        if number != WAITING:
            ago[-1] = min(ago[-1], _LATELY_DAYS)
        rows += [
            (code, unit, pd.Timestamp(as_of - timedelta(days=int(days))), bool(rng.uniform() < 0.4)) for days in ago
        ]
    frame = pd.DataFrame(rows, columns=["station_code", "liaison_unit", "visited_at", "unannounced"])
    frame.index = pd.Index([f"V{i:03d}" for i in range(1, len(frame) + 1)], name="visit_id")
    return frames.conform("liaison", frame)
