"""Whose every row of a project is: the stations that :func:`mapper.audience.of_station` would give it to.

The same rules, asked of all stations at once. ``EVERYBODY`` stands for all of them, where a row is nobody's in
particular.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import schema
from mapper.audience import common_rows, land_of
from mapper.names import split_ids
from mapper.project import Project
from mapper.sensitive import TABLES_OF_INCIDENTS

EVERYBODY = "*"
SEPARATOR = "\x1f"  # between the stations of a row; no code has it
Lands = Mapping[str, shapely.Geometry]
_PARENT_OF = {
    "community_code": "communities",
    "place_id": "places",
    "focus_id": "focus_areas",
    "officer_id": "officers",
}


def lands_of(project: Project, codes: Iterable[str] | None = None) -> dict[str, shapely.Geometry]:
    """The land of each station (:func:`mapper.audience.land_of`), of those that have any."""
    lands = {code: land_of(project, {code}) for code in (project.stations.index if codes is None else codes)}
    return {code: land for code, land in lands.items() if land is not None and not shapely.is_empty(land)}


def changed_lands(before: Project, after: Project, known: Lands) -> dict[str, shapely.Geometry | None]:
    """The lands that an edit has changed; None of a station that has none any more.

    Only stations near what has moved are asked.
    """
    near = _moved(before, after)
    if near is None:
        return {}
    boxes = np.asarray(shapely.box(*near.T), dtype=object)
    codes = set(after.stations.index[_meets(after.stations, boxes)])
    codes |= set(before.stations.index[_meets(before.stations, boxes)])
    for project in (before, after):
        units = project.communities
        codes |= set(units["station_code"][_meets(units, boxes)].dropna())
    codes |= {code for code in known if shapely.intersects(known[code], boxes).any()}
    there = codes & set(after.stations.index)
    found: dict[str, shapely.Geometry | None] = dict.fromkeys(codes & set(known))
    found |= lands_of(after, sorted(there))
    return {
        code: land
        for code, land in found.items()
        if (land is None) is not (code not in known) or not _same(land, known.get(code))
    }


def _same(one: shapely.Geometry | None, other: shapely.Geometry | None) -> bool:
    return one is other or (one is not None and other is not None and bool(shapely.equals_identical(one, other)))


def _moved(before: Project, after: Project) -> npt.NDArray[np.float64] | None:
    """The boxes of units and stations, before and after, whose shape or station differs; None where none does."""
    boxes = []
    for name in ("communities", "stations"):
        old, new = before.table(name), after.table(name)
        if old is new:
            continue
        moved = _moved_keys(name, old, new)
        for frame in (old, new) if len(moved) else ():
            shapes = np.asarray(frame.geometry[frame.index.isin(moved)].array, dtype=object)
            found = shapely.bounds(shapes)
            boxes.append(found[np.isfinite(found).all(axis=1)])
    whole = np.concatenate(boxes) if boxes else np.zeros((0, 4))
    return whole if len(whole) else None


def _moved_keys(name: str, old: pd.DataFrame, new: pd.DataFrame) -> pd.Index:
    """Rows that came or went, or whose shape or station is another."""
    if old.index.equals(new.index):
        both, gone, was, now = old.index, old.index[:0], old, new
    else:
        both = old.index.intersection(new.index)
        gone = old.index.symmetric_difference(new.index)
        was, now = old.loc[both], new.loc[both]
    shapes = [np.asarray(frame.geometry.array, dtype=object) for frame in (was, now)]
    same = np.asarray(shapely.equals_identical(*shapes)) | (
        shapely.is_missing(shapes[0]) & shapely.is_missing(shapes[1])
    )
    if name == "communities":
        codes = [frame["station_code"].to_numpy(dtype=object, na_value=None) for frame in (was, now)]
        same &= codes[0] == codes[1]
    return both[~same].append(gone)


def _meets(frame: pd.DataFrame, boxes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(frame), dtype=bool)
    if len(frame):
        tree = shapely.STRtree(np.asarray(frame.geometry.array, dtype=object))
        found[tree.query(boxes, predicate="intersects")[1]] = True
    return found


class Ownership:
    """Whose each row of one project is.

    Parameters
    ----------
    former
        That of a project that this one was made of: tables that stand as they stood, and what lies where it lay, are
        not asked again.

    Attributes
    ----------
    pairs
        Of each table the keys of its rows, each with a station whose it is.
    tree
        Finds the lands that something lies in.
    """

    tree: "_Lands"

    def __init__(self, project: Project, lands: Lands, former: "Ownership | None" = None) -> None:
        self.project, self.lands = project, lands
        self._former = former
        self.tree = former.tree if former is not None and former.lands is lands else _Lands(lands)
        self.pairs: dict[str, pd.DataFrame] = {}
        self._rows: dict[str, dict[str, str]] = {}
        self._known = set(project.stations.index)
        for name in self._in_order():
            self.pairs[name] = self._of_table(name)
        self._former = None

    def rows(self, name: str) -> dict[str, str]:
        """The stations of each row of a table, joined; a row of none is left out."""
        if name not in self._rows:
            self._rows[name] = _joined(self.pairs[name]) if name in self.pairs else {}
        return self._rows[name]

    @staticmethod
    def _in_order() -> list[str]:
        """The tables that have rows of stations, those that others belong by before them."""
        of = {name: table.belongs_by for name, table in schema.TABLES.items() if table.belongs_by or name == "stations"}
        first = ("stations", "communities", "places", "focus_areas", "duties", "focus_visits", "officers")
        last = TABLES_OF_INCIDENTS
        return [*first, *(name for name in of if name not in first and name not in last), *last]

    def _of_table(self, name: str) -> pd.DataFrame:
        by = schema.TABLES[name].belongs_by
        parents = {
            "community_code": ("communities",),
            "place_id": ("places",),
            "focus_id": ("focus_areas",),
            "unit_or_station": ("communities", "stations"),
            "officer_id": ("officers",),
            "incident_id": tuple(n for n in self.pairs if schema.TABLES[n].belongs_by == "place"),
        }.get(by or "", ("stations",))
        if name == "officers":
            parents = ("stations", "duties", "focus_visits", "focus_areas")
        former, frame = self._former, self.project.table(name)
        if former is not None and frame is former.project.table(name) and (by != "place" or former.lands is self.lands):
            sent_alike = name != "officers" or self.project.focus_areas is former.project.focus_areas
            held_alike = name != "officers" or all(
                self.project.table(held) is former.project.table(held) for held in ("duties", "focus_visits")
            )
            same = all(parent == name or self.pairs[parent] is former.pairs[parent] for parent in parents)
            if (by == "place" or same) and sent_alike and held_alike:
                self._rows[name] = former.rows(name)
                return former.pairs[name]
        alike = {"station_code": self._is_named_alike, "place": self._lies_alike}.get(by or "")
        if former is not None and alike is not None and alike(name, frame):
            self._rows[name] = former.rows(name)
            return former.pairs[name]
        found = self._asked(name, by, frame)
        if former is not None and former.rows(name) == (joined := _joined(found)):
            self._rows[name] = joined
            return former.pairs[name]
        return found

    def _is_named_alike(self, name: str, frame: pd.DataFrame) -> bool:
        """Whether a table's rows name the stations that they named; of officers it rests on more."""
        old = None if self._former is None else self._former.project.table(name)
        if old is None or name == "officers" or not old.index.equals(frame.index):
            return False
        if self._former is None or not self._former.project.stations.index.equals(self.project.stations.index):
            return False
        codes = [one["station_code"].to_numpy(dtype=object, na_value=None) for one in (old, frame)]
        return bool((codes[0] == codes[1]).all())

    def _lies_alike(self, name: str, frame: pd.DataFrame) -> bool:
        """Whether a table's rows lie where they lay, on the lands that there were."""
        former = self._former
        old = None if former is None or former.lands is not self.lands else former.project.table(name)
        if old is None or not old.index.equals(frame.index):
            return False
        shapes = [np.asarray(one.geometry.array, dtype=object) for one in (old, frame)]
        missing = [shapely.is_missing(of) for of in shapes]
        same = np.asarray(shapely.equals_identical(*shapes)) | (missing[0] & missing[1])
        common = [common_rows(name, one) for one in (old, frame)]
        return bool(same.all()) and (common[0] is None or common[1] is None or bool((common[0] == common[1]).all()))

    def _asked(self, name: str, by: str | None, frame: pd.DataFrame) -> pd.DataFrame:
        if name == "stations":
            return _pairs(frame.index, frame.index)
        if by == "place":
            return self._at(name)
        if by == "incident_id":
            return self._of_incidents(frame)
        if by == "unit_or_station":
            of_unit = _of_parent(frame.index, frame["community_code"], self.pairs["communities"])
            return pd.concat([of_unit, self._named(frame[frame["community_code"].isna()])])
        if by == "station_code":
            return self._officers(frame) if name == "officers" else self._named(frame)
        return _of_parent(frame.index, frame[by], self.pairs[_PARENT_OF[by or ""]])

    def _named(self, frame: pd.DataFrame) -> pd.DataFrame:
        named = frame["station_code"].isin(self._known)
        return _pairs(frame.index[named], frame["station_code"][named])

    def _at(self, name: str) -> pd.DataFrame:
        frame, former = self.project.table(name), self._former
        old = None if former is None or former.lands is not self.lands else former.project.table(name)
        if former is None or old is None or not len(old):
            return self.tree.of(name, frame)
        there = frame.index.isin(old.index)
        was, now = old.reindex(frame.index[there]), frame[there]
        alike = np.array(
            shapely.equals_identical(*(np.asarray(rows.geometry.array, dtype=object) for rows in (was, now)))
        )
        alike |= was.geometry.isna().to_numpy() & now.geometry.isna().to_numpy()
        common = [common_rows(name, rows) for rows in (was, now)]
        if common[0] is not None and common[1] is not None:
            alike &= common[0] == common[1]
        same = np.zeros(len(frame), dtype=bool)
        same[np.flatnonzero(there)] = alike
        kept = former.pairs[name]
        kept = kept[kept["key"].isin(frame.index[same])]
        return pd.concat([kept, self.tree.of(name, frame[~same])], ignore_index=True)

    def _officers(self, officers: pd.DataFrame) -> pd.DataFrame:
        """Its own, those of others who hold its seats, and who is sent to its focus areas or was."""
        found = [self._named(officers)]
        for name in ("duties", "focus_visits"):
            frame = self.project.table(name)
            found.append(_of_rows(frame.index, frame["officer_id"], self.pairs[name]))
        focus = self.project.focus_areas["officer_ids"]
        sent = [(row, officer) for row, ids in focus.items() for officer in split_ids(ids)]
        rows, ids = zip(*sent, strict=True) if sent else ((), ())
        found.append(_of_rows(pd.Index(rows, dtype=object), pd.Series(ids, dtype=object), self.pairs["focus_areas"]))
        whole = pd.concat(found)
        return whole[whole["key"].isin(officers.index)]

    def _of_incidents(self, rows: pd.DataFrame) -> pd.DataFrame:
        found = [_pairs([], [])]
        for table in rows["incident_table"].dropna().unique() if len(rows) else ():
            if table in self.pairs:
                mine = rows[(rows["incident_table"] == table).to_numpy(dtype=bool)]
                found.append(_of_parent(mine.index, mine["incident_id"], self.pairs[table]))
        return pd.concat(found)


def _joined(pairs: pd.DataFrame) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for key, station in zip(pairs["key"].tolist(), pairs["station"].tolist(), strict=True):
        found.setdefault(key, []).append(station)
    return {key: of[0] if len(of) == 1 else SEPARATOR.join(sorted({*of})) for key, of in found.items()}


class _Lands:
    """All stations' lands, asked for what lies in them."""

    def __init__(self, lands: Lands) -> None:
        self._codes = np.array(list(lands), dtype=object)
        self._shapes = np.array(list(lands.values()), dtype=object)
        shapely.prepare(self._shapes)
        self.tree = shapely.STRtree(self._shapes)

    def of(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """Each row with the stations in whose land it lies; not where it only touches that along a border."""
        if not len(frame):
            return _pairs([], [])
        shapes = np.asarray(frame.geometry.array, dtype=object)
        rows, lands = self.tree.query(shapes, predicate="intersects")
        areal = np.flatnonzero(shapely.get_dimensions(shapes[rows]) == 2)
        touching = np.zeros(len(rows), dtype=bool)
        touching[areal] = shapely.touches(shapes[rows[areal]], self._shapes[lands[areal]])
        rows, lands = rows[~touching], lands[~touching]
        keys = frame.index.to_numpy(dtype=object)
        found = _pairs(keys[rows], self._codes[lands])
        common = common_rows(name, frame)
        if common is None or not common.any():
            return found
        everybody = _pairs(keys[common], np.full(int(common.sum()), EVERYBODY, dtype=object))
        return pd.concat([found[~found["key"].isin(keys[common])], everybody], ignore_index=True)


def _with(of: Mapping[str, str | None], column: str) -> list[str]:
    return [name for name, by in of.items() if by == column]


def _pairs(keys: object, stations: object) -> pd.DataFrame:
    return pd.DataFrame({"key": np.asarray(keys, dtype=object), "station": np.asarray(stations, dtype=object)})


def _of_rows(rows: pd.Index, keys: pd.Series, pairs: pd.DataFrame) -> pd.DataFrame:
    """What the rows of a table name, with the stations of these rows."""
    named = pd.DataFrame({"row": rows.to_numpy(dtype=object), "named": keys.to_numpy(dtype=object)}).dropna()
    found = named.merge(pairs, left_on="row", right_on="key")
    return _pairs(found["named"], found["station"])


def _of_parent(keys: pd.Index, parents: pd.Series, pairs: pd.DataFrame) -> pd.DataFrame:
    rows = pd.DataFrame({"row": keys.to_numpy(dtype=object), "key": parents.to_numpy(dtype=object)}).dropna()
    found = rows.merge(pairs, on="key")
    return _pairs(found["row"], found["station"])
