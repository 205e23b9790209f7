"""Seats with faults injected at random, and the key that says which: what the ledger's answer is checked against.

The key is written while the faults are made and knows nothing of the ledger's rules. Around the faults lie decoys that
change no seat: duties that are over or have not begun, the same duty twice, duties of the wrong role, beats.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.finding import Finding
from mapper.project import About, Project

FAULTS = ("vacant", "expired", "shared", "part_time", "on_loan", "multiple")
DAY = date(2026, 11, 23)
_VILLAGES, _STATION_UNITS = 0.8, 18


@dataclass(frozen=True, eq=False)
class FaultySeats:
    """A project of seats, and unit code → fault of every seat that has one; all others are plainly covered."""

    project: Project
    key: dict[str, str]


@dataclass(frozen=True)
class Score:
    """How an answer agrees with the key, seat and fault both: found rightly, found wrongly, missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def score(findings: Iterable[Finding], key: dict[str, str]) -> Score:
    """Findings ``seat_<state>`` against the key."""
    told = {(f.subjects[0], f.code.removeprefix("seat_")) for f in findings if f.code.startswith("seat_")}
    truth = set(key.items())
    return Score(len(told & truth), len(told - truth), len(truth - told))


def faulty_seats(rng: np.random.Generator, seats: int, share: float = 0.2) -> FaultySeats:
    """So many seats (square units, in degrees), of which about that share have a fault."""
    codes = [f"4299{n:08d}" for n in range(seats)]
    kinds = np.where(rng.random(seats) < _VILLAGES, "village", "community")
    roles = np.where(kinds == "village", "auxiliary", "community_officer")
    holder = [f"P{n}" for n in range(seats)]
    fte, status = np.ones(seats), np.full(seats, "on_duty", dtype=object)
    has_duty = np.ones(seats, dtype=bool)
    ended = np.zeros(seats, dtype=bool)
    people: list[tuple[str, str, float, str]] = []  # more officers: id, role, fte, status
    duties: list[tuple[str, str, date | None, date | None]] = []  # more duties: officer, unit, starts, ends
    key: dict[str, str] = {}

    fault = np.full(seats, "", dtype=object)
    hit = rng.permutation(seats)[: int(seats * share)]
    fault[hit] = rng.choice([f for f in FAULTS if f != "shared"], len(hit))
    free = {role: list(rng.permutation(np.flatnonzero((fault == "") & (roles == role)))) for role in set(roles)}
    for _ in range(int(seats * share / 12)):
        role = str(rng.choice(sorted(free)))
        group = [int(free[role].pop()) for _ in range(min(int(rng.integers(2, 5)), len(free[role])))]
        if len(group) < 2:
            free[role] += group
            continue
        for n in group:
            fault[n], holder[n] = "shared", holder[group[0]]
    for n in map(int, np.flatnonzero(fault != "")):
        kind = str(fault[n])
        key[codes[n]] = kind
        if kind == "vacant":
            has_duty[n] = False
        elif kind == "expired":
            ended[n] = True
        elif kind == "part_time":
            fte[n] = rng.uniform(0.1, 0.95)
        elif kind == "on_loan":
            status[n] = rng.choice(["on_loan", "leave"])
        elif kind == "multiple":
            people.append((f"Q{n}", str(roles[n]), float(rng.choice([1.0, 0.5])), "on_duty"))
            duties.append((f"Q{n}", codes[n], _before(rng), None))
    _add_decoys(rng, codes, kinds, roles, holder, fault, people, duties)

    starts = [_before(rng) for _ in range(seats)]
    ends = [DAY - timedelta(days=int(d)) for d in rng.integers(1, 300, seats)]
    own = [
        (holder[n], codes[n], starts[n] if not ended[n] else date(2024, 1, 1), ends[n] if ended[n] else None)
        for n in np.flatnonzero(has_duty)
    ]
    people += [(f"P{n}", str(roles[n]), float(fte[n]), str(status[n])) for n in range(seats)]
    return FaultySeats(_project(codes, kinds, people, [*own, *duties], rng), key)


def _before(rng: np.random.Generator) -> date | None:
    """A first day up to the day itself, now and then none."""
    return None if rng.random() < 0.1 else DAY - timedelta(days=int(rng.integers(0, 900)))


def _add_decoys(
    rng: np.random.Generator,
    codes: list[str],
    kinds: np.ndarray,
    roles: np.ndarray,
    holder: list[str],
    fault: np.ndarray,
    people: list[tuple[str, str, float, str]],
    duties: list[tuple[str, str, date | None, date | None]],
) -> None:
    people.append(("OTHER", "other", 1.0, "on_duty"))
    people.append(("BEAT", "community_officer", 1.0, "on_duty"))
    people += [(f"OLD-{role}", role, 1.0, "on_duty") for role in ("auxiliary", "community_officer")]
    for n in rng.permutation(len(codes))[: len(codes) // 5]:
        what = int(rng.integers(0, 5))
        if what == 0:
            duties.append(("OTHER", codes[n], None, None))
        elif what == 1 and kinds[n] == "village":
            duties.append(("BEAT", codes[n], None, None))
        elif what == 2 and fault[n] not in ("vacant", "expired"):
            duties.append((f"OLD-{roles[n]}", codes[n], date(2020, 1, 1), DAY - timedelta(days=1)))
        elif what == 3:
            duties.append((f"OLD-{roles[n]}", codes[n], DAY + timedelta(days=1), None))
        elif what == 4 and fault[n] not in ("vacant", "expired"):
            duties.append((holder[n], codes[n], DAY, DAY))  # the same duty twice, on its first and last day


def _project(
    codes: list[str],
    kinds: np.ndarray,
    people: list[tuple[str, str, float, str]],
    duties: list[tuple[str, str, date | None, date | None]],
    rng: np.random.Generator,
) -> Project:
    wide = int(np.ceil(np.sqrt(len(codes))))
    west, south = 110 + np.arange(len(codes)) % wide * 0.01, 29 + np.arange(len(codes)) // wide * 0.01
    stations = [f"S{n // _STATION_UNITS:04d}" for n in range(len(codes))]
    units = gpd.GeoDataFrame(
        {
            "community_code": codes,
            "name": [f"单元{n}（虚构）" for n in range(len(codes))],
            "kind": kinds,
            "station_code": stations,
            "residents": rng.integers(300, 9000, len(codes)),
        },
        geometry=shapely.box(west, south, west + 0.01, south + 0.01),
        crs=schema.DEGREES,
    )
    officers = pd.DataFrame(people, columns=["officer_id", "role", "fte", "status"])
    rows = pd.DataFrame(duties, columns=["officer_id", "community_code", "starts", "ends"])
    rows = rows.sample(frac=1, random_state=rng).reset_index(drop=True)
    return Project(
        communities=frames.conform("communities", units),
        officers=frames.conform("officers", officers.assign(display_name=officers["officer_id"])),
        duties=frames.conform("duties", rows.assign(duty_id=[f"D{n}" for n in range(len(rows))])),
        about=About("注错的责任区（虚构）", "虚构", DAY),
    )
