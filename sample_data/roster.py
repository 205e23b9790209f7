"""The people on duty and who has which seat, with the planted faults of seats. All display names are invented aliases.

420 county police, 190 of them at stations (45.2 %), 76 of those community officers (40 %); 216 auxiliaries.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from mapper import frames
from sample_data.answer_key import AnswerKey

POLICE, AT_STATIONS, COMMUNITY_OFFICERS, AUXILIARIES = 420, 190, 76, 216
EXPIRED_DAYS = 41
LOAN_BEGUN_DAYS, LOAN_LEFT_DAYS = 130, 38
PART_TIME_FTE = 0.4
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹章云苏潘葛范彭鲁韦马方任袁柳史唐薛雷贺汤罗郝常乐于"
    "傅康余顾孟黄和穆萧尹姚邵汪毛米贝明戴宋庞熊纪舒屈项祝董梁"
)
_ORDINALS = "甲乙丙丁戊己"


@dataclass(frozen=True)
class Roster:
    """The tables of people, and who is responsible for what happens in each unit (present)."""

    officers: pd.DataFrame
    duties: pd.DataFrame
    absences: pd.DataFrame
    postings: pd.DataFrame
    owner_of: pd.Series


@dataclass(frozen=True)
class _Seats:
    """Codes of the units whose seats have a planted fault."""

    vacant: list[str]
    expired: str
    on_loan: str
    part_time: list[str]
    shared: list[list[str]]

    @property
    def all(self) -> set[str]:
        return {*self.vacant, self.expired, self.on_loan, *self.part_time, *(c for group in self.shared for c in group)}


def roster(
    units: pd.DataFrame,
    neighbours: dict[str, set[str]],
    keep: set[str],
    as_of: date,
    rng: np.random.Generator,
    key: AnswerKey,
) -> Roster:
    """Officers and duties; units in ``keep`` keep a plainly covered seat."""
    seats = _chosen(units, neighbours, keep, rng)
    stations = sorted(units["station_code"].unique())
    seat_role = units["kind"].map({"community": "community_officer", "village": "auxiliary"})
    people: list[dict[str, object]] = []
    duties: list[dict[str, object]] = []
    absences: list[dict[str, object]] = []
    numbers = {"community_officer": 0, "auxiliary": 0, "other": 0}

    def person(role: str, station: str | None, fte: float = 1.0) -> str:
        numbers[role] += 1
        number = numbers[role]
        prefix = {"community_officer": "P1", "auxiliary": "A", "other": "P2"}[role]
        people.append(
            {
                "officer_id": f"{prefix}{number:03d}",
                "display_name": _alias(role, number - 1),
                "role": role,
                "station_code": station,
                "fte": fte,
                "status": "on_duty",
            }
        )
        return str(people[-1]["officer_id"])

    def duty(officer_id: str, code: str, ends: date | None = None, dedicated: bool = True) -> None:
        starts = as_of - timedelta(days=int(rng.integers(200, 1100)))
        duties.append(
            {
                "duty_id": f"Z{len(duties) + 1:03d}",
                "officer_id": officer_id,
                "community_code": code,
                "starts": pd.Timestamp(starts),
                "ends": pd.NaT if ends is None else pd.Timestamp(ends),
                "dedicated": dedicated,
            }
        )

    holder: dict[str, str] = {}
    for group in seats.shared:
        holder |= dict.fromkeys(group, person(seat_role[group[0]], units["station_code"][group[0]]))
    for code in units.index:
        if code in seats.vacant:
            continue
        station, role = units["station_code"][code], seat_role[code]
        if code == seats.expired:
            duty(person(role, station), code, ends=as_of - timedelta(days=EXPIRED_DAYS))
        elif code == seats.on_loan:
            away = person(role, station)
            duty(away, code)
            absences.append(
                {
                    "absence_id": f"B{len(absences) + 1}",
                    "officer_id": away,
                    "kind": "on_loan",
                    "starts": pd.Timestamp(as_of - timedelta(days=LOAN_BEGUN_DAYS)),
                    "ends": pd.Timestamp(as_of + timedelta(days=LOAN_LEFT_DAYS)),
                    "host": "市局专班（虚构）",
                }
            )
        elif code in seats.part_time:
            holder[code] = person(role, station, fte=PART_TIME_FTE)
            duty(holder[code], code, dedicated=False)
        else:
            if code not in holder:
                holder[code] = person(role, station)
            duty(holder[code], code)
    # Deputies and team leaders: police without a seat, who answer for a unit whose seat is empty.
    spare: dict[str, str] = {}
    for number in range(COMMUNITY_OFFICERS - numbers["community_officer"]):
        station = stations[number % len(stations)]
        spare.setdefault(station, person("community_officer", station))
    for number in range(AUXILIARIES - numbers["auxiliary"]):
        person("auxiliary", stations[number % len(stations)])
    for number in range(POLICE - COMMUNITY_OFFICERS):
        person("other", stations[number % len(stations)] if number < AT_STATIONS - COMMUNITY_OFFICERS else None)
    owner_of = pd.Series({code: holder.get(code) or spare[units["station_code"][code]] for code in units.index})
    _write_down(units, seats, holder, duties, key)
    return Roster(
        frames.conform("officers", pd.DataFrame(people)),
        frames.conform("duties", pd.DataFrame(duties)),
        frames.conform("absences", pd.DataFrame(absences)),
        frames.conform("postings", pd.DataFrame(_postings(people, stations, as_of))),
        owner_of,
    )


def _postings(people: list[dict[str, object]], stations: list[str], as_of: date) -> list[dict[str, object]]:
    """Two of the police without a seat: one came from another station half a year ago, one goes to another soon."""
    came, goes = [one for one in people if one["role"] == "other" and one["station_code"] is not None][-2:]
    spans = (
        (came, _beside(stations, came["station_code"]), None, as_of - timedelta(days=181)),
        (came, came["station_code"], as_of - timedelta(days=180), None),
        (goes, goes["station_code"], None, _end_of_month(as_of)),
        (goes, _beside(stations, goes["station_code"]), _end_of_month(as_of) + timedelta(days=1), None),
    )
    return [
        {
            "posting_id": f"E{number}",
            "officer_id": who["officer_id"],
            "station_code": station,
            "starts": pd.NaT if first is None else pd.Timestamp(first),
            "ends": pd.NaT if last is None else pd.Timestamp(last),
        }
        for number, (who, station, first, last) in enumerate(spans, start=1)
    ]


def _beside(stations: list[str], station: object) -> str:
    """Another station: the next in the order of codes."""
    return stations[(stations.index(str(station)) + 1) % len(stations)]


def _end_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _alias(role: str, number: int) -> str:
    """陈警官（虚构）, the next round with an ordinal: 陈警官乙（虚构）."""
    title = {"community_officer": "警官", "auxiliary": "辅警", "other": "民警"}[role]
    round_, surname = divmod(number, len(_SURNAMES))
    return f"{_SURNAMES[surname]}{title}{_ORDINALS[round_] if round_ else ''}（虚构）"


def _chosen(units: pd.DataFrame, neighbours: dict[str, set[str]], keep: set[str], rng: np.random.Generator) -> _Seats:
    """Seats for the faults: as many stations as can be, no unit twice, shared units next to each other."""
    free = [code for code in rng.permutation(units.index) if code not in keep]
    taken: set[str] = set()
    at_station: dict[str, int] = {}

    def take(kind: str) -> str:
        fits = [c for c in free if units["kind"][c] == kind and c not in taken and not (neighbours[c] & taken)]
        code = min(fits, key=lambda c: at_station.get(units["station_code"][c], 0))
        taken.add(code)
        at_station[units["station_code"][code]] = at_station.get(units["station_code"][code], 0) + 1
        return str(code)

    def take_group(kind: str, count: int) -> list[str]:
        for first in free:
            near = sorted(
                c
                for c in neighbours[first]
                if c in free and units["kind"][c] == kind and units["station_code"][c] == units["station_code"][first]
            )
            group = [first, *near][:count]
            if units["kind"][first] == kind and len(group) == count and taken.isdisjoint(group):
                taken.update(group)
                return [str(code) for code in group]
        raise AssertionError(f"no {count} neighbouring units of kind {kind}")

    shared = [take_group("community", 2), take_group("village", 3)]
    vacant = [take("community"), take("community"), take("village"), take("village")]
    expired, on_loan = take("village"), take("village")
    part_time = [take("community"), take("community"), take("village")]
    return _Seats(vacant, expired, on_loan, part_time, shared)


def _write_down(
    units: pd.DataFrame, seats: _Seats, holder: dict[str, str], duties: list[dict[str, object]], key: AnswerKey
) -> None:
    name, who = units["name"], {str(d["community_code"]): str(d["officer_id"]) for d in duties}
    for code in seats.vacant:
        key.plant(
            "vacant",
            "coverage",
            finding="seat_vacant",
            subjects=[code],
            where=_inside(units, code),
            name=name[code],
            zh="无人负责",
            en="Nobody has this seat.",
        )
    code = seats.expired
    key.plant(
        "expired",
        "coverage",
        finding="seat_expired",
        subjects=[code],
        where=_inside(units, code),
        name=name[code],
        days=EXPIRED_DAYS,
        zh=f"任期 {EXPIRED_DAYS} 天前届满, 未续任",
        en=f"The duty ran out {EXPIRED_DAYS} days ago and was not renewed.",
    )
    code = seats.on_loan
    key.plant(
        "on_loan",
        "coverage",
        finding="seat_on_loan",
        subjects=[code, who[code]],
        where=_inside(units, code),
        name=name[code],
        zh="辅警被抽调在外",
        en="The auxiliary is away on loan.",
    )
    for code in seats.part_time:
        key.plant(
            "part_time",
            "coverage",
            finding="seat_part_time",
            subjects=[code, holder[code]],
            where=_inside(units, code),
            name=name[code],
            fte=PART_TIME_FTE,
            zh="兼职, 只投入四成工时",
            en="Held part time, 0.4 of full time.",
        )
    for group in seats.shared:
        for code in group:
            key.plant(
                "shared",
                "coverage",
                finding="seat_shared",
                subjects=[code, holder[code]],
                where=_inside(units, code),
                name=name[code],
                units=len(group),
                zh="一人多格",
                en="Its officer has more units than the norm allows.",
            )


def _inside(units: pd.DataFrame, code: str) -> tuple[float, float]:
    point = units["geometry"][code].representative_point()
    return float(point.x), float(point.y)
