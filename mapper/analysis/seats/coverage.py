"""The seat ledger: who holds the seat of each community and village on a day, and which seats nobody truly holds.

A seat is held by officers of the unit kind's role (``Norms.seat_role``) whose duty runs on that day (first and last day
included) and who are at work on it (``presence.py``). What a seat's state means:

``covered``    one officer, full time, with no more units than the norm allows
``shared``     one officer, who has more units than the norm allows
``part_time``  one officer, who gives less than full time
``multiple``   more than one officer
``on_loan``    has an officer, but away: on loan or on leave
``expired``    nobody now; somebody had a duty that ran out
``vacant``     nobody, and nobody on record before

The first four count as covered, the others do not.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.analysis.seats.holding import are_among, first_of_each, holds_of, officers_of_each, sums
from mapper.analysis.seats.presence import EVER, FOR_EVER, back_on, day_numbers, status_on
from mapper.arrays import Ints
from mapper.dates import runs_on
from mapper.finding import Finding
from mapper.finding_kinds import (
    DUTY_TWICE,
    DUTY_UNKNOWN_OFFICER,
    DUTY_UNKNOWN_UNIT,
    DUTY_WRONG_ROLE,
    SEAT_EXPIRED,
    SEAT_MULTIPLE,
    SEAT_ON_LOAN,
    SEAT_PART_TIME,
    SEAT_SHARED,
    SEAT_VACANT,
)
from mapper.geometry import point_inside
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

STATES = ("covered", "shared", "part_time", "multiple", "on_loan", "expired", "vacant")
COUNTED = ("covered", "shared", "part_time", "multiple")
FULL_TIME_FTE = 1.0


class Held(NamedTuple):
    """Who holds which seat, present, as arrays of pairs of an officer and a unit, unit by unit.

    Attributes
    ----------
    officer_ids
        Everybody who holds one, in order.
    officer, unit
        Of each pair the officer's place in ``officer_ids``, and the unit's code.
    sharers
        Of each pair how many hold the unit.
    """

    officer_ids: pd.Index
    officer: Ints
    unit: pd.Index
    sharers: Ints


@dataclass(frozen=True, eq=False)
class Coverage:
    """The ledger of one day.

    Attributes
    ----------
    as_of
        The day.
    seats
        Indexed by community_code: name, kind, station_code, state, officer_ids (tuple: who is present), away_ids
        (tuple: who has the seat but is on loan or on leave), effective_fte (each officer's share of full time, divided
        by the seats the officer holds), one_to_one, dedicated, days (whole days since the last valid duty ended, for
        ``expired``; else missing).
    """

    as_of: date
    seats: pd.DataFrame

    @cached_property
    def held(self) -> Held:
        """Who holds which seat: asked again after every step, which changes loads and no seat."""
        each = self.seats["officer_ids"].tolist()
        numbers = np.array([len(ids) for ids in each], dtype=np.int64)
        officers = np.array([officer for ids in each for officer in ids], dtype=object)
        officer_ids, officer = np.unique(officers, return_inverse=True)
        unit = self.seats.index.repeat(numbers)
        codes, _ = pd.factorize(unit)
        return Held(pd.Index(officer_ids, dtype="str", name="officer_id"), officer, unit, np.bincount(codes)[codes])

    @property
    def units(self) -> int:
        return len(self.seats)

    @property
    def covered(self) -> int:
        """Seats truly covered on the day."""
        return int(self.seats["state"].isin(COUNTED).sum())

    @property
    def one_to_one(self) -> int:
        """Seats with exactly one officer who has exactly that seat."""
        return int(self.seats["one_to_one"].sum())

    @property
    def dedicated(self) -> int:
        """Seats held full time by an officer whose main work they are."""
        return int(self.seats["dedicated"].sum())

    @property
    def effective_fte(self) -> float:
        """Full-time officers that the seats really have."""
        return float(self.seats["effective_fte"].sum())

    @property
    def by_state(self) -> Mapping[str, int]:
        """State → seats, every state named."""
        counts = self.seats["state"].value_counts()
        return {state: int(counts.get(state, 0)) for state in STATES}

    def by_station(self) -> pd.DataFrame:
        """Per station_code: units, covered, one_to_one, dedicated, effective_fte. Units of no station come under ''."""
        seats = self.seats.assign(
            station_code=self.seats["station_code"].fillna(""), covered=self.seats["state"].isin(COUNTED), units=1
        )
        return seats.groupby("station_code")[["units", "covered", "one_to_one", "dedicated", "effective_fte"]].sum()

    def as_json(self) -> dict[str, Any]:
        """The shape of ``coverage --json``."""
        rows = [
            {
                "community_code": code,
                "name": _text(row.name_),
                "kind": _text(row.kind),
                "state": row.state,
                "officers": list(row.officer_ids),
                "effective_fte": round(float(row.effective_fte), 4),
            }
            for code, row in zip(
                self.seats.index, self.seats.rename(columns={"name": "name_"}).itertuples(index=False), strict=True
            )
        ]
        return {
            "as_of": self.as_of.isoformat(),
            "units": self.units,
            "covered": self.covered,
            "one_to_one": self.one_to_one,
            "dedicated": self.dedicated,
            "rows": rows,
        }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def duties_of(project: Project, as_of: date, status: pd.Series | None = None) -> pd.DataFrame:
    """Every duty with role, fte and status on that day of its officer and kind of its unit; and what it is.

    ``fits``: of the role that the unit's seat asks for; ``beat``: a community officer's for a village, which makes the
    officer responsible for it without filling its seat; ``runs``: on that day. ``status`` is the answer of
    :func:`~mapper.analysis.seats.presence.status_on`, where it is at hand already.
    """
    duties = project.duties
    status = status_on(project, as_of) if status is None else status
    units, officers = project.communities, project.officers
    officer_at = officers.index.get_indexer(duties["officer_id"])
    role, fte = (_taken(officers[name], officer_at) for name in ("role", "fte"))
    kind = _taken(units["kind"], units.index.get_indexer(duties["community_code"]))
    fits = np.zeros(len(duties), dtype=bool)
    for one, asked in project.norms.seat_role.items():
        fits |= np.asarray((kind == one) & (role == asked), dtype=bool)
    return pd.DataFrame(
        {
            **{name: duties[name].array for name in duties.columns},
            "role": role,
            "fte": fte,
            "status": _taken(status, status.index.get_indexer(duties["officer_id"])),
            "kind": kind,
            "fits": fits,
            "beat": np.asarray((kind == "village") & (role == "community_officer"), dtype=bool) & ~fits,
            "runs": runs_on(duties["starts"], duties["ends"], as_of).to_numpy(),
        },
        index=duties.index,
    )


def coverage(project: Project, as_of: date, duties: pd.DataFrame | None = None) -> Coverage:
    """The seat ledger of that day, drawn from that day's :func:`duties_of` where they are at hand already.

    With numpy from end to end: it is asked at each start and after each edit, and pandas takes four times as long.
    """
    units = project.communities
    duties = duties_of(project, as_of) if duties is None else duties
    unit_at = units.index.get_indexer(duties["community_code"])
    fitting = duties["fits"].to_numpy(dtype=bool) & (unit_at >= 0)
    holds = holds_of(duties, unit_at, fitting & duties["runs"].to_numpy(dtype=bool))
    present, away = holds.of(holds.present), holds.of(~holds.present)

    people = np.bincount(present.unit, minlength=len(units))
    seats_of_one, fte_of_one = (first_of_each(present.unit, of, len(units)) for of in (present.seats, present.fte))
    kinds, allowed = units["kind"].to_numpy(dtype=object), np.ones(len(units))
    for kind, number in project.norms.units_per_officer.items():
        allowed[kinds == kind] = number
    ends = duties["ends"].to_numpy()
    over = fitting & (ends < np.datetime64(as_of))
    ran_out = np.full(len(units), np.datetime64("NaT"), dtype=ends.dtype)
    np.fmax.at(ran_out, unit_at[over], ends[over])

    state = np.select(
        [
            people > 1,
            (people == 1) & (seats_of_one > allowed),
            (people == 1) & (fte_of_one < FULL_TIME_FTE),
            people == 1,
            are_among(away.unit, len(units)),
            ~np.isnat(ran_out),
        ],
        ["multiple", "shared", "part_time", "covered", "on_loan", "expired"],
        "vacant",
    )
    expired = state == "expired"
    days = np.where(expired, (np.datetime64(as_of) - ran_out).astype("timedelta64[D]").astype(np.int64), 0)
    full = present.of((present.fte >= FULL_TIME_FTE) & present.dedicated)
    seats = pd.DataFrame(
        {
            "name": units["name"].array,
            "kind": units["kind"].array,
            "station_code": units["station_code"].array,
            "state": pd.array(state.astype(object), dtype="str"),
            "officer_ids": officers_of_each(present, len(units)),
            "away_ids": officers_of_each(away, len(units)),
            "effective_fte": sums(present.unit, present.fte / present.seats, len(units)),
            "one_to_one": (people == 1) & (seats_of_one == 1),
            "dedicated": are_among(full.unit, len(units)),
            "days": pd.arrays.IntegerArray(days, ~expired),
        },
        index=units.index,
    )
    return Coverage(as_of, seats)


def acting_until(duties: pd.DataFrame) -> dict[str, date]:
    """community_code → last day of those who only act in its seat, of a day's :func:`duties_of`.

    Who acts has a duty that is not the main work and has a last day. A seat that anybody at work has otherwise is not
    acted in.
    """
    held = duties[duties["fits"] & duties["runs"] & (duties["status"] == "on_duty")]
    acts = ~held["dedicated"].astype(bool) & held["ends"].notna()
    by_unit = held.assign(acts=acts).groupby("community_code")
    last = by_unit["ends"].max()[by_unit["acts"].all()]
    return {str(code): day.date() for code, day in last.items()}


def _taken(column: pd.Series, at: npt.NDArray[np.intp]) -> pd.api.extensions.ExtensionArray:
    """The column's values at those places, of its own type; missing where there is none (-1)."""
    return column.array.take(at, allow_fill=True)


def _by_key(column: pd.Series) -> dict[str, Any]:
    """A column by key; many times faster than ``to_dict`` on text."""
    return dict(zip(column.index.to_numpy(dtype=object), column.to_numpy(dtype=object), strict=True))


_FINDING_OF_STATE = {
    "vacant": SEAT_VACANT,
    "expired": SEAT_EXPIRED,
    "on_loan": SEAT_ON_LOAN,
    "shared": SEAT_SHARED,
    "part_time": SEAT_PART_TIME,
    "multiple": SEAT_MULTIPLE,
}


def coverage_findings(
    project: Project,
    ledger: Coverage,
    duties: pd.DataFrame | None = None,
    back: Mapping[str, date] | None = None,
) -> list[Finding]:
    """A finding for every seat that is not plainly covered, and for duties that fit no seat."""
    seats = ledger.seats[ledger.seats["state"] != "covered"]
    units = project.communities.reindex(seats.index)
    # Plain dicts and lists: a province has thousands of gaps, and looking each up in a frame takes seconds.
    officer_names, fte = (_by_key(project.officers[name]) for name in ("display_name", "fte"))
    duties = duties_of(project, ledger.as_of) if duties is None else duties
    back = back_on(project, ledger.as_of) if back is None else back
    status = _by_key(duties.set_index("officer_id")["status"])
    station_names = _by_key(project.stations["name"])
    seats_of = Counter(ledger.seats["officer_ids"].explode().dropna().tolist())
    columns = (seats[c].tolist() for c in ("name", "kind", "station_code", "state", "officer_ids", "away_ids", "days"))
    rows = zip(seats.index.tolist(), *columns, units["residents"].tolist(), point_inside(units.geometry), strict=True)
    findings = []
    for code, name, kind, station, state, present, away, days, residents, place in rows:
        officers = present or away
        values: dict[str, Any] = {
            "name": _text(name) or code,
            "kind": kind,
            "role": project.norms.seat_role.get(kind),
            "station": _text(station_names.get(station)),
            "residents": None if pd.isna(residents) else int(residents),
        }
        if officers:
            values["officers"] = [_text(officer_names[officer]) or officer for officer in officers]
        if state == "expired":
            values["days"] = int(days)
        elif state == "shared":
            values["units"] = seats_of[officers[0]]
        elif state == "part_time":
            values["fte"] = float(fte[officers[0]])
        elif state == "on_loan":
            values["status"] = status[officers[0]]
            values["back"] = min((back[i].isoformat() for i in officers if i in back), default=None)
        findings.append(Finding(_FINDING_OF_STATE[state], (code, *officers), place, values))
    return findings + _duty_findings(project, duties)


def _duty_findings(project: Project, duties: pd.DataFrame) -> list[Finding]:
    """Duties running on the day that count for no seat: officer or unit unknown, or the wrong role for the unit."""
    twice = _held_twice(project)
    duties = duties[duties["runs"]]
    # Many times faster than ``isin`` on text.
    unknown_officer = project.officers.index.get_indexer(duties["officer_id"]) < 0
    unknown_unit = project.communities.index.get_indexer(duties["community_code"]) < 0
    faults = {
        DUTY_UNKNOWN_OFFICER: unknown_officer,
        DUTY_UNKNOWN_UNIT: unknown_unit & ~unknown_officer,
        DUTY_WRONG_ROLE: ~duties["fits"] & ~duties["beat"] & ~unknown_unit & ~unknown_officer,
    }
    return twice + [
        Finding(
            kind,
            (duty_id, duty.community_code, duty.officer_id),
            None,
            {"officer_id": duty.officer_id, "community_code": duty.community_code, "role": _text(duty.role)},
        )
        for kind, mask in faults.items()
        for duty_id, duty in zip(duties.index[mask], duties[mask].itertuples(index=False), strict=True)
    ]


def _held_twice(project: Project) -> list[Finding]:
    """Duties of one officer in one unit that overlap: one of them is a second writing of the other."""
    duties, found = project.duties, []
    several = duties[duties.duplicated(["officer_id", "community_code"], keep=False) & duties["officer_id"].notna()]
    names = project.officers["display_name"]
    spans = several.assign(
        first=day_numbers(several["starts"], EVER), last=day_numbers(several["ends"], FOR_EVER)
    ).sort_values("first", kind="stable")
    for (officer, unit), theirs in spans[spans["first"] <= spans["last"]].groupby(
        ["officer_id", "community_code"], sort=False
    ):
        keys = zip(theirs.index, theirs["first"], theirs["last"], strict=True)
        for (one, _, last), (other, begins, _) in pairwise(keys):
            if begins <= last:
                values = {"officer": _text(names.get(officer)) or officer, "community_code": unit}
                found.append(Finding(DUTY_TWICE, (str(one), str(other), str(unit)), None, values))
    return found
