"""Faults in the rows of hazards and disputes: coordinates, recorded units, clocks, handlers, duplicates."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry import Point

from sample_data.answer_key import AnswerKey
from sample_data.incidents import Setting
from sample_data.land import degrees_from_centre, metres_from_centre
from sample_data.scatter import CLEAR_M, points_in_degrees

XY = npt.NDArray[np.float64]

BEYOND, ZERO, SWAPPED, WRONG_UNIT = 7, 2, 3, 11
FAMILY_TO_CASE_TEAM, ORDER_TO_COMMITTEE = 14, 6
EXACT_COPIES, NEAR_COPIES = 12, 8
OWNERLESS = 2
TURNED_CRIMINAL = 2


_MISROUTED = {
    "family": ("家庭纠纷误派办案队", "A family dispute sent to the case team."),
    "public_order": ("治安纠纷误派居委会", "A public order dispute sent to the residents' committee."),
}


class RowFaults:
    """Plants faults in the two tables, never two in one row, and never where a fault would change a count elsewhere.

    ``hazards`` and ``disputes`` are indexed by their keys and have the column ``row`` (unit) and points in degrees.
    """

    def __init__(
        self,
        setting: Setting,
        outline: npt.NDArray[np.object_],
        hazards: gpd.GeoDataFrame,
        disputes: gpd.GeoDataFrame,
        rng: np.random.Generator,
        key: AnswerKey,
    ) -> None:
        self.setting, self.outline, self.rng, self.key = setting, outline, rng, key
        self.tables = {"hazards": hazards, "disputes": disputes}
        self.used: set[str] = set()

    def plant(self) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
        """Hazards and disputes with all faults."""
        self._clocks()
        self._misrouted()
        self._outside()
        self._wrong_unit()
        self._copies()
        self._turned_criminal()
        return self.tables["hazards"], self.tables["disputes"]

    def _settled(self, table: str, count: int, mask: pd.Series | None = None) -> list[str]:
        """Rows closed at least 60 days ago that have no fault yet."""
        frame = self.tables[table]
        started = frame["reported_at" if table == "hazards" else "received_at"]
        fits = frame["closed_at"].notna() & (started < self.setting.now - pd.Timedelta(days=60))
        if mask is not None:
            fits &= mask
        free = [key for key in frame.index[fits] if key not in self.used]
        chosen = sorted(str(key) for key in self.rng.choice(free, count, replace=False))
        self.used.update(chosen)
        return chosen

    def _where(self, table: str, row: str) -> tuple[float, float]:
        point = self.tables[table].geometry[row]
        return float(point.x), float(point.y)

    def _clocks(self) -> None:
        frame = self.tables["hazards"]
        late = list(
            frame.index[frame["verified_at"].isna() & (frame["reported_at"] < pd.Timestamp(self.setting.as_of))]
        )
        self.used.update(late)
        ownerless = late[:: len(late) // OWNERLESS][:OWNERLESS]
        frame.loc[ownerless, "owner_id"] = pd.NA
        for row in late:
            days = (pd.Timestamp(self.setting.as_of) - frame["reported_at"][row].normalize()).days
            self.key.plant(
                "overdue",
                "clocks",
                finding="hazard_overdue",
                subjects=[row],
                table="hazards",
                where=self._where("hazards", row),
                days=days,
                zh=f"过了 24 时未核查, 已 {days} 天",
                en=f"Not verified by midnight, {days} days ago.",
            )
        for row in ownerless:
            self.key.plant(
                "ownerless",
                "clocks",
                finding="hazard_ownerless",
                subjects=[row],
                table="hazards",
                where=self._where("hazards", row),
                zh="未整改且无责任人",
                en="Open, and nobody answers for it.",
            )
        (row,) = self._settled("hazards", 1)
        frame.loc[row, "closed_at"] = frame["reported_at"][row] - pd.Timedelta(days=3, hours=2)
        self.key.plant(
            "closed_before_reported",
            "clocks",
            finding="hazard_closed_before_reported",
            subjects=[row],
            table="hazards",
            where=self._where("hazards", row),
            zh="整改时间早于上报时间",
            en="Closed before it was reported.",
        )

    def _turned_criminal(self) -> None:
        """Two disputes of the year became criminal cases; a third did before it was received, which cannot be."""
        frame = self.tables["disputes"]
        rows = self._settled("disputes", TURNED_CRIMINAL + 1, frame["outcome"] == "unresolved")
        frame["turned_criminal_at"] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
        for row in rows[:-1]:
            frame.loc[row, "turned_criminal_at"] = frame["closed_at"][row]
            frame.loc[row, "outcome"] = "escalated"
        wrong = rows[-1]
        frame.loc[wrong, "turned_criminal_at"] = frame["received_at"][wrong] - pd.Timedelta(days=2)
        self.key.plant(
            "turned_before_received",
            "clocks",
            finding="dispute_turned_before_received",
            subjects=[wrong],
            table="disputes",
            where=self._where("disputes", wrong),
            zh="民转刑时间早于受理时间",
            en="Turned criminal before it was received.",
        )

    def _misrouted(self) -> None:
        frame = self.tables["disputes"]
        recent = frame["received_at"] > self.setting.now - pd.Timedelta(days=240)
        for category, handler, count in (
            ("family", "case_team", FAMILY_TO_CASE_TEAM),
            ("public_order", "residents_committee", ORDER_TO_COMMITTEE),
        ):
            zh, en = _MISROUTED[category]
            free = [key for key in frame.index[recent & (frame["category"] == category)] if key not in self.used]
            chosen = free[-count:]
            assert len(chosen) == count
            self.used.update(chosen)
            frame.loc[chosen, "handler"] = handler
            for row in chosen:
                self.key.plant(
                    "misrouted",
                    "routing",
                    finding="dispute_misrouted",
                    subjects=[row],
                    table="disputes",
                    where=self._where("disputes", row),
                    category=category,
                    handler=handler,
                    zh=zh,
                    en=en,
                )

    def _outside(self) -> None:
        rows = [("hazards", row) for row in self._settled("hazards", 6)]
        rows += [("disputes", row) for row in self._settled("disputes", 6)]
        rows = [rows[i] for i in self.rng.permutation(len(rows))]
        for i, (table, row) in enumerate(rows):
            frame = self.tables[table]
            lon, lat = self._where(table, row)
            if i < BEYOND:
                kind, zh, en = "beyond", "坐标在辖区之外", "Lies beyond the district."
                point = self._beyond(Point(degrees_to_metres(lon, lat)))
            elif i < BEYOND + ZERO:
                kind, zh, en, point = "zero", "坐标为 0, 0", "Coordinates are 0, 0.", Point(0.0, 0.0)
            else:
                kind, zh, en, point = (
                    "swapped",
                    "经纬度填反",
                    "Longitude and latitude have changed places.",
                    Point(lat, lon),
                )
            frame.loc[[row], "geometry"] = gpd.GeoSeries([point], index=[row], crs=frame.crs)
            self.key.plant(
                kind,
                "ownership",
                finding="point_outside",
                subjects=[row],
                where=(point.x, point.y),
                table=table,
                unit=frame["recorded_unit"][row],
                true_lon_lat=[round(lon, 7), round(lat, 7)],
                zh=zh,
                en=en,
            )

    def _beyond(self, point: Point) -> Point:
        """A point 0.8 to 3 km outside the district, on the side where the true one is."""
        middle = np.array([0.0, 0.0])
        way = np.array([point.x, point.y]) - middle
        way = way / np.hypot(*way)
        reach = max(r for r in np.arange(2000.0, 22000.0, 100.0) if shapely.contains_xy(self.outline[0], *(r * way)))
        return degrees_from_centre([Point((reach + self.rng.uniform(800.0, 3000.0)) * way)])[0]  # type: ignore[no-any-return]  # an object array

    def _wrong_unit(self) -> None:
        rows = [("hazards", row) for row in self._settled("hazards", 5)]
        rows += [("disputes", row) for row in self._settled("disputes", WRONG_UNIT - 5)]
        names = self.setting.names
        for table, row in rows:
            frame = self.tables[table]
            true = str(frame["recorded_unit"][row])
            other = str(self.rng.choice([name for name in names if name != true]))
            code = str(self.setting.codes[int(frame["row"][row])])
            frame.loc[row, "recorded_unit"] = other
            self.key.plant(
                "wrong_unit",
                "analysis",
                finding="point_wrong_unit",
                subjects=[row, code],
                where=self._where(table, row),
                table=table,
                recorded=other,
                lies_in=true,
                zh=f"登记为{other}, 实在{true}",
                en="The recorded unit is not the one it lies in.",
            )

    def _copies(self) -> None:
        """Half of the copies in each table: exact ones, and near ones minutes later and some metres off."""
        for table, prefix in (("hazards", "H"), ("disputes", "D")):
            exact = self._settled(table, EXACT_COPIES // 2)
            near = self._settled(table, NEAR_COPIES // 2)
            frame = self.tables[table]
            copies = frame.loc[[*exact, *near]].copy()
            copies.index = pd.Index(
                [f"{prefix}{len(frame) + 1 + i:05d}" for i in range(len(copies))], name=frame.index.name
            )
            started = "reported_at" if table == "hazards" else "received_at"
            points = np.asarray(copies.geometry.array, dtype=object)
            for i in range(len(exact), len(copies)):
                code = copies.index[i]
                copies.loc[code, started] += pd.Timedelta(minutes=4)
                points[i] = self._close_by(points[i], int(copies["row"].iloc[i]))
            copies = copies.set_geometry(gpd.GeoSeries(points, index=copies.index, crs=frame.crs))
            self.tables[table] = gpd.GeoDataFrame(pd.concat([frame, copies]), geometry="geometry", crs=frame.crs)
            for i, (original, copy) in enumerate(zip([*exact, *near], copies.index, strict=True)):
                kind = "exact_copy" if i < len(exact) else "near_copy"
                self.key.plant(
                    kind,
                    "analysis",
                    finding=None,
                    subjects=[original, str(copy)],
                    table=table,
                    where=self._where(table, str(copy)),
                    zh="同一事项重复登记" if kind == "exact_copy" else "同日相距 30 米内, 疑似重复",
                    en="The same matter recorded twice."
                    if kind == "exact_copy"
                    else "Same day, within 30 m: probably the same matter.",
                )

    def _close_by(self, point: Point, unit: int) -> Point:
        assert CLEAR_M >= 30
        while True:
            xy = np.array([degrees_to_metres(point.x, point.y)]) + self.rng.normal(0, 9.0, (1, 2))
            moved = np.hypot(*(xy[0] - degrees_to_metres(point.x, point.y)))
            if 3.0 < moved < 28.0 and self.setting.scatter.unit_at(xy)[0] == unit:
                return points_in_degrees(xy)[0]  # type: ignore[no-any-return]  # an object array


def degrees_to_metres(lon: float, lat: float) -> tuple[float, float]:
    """One place in degrees as metres around the centre."""
    point = metres_from_centre(gpd.GeoSeries([Point(lon, lat)], crs="EPSG:4326"))[0]
    return float(point.x), float(point.y)
