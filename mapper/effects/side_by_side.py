"""Two plans, or two days, set against each other: who would have what, and what stays with whom.

Each side is a :class:`~mapper.day.day.Day`, of a project with a plan carried out or as it is, so every figure is the
one that window and paper would show then. Only what is asked of both is told; nothing is written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.load.balance import farthest_from_mean
from mapper.analysis.seats.coverage import COUNTED
from mapper.crs import to_metres
from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.effect import Change
from mapper.geometry import polygonal
from mapper.lazy_dataclass import dataclass
from mapper.names import name_of

_LEAST_KM2 = 5e-8  # 0.05 m²: below it borders are the same
_LEAST_MINUTES = 0.5


@dataclass(frozen=True)
class Totals:
    """One side in figures.

    Attributes
    ----------
    seats, gaps
        Units, and those of them whose seat nobody holds that day.
    officers, overloaded
        Who holds a seat and is at work; whose units take more of the month than the norm allows.
    beats, without_beat
        Beats; units that are in none.
    busiest
        Load share of the officer who has most to do; None where nobody has a seat.
    """

    seats: int
    gaps: int
    officers: int
    overloaded: int
    beats: int
    without_beat: int
    busiest: float | None


@dataclass(frozen=True)
class UnitPair:
    """A unit that is not the same on both sides; None of what it has not, or where it is not there.

    ``holders`` are the officers at work in its seat, ``state`` that of the seat, ``km2`` its land.
    """

    code: str
    name: str
    holders: Change
    state: Change
    beat: Change
    station: Change
    km2: Change
    residents: int

    @property
    def changes_holder(self) -> bool:
        return bool(self.holders.before != self.holders.after)

    @property
    def changes_land(self) -> bool:
        """Also of a unit that is there, or has an outline, on one side alone."""
        before, after = self.km2
        if before is None or after is None:
            return True
        if isnan(before) or isnan(after):
            return isnan(before) != isnan(after)
        return bool(abs(after - before) >= _LEAST_KM2)

    @property
    def changes_beat(self) -> bool:
        return bool(self.beat.before != self.beat.after)

    @property
    def gap(self) -> str | None:
        """``opens`` where its seat is held on the first side alone, ``closes`` on the second alone."""
        held = [state in COUNTED for state in self.state]
        return None if held[0] == held[1] else "opens" if held[0] else "closes"


@dataclass(frozen=True)
class LoadPair:
    """What an officer or a beat has on both sides: units, residents, minutes a month, share of the officer's month.

    None on a side where there is no such beat, or where the officer holds no seat; ``share`` None for beats.
    """

    key: str
    name: str
    units: Change
    residents: Change
    minutes: Change
    share: Change

    @property
    def gain(self) -> float:
        """Minutes a month that the second side has more."""
        return self.minutes.gain

    @property
    def is_same(self) -> bool:
        return self.units.before == self.units.after and abs(self.gain) < _LEAST_MINUTES


@dataclass(frozen=True)
class Kept:
    """What of the units that both sides have stays: numerators, of ``units``, ``residents`` and ``km2`` in all.

    Of beats it is of those units that are in one on either side: ``in_beats``.
    """

    units: int
    residents: int
    km2: float
    same_holder: int
    same_holder_residents: int
    in_beats: int
    in_beats_residents: int
    same_beat: int
    same_beat_residents: int
    same_land_km2: float


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Both sides.

    Attributes
    ----------
    first, second
        In figures.
    units
        Those that are not the same, in the project's order; those of the first side that are gone last.
    officers, beats
        Everybody who holds a seat, and every beat, on either side, who gains most first.
    """

    first: Totals
    second: Totals
    units: tuple[UnitPair, ...]
    officers: tuple[LoadPair, ...]
    beats: tuple[LoadPair, ...]
    kept: Kept

    def spread(self, side: int) -> float | None:
        """How far the beat farthest from the mean of minutes is from it, as a share of it; None below two beats."""
        minutes = [row.minutes[side] for row in self.beats if row.minutes[side] is not None]
        return farthest_from_mean(minutes) if len(minutes) > 1 else None

    @property
    def gaps_opened(self) -> tuple[UnitPair, ...]:
        return tuple(unit for unit in self.units if unit.gap == "opens")

    @property
    def gaps_closed(self) -> tuple[UnitPair, ...]:
        return tuple(unit for unit in self.units if unit.gap == "closes")

    def as_json(self) -> dict[str, Any]:
        """The shape of ``variants compare --json``."""
        return {
            "first": _plain(self.first),
            "second": _plain(self.second),
            "kept": _plain(self.kept),
            "units": [_plain(unit) | {"gap": unit.gap} for unit in self.units],
            "officers": [_plain(row) for row in self.officers if not row.is_same],
            "beats": [_plain(row) for row in self.beats if not row.is_same],
        }


def side_by_side(first: Day, second: Day) -> SideBySide:
    """Two days of one district set against each other."""
    codes = [
        *second.project.communities.index,
        *first.project.communities.index.difference(second.project.communities.index),
    ]
    told = [_units(day) for day in (first, second)]
    pairs = [_pair(str(code), told[0].get(str(code)), told[1].get(str(code))) for code in codes]
    return SideBySide(
        _totals(first),
        _totals(second),
        tuple(pair for pair in pairs if not _is_same(pair)),
        _loads(_officers(first), _officers(second)),
        _loads(_beats(first), _beats(second)),
        _kept(first, second, [pair for pair in pairs if pair.code in told[0] and pair.code in told[1]]),
    )


def _units(day: Day) -> dict[str, dict[str, Any]]:
    """What is to be said of each unit."""
    units, seats = day.project.communities, day.coverage.seats
    columns = {
        "name": [name_of(units, code) for code in units.index],
        "holders": seats["officer_ids"].reindex(units.index).tolist(),
        "state": seats["state"].reindex(units.index).tolist(),
        "beat": _texts(units["beat_name"]),
        "station": _texts(units["station_code"]),
        "km2": day.unit_area_km2.reindex(units.index).tolist(),
        "residents": units["residents"].fillna(0).astype(int).tolist(),
    }
    rows = zip(*columns.values(), strict=True)
    return {str(code): dict(zip(columns, row, strict=True)) for code, row in zip(units.index, rows, strict=True)}


def _texts(column: pd.Series) -> list[str | None]:
    return [value if isinstance(value, str) and value else None for value in column]


def _pair(code: str, first: Mapping[str, Any] | None, second: Mapping[str, Any] | None) -> UnitPair:
    known = second or first or {}

    def both(name: str) -> Change:
        return Change(*(None if side is None else side[name] for side in (first, second)))

    return UnitPair(
        code,
        known["name"],
        both("holders"),
        both("state"),
        both("beat"),
        both("station"),
        both("km2"),
        known["residents"],
    )


def _is_same(pair: UnitPair) -> bool:
    return not (
        pair.changes_land or pair.changes_holder or pair.changes_beat or pair.station.before != pair.station.after
        or pair.state.before != pair.state.after
    )  # fmt: skip


def _totals(day: Day) -> Totals:
    beats, load = day.project.communities["beat_name"], day.officer_load
    named = beats.notna() & (beats != "")
    shares = load["share"].dropna()
    return Totals(
        seats=day.coverage.units,
        gaps=day.coverage.units - day.coverage.covered,
        officers=len(load),
        overloaded=int(load["overloaded"].sum()),
        beats=int(beats[named].nunique()),
        without_beat=int((~named).sum()),
        busiest=float(shares.max()) if len(shares) else None,
    )


Told = Mapping[str, Mapping[str, Any]]


def _officers(day: Day) -> Told:
    """What each officer who holds a seat has; a unit that several hold is divided among them, its residents too."""
    # Of a part's officers the units elsewhere count too, as their minutes do.
    whole = day.whole if isinstance(day, ScopedDay) else day
    load, seats = day.officer_load, whole.coverage.seats["officer_ids"]
    residents = whole.project.communities["residents"].fillna(0).astype(float)
    return {
        str(officer): {
            "name": name_of(day.project.officers, officer),
            "units": len(row["units"]),
            "residents": round(sum(residents[code] / len(seats[code]) for code in row["units"])),
            "minutes": float(row["minutes"]),
            "share": None if pd.isna(row["share"]) else float(row["share"]),
        }
        for officer, row in load.iterrows()
    }


def _beats(day: Day) -> Told:
    """What each beat has."""
    units = pd.DataFrame(
        {
            "beat": day.project.communities["beat_name"],
            "residents": day.project.communities["residents"].fillna(0).astype(int),
            "minutes": day.unit_load["minutes"].reindex(day.project.communities.index),
        }
    )
    units = units[units["beat"].notna() & (units["beat"] != "")]
    return {
        str(beat): {
            "name": str(beat),
            "units": len(rows),
            "residents": int(rows["residents"].sum()),
            "minutes": float(rows["minutes"].sum()),
            "share": None,
        }
        for beat, rows in units.groupby("beat")
    }


def _loads(first: Told, second: Told) -> tuple[LoadPair, ...]:
    def pair(key: str) -> LoadPair:
        sides = first.get(key), second.get(key)

        def both(name: str) -> Change:
            return Change(*(None if side is None else side[name] for side in sides))

        name = (sides[1] or sides[0] or {})["name"]
        return LoadPair(key, name, *(both(column) for column in ("units", "residents", "minutes", "share")))

    rows = [pair(key) for key in {**first, **second}]
    return tuple(sorted(rows, key=lambda row: (-row.gain, row.name, row.key)))


def _kept(first: Day, second: Day, pairs: Iterable[UnitPair]) -> Kept:
    """A unit's seat counts as kept where the same officers hold it, also where nobody does on either side."""
    both = list(pairs)
    same_holder = [pair for pair in both if not pair.changes_holder]
    in_beats = [pair for pair in both if pair.beat != (None, None)]
    same_beat = [pair for pair in in_beats if not pair.changes_beat]
    outlined = [pair for pair in both if not isnan(pair.km2.before)]
    km2 = [pair.km2.before for pair in outlined]
    redrawn = [pair.code for pair in outlined if pair.changes_land and not isnan(pair.km2.after)]
    return Kept(
        units=len(both),
        residents=sum(pair.residents for pair in both),
        km2=float(sum(km2)),
        same_holder=len(same_holder),
        same_holder_residents=sum(pair.residents for pair in same_holder),
        in_beats=len(in_beats),
        in_beats_residents=sum(pair.residents for pair in in_beats),
        same_beat=len(same_beat),
        same_beat_residents=sum(pair.residents for pair in same_beat),
        same_land_km2=float(sum(km2)) - _land_that_left_km2(first, second, redrawn),
    )


def _land_that_left_km2(first: Day, second: Day, codes: list[str]) -> float:
    """Land of these units on the first side that is not theirs on the second."""
    if not codes:
        return 0.0
    old, new = (
        np.asarray(polygonal(to_metres(day.project.communities.geometry.loc[codes], day.project.about.map_crs)))
        for day in (first, second)
    )
    return float(shapely.area(shapely.difference(old, new)).sum()) / 1e6


def _plain(told: Any) -> dict[str, Any]:
    """A dataclass as JSON has it, with both sides of each change."""
    return {field.name: _value(getattr(told, field.name)) for field in fields(told)}


def _value(value: Any) -> Any:
    if isinstance(value, Change):
        return {"first": _value(value.before), "second": _value(value.after)}
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float):
        return None if isnan(value) else round(value, 6)
    return value
