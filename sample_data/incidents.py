"""Disputes, hazards and cases of two years: where (hot spots and people), when (seasons), and how they went."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.norms import Norms
from sample_data import calendar
from sample_data.scatter import Scatter

XY = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

DISPUTES, HAZARDS, CASES = 3_600, 1_600, 2_900
PARENTS = 14
CLUSTERED = 0.55
OPEN_DISPUTES, OPEN_DAYS = 204, 55
OVERLOADED_DISPUTES = 31
OPEN_VERIFIED, UNVERIFIED_TODAY, OVERDUE = 20, 3, 9
SMALL_BASE = (9, 5)
YEAR_2_CHANGE = -0.22
BUSY_INSPECTOR = 4.0

DISPUTE_MIX = {"neighbour": 24, "family": 18, "debt": 14, "wage": 10, "property": 10, "consumer": 9,
               "injury": 4, "land": 5, "public_order": 3, "other": 3}  # fmt: skip
HAZARD_MIX = {"fire": 28, "exit_blocked": 12, "rental": 14, "hotel": 6, "bathhouse": 5, "parcel": 8,
              "road": 9, "school": 5, "unit_security": 7, "hazardous_goods": 2, "water": 4}  # fmt: skip
CASE_MIX = {"盗窃": 68, "入室盗窃": 10, "殴打他人": 9, "故意损毁财物": 6, "寻衅滋事": 4, "抢夺": 1, "其他": 2}


@dataclass(frozen=True)
class Setting:
    """What incidents depend on; arrays are per unit, in the order of the table of units."""

    scatter: Scatter
    codes: pd.Index
    names: npt.NDArray[np.object_]
    residents: npt.NDArray[np.float64]
    village: npt.NDArray[np.bool_]
    station: npt.NDArray[np.object_]
    owners: npt.NDArray[np.object_]
    parents: XY
    sigma_m: npt.NDArray[np.float64]
    overloaded: int
    small: int
    busy_station: str
    as_of: date

    @property
    def now(self) -> pd.Timestamp:
        """The last moment that the data knows: six in the evening of its day."""
        return pd.Timestamp(self.as_of) + pd.Timedelta(hours=18)


def hot_spots(
    scatter: Scatter, residents: npt.NDArray[np.float64], market: int, rng: np.random.Generator
) -> tuple[XY, XY]:
    """Middles (n, 2) and spreads in metres of 14 places that draw trouble: market, night food street, station."""
    share = np.where(scatter.village, 0.0, residents)
    share[market] = 0.0
    rows = np.append(market, rng.choice(len(share), PARENTS - 1, replace=False, p=share / share.sum()))
    return scatter.within(rows), rng.uniform(120.0, 250.0, PARENTS)


def _places(
    setting: Setting, count: int, rng: np.random.Generator, weight: XY, forbidden: list[int]
) -> tuple[XY, Integers]:
    """Points and their units: 55 % in hot spots, the rest by weight with a gamma effect of each unit."""
    clustered = rng.uniform(size=count) < CLUSTERED
    xy, rows = np.zeros((count, 2)), np.zeros(count, dtype=np.int64)
    strength = rng.gamma(2.0, 1.0, len(setting.parents))
    parent = rng.choice(len(strength), int(clustered.sum()), p=strength / strength.sum())
    xy[clustered], rows[clustered] = setting.scatter.around(
        setting.parents[parent], setting.sigma_m[parent], np.array(forbidden)
    )
    effect = weight * rng.gamma(4.0, 0.25, len(weight))
    effect[forbidden] = 0.0
    rows[~clustered] = rng.choice(len(effect), int((~clustered).sum()), p=effect / effect.sum())
    xy[~clustered] = setting.scatter.within(rows[~clustered])
    return xy, rows


def disputes(setting: Setting, count: int, rng: np.random.Generator) -> tuple[pd.DataFrame, XY]:
    """Disputes without faults: handlers obey the norms, stages and their times agree; x, y beside them in metres."""
    xy, rows = _places(setting, count, rng, setting.residents, [])
    category = rng.choice(list(DISPUTE_MIX), count, p=np.array(list(DISPUTE_MIX.values())) / 100)
    # Land disputes are the villages' own.
    villages = np.flatnonzero(setting.village)
    moved = (category == "land") & ~setting.village[rows]
    rows[moved] = rng.choice(villages, int(moved.sum()))
    xy[moved] = setting.scatter.within(rows[moved])
    received = _received(setting, category, rng)
    # The overloaded community has had a hard month.
    rush = rng.choice(np.flatnonzero(category != "land"), OVERLOADED_DISPUTES, replace=False)
    rows[rush] = setting.overloaded
    xy[rush] = setting.scatter.within(rows[rush])
    last_month = pd.date_range(end=pd.Timestamp(setting.as_of), periods=28, unit="us")
    received[rush] = calendar.at_hours(rng, last_month[rng.integers(0, 27, len(rush))], calendar.OFFICE_HOURS)
    order = np.argsort(received, kind="stable")
    xy, rows, category, received = xy[order], rows[order], category[order], received[order]
    frame = pd.DataFrame({"category": category, "handler": _handlers(category, rng), "received_at": received})
    return _followed(setting, frame, rng).assign(row=rows), xy


def _received(setting: Setting, category: npt.NDArray[np.str_], rng: np.random.Generator) -> npt.NDArray[np.datetime64]:
    days = calendar.days_until(setting.as_of)
    season = {
        "wage": calendar.in_months(days, (12, 1, 2), 2.2),
        "neighbour": calendar.in_months(days, (6, 7, 8, 9), 1.7),
        "family": calendar.in_festivals(days, 1.5),
    }
    received = np.empty(len(category), dtype="datetime64[us]")
    for name in DISPUTE_MIX:
        mine = category == name
        weights = season.get(name, np.ones(len(days))) * calendar.on_weekends(days, 0.9)
        chosen = calendar.drawn_days(rng, days, weights, int(mine.sum()))
        received[mine] = calendar.at_hours(rng, chosen, calendar.OFFICE_HOURS)
    return np.minimum(received, np.datetime64(setting.now - pd.Timedelta(minutes=30)))


def _handlers(category: npt.NDArray[np.str_], rng: np.random.Generator) -> npt.NDArray[np.object_]:
    """About a third with others than the station: 45 % are no police matter, and 71 % of those are passed on."""
    rules = Norms().dispute_handlers
    passed_on = rng.uniform(size=len(category)) < 0.45 * 0.71
    handler = np.empty(len(category), dtype=object)
    for i, (name, on) in enumerate(zip(category, passed_on, strict=True)):
        others = [h for h in rules[name] if h != "station"]
        handler[i] = rng.choice(others) if on and others else "station"
    return handler


def _followed(setting: Setting, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """接研交办督结访: times in order, none after now; about 200 recent ones still on their way."""
    count, now = len(frame), setting.now
    received = frame["received_at"]
    age = (now - received) / pd.Timedelta(days=1)
    recent = np.flatnonzero(age <= OPEN_DAYS)
    is_open = np.zeros(count, dtype=bool)
    is_open[recent[np.argsort(age.to_numpy()[recent] + rng.uniform(0, 45, len(recent)))[:OPEN_DISPUTES]]] = True
    taken = np.clip(rng.lognormal(np.log(4.0), 0.75, count), 0.3, 90.0)
    taken = np.where(
        is_open, age / rng.beta(1.1, 1.4, count).clip(0.02, 0.97), np.minimum(taken, np.maximum(age * 0.92, 0.01))
    )
    at = {name: received + pd.to_timedelta(taken * share * 86400, unit="s").floor("min")
          for name, share in (("assessed_at", 0.06), ("assigned_at", 0.14), ("handled_at", 0.30),
                              ("supervised_at", 0.62), ("closed_at", 1.0))}  # fmt: skip
    revisited = at["closed_at"] + pd.to_timedelta(rng.integers(5, 21, count), unit="D")
    supervised = rng.uniform(size=count) < 0.35
    stage = np.full(count, "received", dtype=object)
    for name, moments in at.items():
        reached = (moments <= now) & ~(is_open & (name == "closed_at"))
        if name == "supervised_at":
            reached &= supervised
        frame[name] = moments.where(reached)
        word = {"assessed_at": "assessed", "assigned_at": "assigned", "handled_at": "handling",
                "supervised_at": "supervised", "closed_at": "closed"}[name]  # fmt: skip
        stage[reached] = word
    back = ~is_open & (revisited <= now) & (rng.uniform(size=count) < 0.7)
    frame["revisited_at"] = revisited.where(back)
    stage[back] = "revisited"
    frame["stage"] = stage
    outcome = np.where(rng.uniform(size=count) < 0.979, "resolved", "unresolved")
    frame["outcome"] = pd.Series(outcome, dtype="str").where(~is_open)
    frame["reopened"] = rng.uniform(size=count) < 0.06
    return frame


def hazards(setting: Setting, count: int, rng: np.random.Generator) -> tuple[pd.DataFrame, XY]:
    """Hazards: nine past their day (:data:`OVERDUE`), three of today, some verified but open, all others closed."""
    effort = np.where(setting.station == setting.busy_station, BUSY_INSPECTOR, 1.0)
    discovered = rng.uniform(size=count) < 0.70
    category = rng.choice(list(HAZARD_MIX), count, p=np.array(list(HAZARD_MIX.values())) / 100)
    xy, rows = _places(setting, count, rng, setting.residents, [])
    # What patrols discover follows how much they look; roads and water are the villages' hazards.
    for mine, weight in (
        (discovered, setting.residents * effort),
        (np.isin(category, ["road", "water"]), setting.village * 1.0),
    ):
        rows[mine] = rng.choice(len(weight), int(mine.sum()), p=weight / weight.sum())
        xy[mine] = setting.scatter.within(rows[mine])
    days = calendar.days_until(setting.as_of)[:-1]
    today, now = pd.Timestamp(setting.as_of), setting.now
    plain = calendar.drawn_days(rng, days, calendar.on_weekends(days, 0.7), count - OVERDUE - UNVERIFIED_TODAY)
    # Past 24:00 and still nobody looked: one to five days old.
    late = today - pd.to_timedelta([1, 1, 1, 1, 2, 2, 3, 3, 5], unit="D")
    reported = np.concatenate(
        [
            calendar.at_hours(rng, plain.append(late), calendar.OFFICE_HOURS).to_numpy(),
            (today + pd.to_timedelta([520, 800, 995], unit="min")).to_numpy(),
        ]
    )
    order = np.argsort(reported, kind="stable")
    reported, unverified = reported[order], np.arange(count)[order] >= len(plain)
    frame = pd.DataFrame({"category": category, "origin": np.where(discovered, "discovered", "reported"),
                          "severity": rng.choice(["minor", "major", "severe"], count, p=[0.8, 0.17, 0.03]),
                          "reported_at": pd.Series(reported)})  # fmt: skip
    age = (now - frame["reported_at"]) / pd.Timedelta(days=1)
    same_day = (rng.uniform(size=count) < 0.92) | (age < 6)
    to_midnight = (frame["reported_at"].dt.normalize() + pd.Timedelta(hours=23, minutes=58)) - frame["reported_at"]
    verified = frame["reported_at"] + to_midnight * rng.uniform(0.02, 0.9, count)
    verified = verified.where(same_day, verified + pd.to_timedelta(rng.integers(1, 4, count), unit="D"))
    left = now - verified
    closed = verified + np.minimum(
        pd.to_timedelta(rng.lognormal(np.log(3.0), 0.8, count) * 86400, unit="s"), left * 0.9
    )
    recent = np.flatnonzero((age < 21) & ~unverified)
    is_open = unverified.copy()
    is_open[rng.choice(recent, OPEN_VERIFIED, replace=False)] = True
    frame["verified_at"] = verified.dt.floor("min").where(~unverified)
    frame["closed_at"] = closed.dt.floor("min").where(~is_open)
    frame["assigned_at"] = (verified + 0.1 * (closed - verified)).dt.floor("min").where(~unverified)
    # Two of three were looked at again on the day after, those of the last days not yet.
    checked = frame["closed_at"] + pd.Timedelta(hours=24)
    frame["checked_at"] = checked.where((checked <= now) & (np.arange(count) % 3 > 0))
    frame["reopened_at"] = pd.NaT
    frame["owner_id"] = setting.owners[rows]
    return frame.assign(row=rows), xy


def cases(setting: Setting, count: int, rng: np.random.Generator) -> tuple[pd.DataFrame, XY]:
    """Cases of two years, the second 22 % below the first; the small community has 9, then 5."""
    own = sum(SMALL_BASE)
    xy, rows = _places(setting, count - own, rng, setting.residents, [setting.small])
    rows = np.concatenate([rows, np.full(own, setting.small)])
    xy = np.vstack([xy, setting.scatter.within(rows[-own:])])
    category = rng.choice(list(CASE_MIX), count, p=np.array(list(CASE_MIX.values())) / 100)
    days = calendar.days_until(setting.as_of)
    first, second = days[:365], days[365:]
    in_second = round(count * (1 + YEAR_2_CHANGE) / (2 + YEAR_2_CHANGE))
    year_2 = np.zeros(count, dtype=bool)
    year_2[-own:] = [False] * SMALL_BASE[0] + [True] * SMALL_BASE[1]
    year_2[rng.choice(count - own, in_second - SMALL_BASE[1], replace=False)] = True
    occurred = np.empty(count, dtype="datetime64[us]")
    for half, mine in ((first, ~year_2), (second, year_2)):
        for burglary in (False, True):
            these = mine & ((category == "入室盗窃") == burglary)
            weights = calendar.on_weekends(half, 0.85)
            if burglary:
                weights = weights * calendar.in_months(half, (5,), 1.7) * calendar.in_months(half, (2,), 0.5)
            drawn = calendar.drawn_days(rng, half, weights, int(these.sum()))
            hours = calendar.NIGHT_HOURS if burglary else calendar.EVENING_HOURS
            occurred[these] = calendar.at_hours(rng, drawn, hours)
    occurred = np.minimum(occurred, np.datetime64(setting.now - pd.Timedelta(minutes=20)))
    # Near repeats: another one close by within a fortnight, in the same unit.
    again = rng.choice(count - own, round(0.08 * count), replace=False)
    source = rng.choice(count - own, len(again))
    moved = xy[source] + rng.normal(0, 70.0, (len(again), 2))
    fits = (setting.scatter.unit_at(moved) == rows[source]) & (year_2[source] == year_2[again])
    shift = np.array(rng.integers(1, 14, len(again)) * 86400, dtype="timedelta64[s]")
    later = occurred[source] + shift
    fits &= (later < np.datetime64(first[-1])) | (year_2[source] & (later < np.datetime64(setting.now)))
    again, source, moved, later = again[fits], source[fits], moved[fits], later[fits]
    xy[again], rows[again], occurred[again] = moved, rows[source], later
    order = np.argsort(occurred, kind="stable")
    frame = pd.DataFrame({"category": category, "origin": "reported", "occurred_at": occurred, "row": rows})
    return frame.iloc[order].reset_index(drop=True), xy[order]
