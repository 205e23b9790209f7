"""Random comings and goings of a small station, and the same read off day by day in plain sets."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st

from mapper.edit import Edit
from mapper.edits.personnel import CHANGE_OF, Cover, Particulars, personnel_change
from mapper.project import Project
from tests.districts import frame, grid

FIRST, DAYS = date(2027, 1, 1), 365
UNITS, PEOPLE = ("u0-0", "u1-0", "u2-0"), ("P1", "P2", "P3", "P4")


def station() -> Project:
    """Three communities, four officers, each of the first three with a unit of their own since ever."""
    project = grid(3, 1)
    two = frame("stations", [{"station_code": "S2", "name": "他所（虚构）"}], [project.stations.geometry.iloc[0]])
    officers = [
        {"officer_id": who, "display_name": f"{who}（虚构）", "role": "community_officer", "station_code": "S1"}
        for who in PEOPLE
    ]
    duties = [
        {"duty_id": f"D{n}", "officer_id": who, "community_code": code, "dedicated": True}
        for n, (who, code) in enumerate(zip(PEOPLE, UNITS, strict=False), 1)
    ]
    both = frame(
        "stations",
        [{"station_code": "S1", "name": "虚构所"}, {"station_code": "S2", "name": "他所（虚构）"}],
        [project.stations.geometry.iloc[0], two.geometry.iloc[0]],
    )
    return project.with_tables(stations=both, officers=frame("officers", officers), duties=frame("duties", duties))


@dataclass(frozen=True)
class Asked:
    """One change, with days as numbers after the first."""

    code: str
    who: str
    first: int
    last: int | None
    unit: str | None
    station: str | None
    covers: tuple[tuple[str, str, int, int | None], ...] = ()

    def edit(self) -> Edit:
        told = Particulars(
            starts=day(self.first),
            ends=None if self.last is None else day(self.last),
            station_code=self.station,
            community_code=self.unit,
            name="新人（虚构）",
        )
        covers = [Cover(c, w, day(a), None if b is None else day(b)) for w, c, a, b in self.covers]
        return personnel_change(CHANGE_OF[self.code], self.who, told, covers)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


_NUMBERS = st.integers(0, DAYS - 1)


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    first = draw(_NUMBERS)
    covers = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(UNITS), st.just(first), st.none() | _NUMBERS)
    return Asked(
        code=draw(st.sampled_from([*CHANGE_OF, "second", "leave", "back", "transfer"])),
        who=draw(st.sampled_from([*PEOPLE, "P5"])),
        first=first,
        last=draw(st.none() | st.integers(first - 2, DAYS - 1)),
        unit=draw(st.none() | st.sampled_from(UNITS)),
        station=draw(st.none() | st.sampled_from(["S1", "S2"])),
        covers=draw(st.lists(covers, max_size=1).map(tuple)),
    )


Span = tuple[int, int]
_BEFORE, _FOR_EVER = -(10**6), 10**6


@dataclass
class Diary:
    """Who has which unit, is away, and is on the roll on which days: spans of day numbers, written as one would."""

    duties: list[list[Any]] = field(default_factory=lambda: [
        [who, code, _BEFORE, _FOR_EVER, True] for who, code in zip(PEOPLE, UNITS, strict=False)
    ])  # fmt: skip
    away: list[list[Any]] = field(default_factory=list)
    joined: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PEOPLE, _BEFORE))
    left: dict[str, int] = field(default_factory=dict)  # first day off the roll

    def write(self, one: Asked) -> None:
        """What the program has accepted."""
        who, first, last = one.who, one.first, _FOR_EVER if one.last is None else one.last
        if one.code in ("transfer", "retire"):
            kept = one.unit if one.code == "transfer" else None
            self._end(first, lambda d: d[0] == who and d[1] != kept)
        if one.code == "end":
            self._end(first, lambda d: d[0] == who and d[1] == one.unit)
        if one.code == "retire":
            self.left[who] = first
            self.away = [[w, a, min(b, first - 1) if w == who else b] for w, a, b in self.away]
            self.away = [a for a in self.away if a[1] <= a[2]]
        if one.code == "add":
            self.joined[who] = first
        if one.code in ("second", "train", "leave"):
            self.away.append([who, first, last])
        if one.code == "extend":
            mine = min((a for a in self.away if a[0] == who and a[2] >= first), key=lambda a: a[1])
            mine[2] = last
        if one.code == "back":
            own = {d[1] for d in self.duties if d[0] == who and d[2] <= first <= d[3]}
            for absence in [a for a in self.away if a[0] == who and a[1] <= first <= a[2]]:
                absence[2] = first - 1
            self.away = [a for a in self.away if a[1] <= a[2]]
            self._end_acting(who, own, first)
        if one.code in ("transfer", "add") and one.unit is not None:
            self._end(first, lambda d: d[0] == who and d[1] == one.unit)
            self._end_acting(who, {one.unit}, first)
            self.duties.append([who, one.unit, first, _FOR_EVER, True])
        for colleague, code, begins, ends in one.covers:
            self.duties.append([colleague, code, begins, _FOR_EVER if ends is None else ends, False])

    def _end(self, first: int, meant: Any) -> None:
        for duty in self.duties:
            if meant(duty) and duty[3] >= first:
                duty[3] = first - 1
        self.duties = [d for d in self.duties if d[2] <= d[3]]

    def _end_acting(self, who: str, codes: set[str], first: int) -> None:
        self._end(first, lambda d: d[0] != who and d[1] in codes and not d[4] and d[3] < _FOR_EVER)

    def holders(self, number: int) -> dict[str, tuple[str, ...]]:
        """Unit → who is at work in it on that day."""
        there = {
            who for who, joined in self.joined.items()
            if joined <= number < self.left.get(who, _FOR_EVER)
            and not any(w == who and a <= number <= b for w, a, b in self.away)
        }  # fmt: skip
        return {
            code: tuple(sorted({d[0] for d in self.duties if d[1] == code and d[2] <= number <= d[3]} & there))
            for code in UNITS
        }
