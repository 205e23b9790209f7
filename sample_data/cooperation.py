"""Who works on what with whom: who has each case, and what was handed over to whom."""

from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper import frames
from mapper.analysis.incidents.kinds import DISPUTES, HAZARDS
from mapper.geometry import point_inside
from sample_data.answer_key import AnswerKey

# What the fictional county keeps from its stations.
NEGATIVE_CASES = ("抢夺",)
BREACHES = 3
_HANDLERS = {"station": 0.80, "case_team": 0.15, "county_bureau": 0.03, "": 0.02}


def with_handlers(cases: gpd.GeoDataFrame, as_of: date, rng: np.random.Generator, key: AnswerKey) -> gpd.GeoDataFrame:
    """The cases with who has them, of some unknown; stations have three of the year that are on the negative list."""
    handler = rng.choice(list(_HANDLERS), len(cases), p=list(_HANDLERS.values())).astype(object)
    handler[handler == ""] = None
    listed = cases["category"].isin(NEGATIVE_CASES).to_numpy()
    handler[listed] = "case_team"
    recent = np.flatnonzero(listed & (cases["occurred_at"] > pd.Timestamp(as_of) - pd.Timedelta(days=300)).to_numpy())
    for row in recent[-BREACHES:]:
        handler[row] = "station"
        key.plant(
            "negative_list",
            "routing",
            finding="case_not_for_station",
            subjects=[str(cases.index[row])],
            word=cases["category"].iloc[row],
            zh="负面清单案件由派出所办理",
            en="A station handles a case of the negative list.",
        )
    return cases.assign(handler=pd.array(handler, dtype="str"))


def handovers(
    hazards: gpd.GeoDataFrame, disputes: gpd.GeoDataFrame, stations: pd.Index, now: pd.Timestamp, key: AnswerKey
) -> pd.DataFrame:
    """Sixty handovers of open disputes and hazards, received and answered in time but for the faults."""
    as_of, rows = now.date(), []
    free = (
        DISPUTES.shown_on(disputes, as_of) & ~disputes.index.isin(key.subjects()) & (disputes["category"] != "family")
    )
    mine = [str(one) for one in disputes.index[free]][:40]
    theirs = HAZARDS.shown_on(hazards, as_of) & ~hazards.index.isin(key.subjects())
    for n, incident in enumerate([*mine, *hazards.index[theirs][:10]]):
        of_dispute = n < len(mine)
        table, began = (disputes, "received_at") if of_dispute else (hazards, "reported_at")
        direction = _DIRECTIONS[n % 3] if of_dispute else "room_to_officer"
        sent = max(table[began][incident] + pd.Timedelta(minutes=40), now - pd.Timedelta(days=2 + n % 9))
        sent = min(sent, now - pd.Timedelta(minutes=30)).floor("min")
        received = sent + pd.Timedelta(minutes=20 + 37 * (n % 11))
        answered = received + pd.Timedelta(hours=20 + n)
        rows.append(
            {
                "incident_table": "disputes" if of_dispute else "hazards",
                "incident_id": incident,
                "direction": direction,
                "receiver": _receiver(direction, n, stations, hazards["owner_id"].get(incident)),
                "sent_at": sent,
                "received_at": received if received <= now else None,
                "due_at": now.normalize() + pd.Timedelta(days=1 + n % 4),
                "answered_at": answered if answered <= now else None,
                "result": "done" if answered <= now else None,
            }
        )
    return _with_faults(rows, disputes, now, key)


def diversions(stations: pd.Index, as_of: date, rng: np.random.Generator, key: AnswerKey) -> pd.DataFrame:
    """Monthly numbers of fourteen months: 45 % of calls are no police matter, 71 % of those are passed on."""
    months = pd.date_range(end=pd.Timestamp(as_of).normalize().replace(day=1), periods=14, freq="MS", unit="us")
    rows = []
    for month in months:
        for station in stations:
            for category, share in _CALLS.items():
                received = int(rng.poisson(90 * share))
                eligible = int(rng.binomial(received, 0.45))
                diverted = int(rng.binomial(eligible, 0.71))
                closed = int(rng.binomial(diverted, 0.98))
                rows.append((month, station, category, received, eligible, diverted, closed))
    frame = pd.DataFrame(
        rows, columns=["month", "station_code", "category", "received", "eligible", "diverted", "closed"]
    )
    frame.index = pd.Index([f"N{n:04d}" for n in range(1, len(frame) + 1)], name="diversion_id")
    wrong, twice = frame.index[-90], frame.index[-70]
    frame.loc[wrong, "diverted"] = frame.at[wrong, "eligible"] + 7
    frame.loc[wrong, "closed"] = frame.at[wrong, "eligible"]
    again = frame.loc[[twice]].assign(diverted=0, closed=0).rename({twice: f"N{len(frame) + 1:04d}"})
    for finding, row, zh, en in (
        ("diversion_impossible", wrong, "分流数大于应分流数", "More calls passed on than could be."),
        ("diversion_twice", twice, "同月同所同类报了两次", "The same month, station and category twice."),
    ):
        key.plant(finding, "handovers", finding=finding, subjects=[str(row)], zh=zh, en=en)
    return frames.conform("diversions", pd.concat([frame, again]))


_CALLS = {"求助咨询": 1.3, "噪音扰民": 1.0, "物业消费": 0.8, "市容占道": 0.6}
_DIRECTIONS = ("station_to_safety_office", "safety_office_to_station", "station_to_department")
_DEPARTMENTS = ("区人社局（虚构）", "区住建局（虚构）", "区市场监管局（虚构）")


def _receiver(direction: str, number: int, stations: pd.Index, owner: str | None) -> str | None:
    if direction == "safety_office_to_station":
        return str(stations[number % len(stations)])
    if direction == "station_to_department":
        return _DEPARTMENTS[number % len(_DEPARTMENTS)]
    return owner if direction == "room_to_officer" else "区平安办（虚构）"


def _with_faults(
    rows: list[dict[str, Any]], disputes: gpd.GeoDataFrame, now: pd.Timestamp, key: AnswerKey
) -> pd.DataFrame:
    """Two without receipt for days, two without answer, one backwards, one of no incident, one returned twice."""
    place = dict(zip(disputes.index, point_inside(disputes.geometry), strict=True))
    early = disputes["received_at"] < now - pd.Timedelta(days=12)
    old = [row for row in rows if row["incident_table"] == "disputes" and early[row["incident_id"]]]
    day = pd.Timedelta(days=1)
    unreceived, unanswered, (backwards,), (lost,), (returned,) = old[:2], old[2:4], old[4:5], old[5:6], old[6:7]
    nothing = {"received_at": None, "answered_at": None, "result": None}
    for row in unreceived:
        row.update(nothing, sent_at=now - 4 * day)
    for row in unanswered:
        sent = now - 8 * day
        row.update(nothing, sent_at=sent, received_at=sent + pd.Timedelta(hours=2), due_at=now.normalize() - 3 * day)
    sent = now - 5 * day
    backwards.update(sent_at=sent, received_at=sent - day, answered_at=sent + day, result="done")
    lost.update(incident_id="D99999", sent_at=sent, received_at=sent + pd.Timedelta(hours=1))
    lost.update(answered_at=sent + day, result="done")
    for n in (9, 6):  # days ago
        sent = now - n * day
        again = returned if n == 9 else dict(returned)
        again.update(sent_at=sent, received_at=sent + pd.Timedelta(hours=3), answered_at=sent + day, result="returned")
        if n == 6:
            rows.append(again)
    frame = pd.DataFrame(rows).sort_values("sent_at", kind="stable")
    frame.index = pd.Index([f"W{n:03d}" for n in range(1, len(frame) + 1)], name="handover_id")
    told = {
        "handover_unreceived": (unreceived, "交办逾期未签收", "Sent four days ago and not received."),
        "handover_unanswered": (unanswered, "交办逾期未反馈", "Received and not answered by the day named."),
        "handover_backwards": ([backwards], "签收时间早于交办时间", "Received before it was sent."),
        "handover_unknown": ([lost], "交办的事项不存在", "The incident handed over is not in the project."),
    }
    for finding, (chosen, zh, en) in told.items():
        for row in chosen:
            number = frame.index[(frame["incident_id"] == row["incident_id"]).to_numpy()][0]
            where = place.get(row["incident_id"])
            subjects = [str(number), row["incident_id"]]
            key.plant(finding, "handovers", finding=finding, subjects=subjects, where=where, zh=zh, en=en)
    incident = returned["incident_id"]
    key.plant(
        "returned",
        "handovers",
        finding="incident_returned",
        subjects=[incident],
        where=place[incident],
        times=2,
        zh="被退回两次",
        en="Returned twice.",
    )
    return frames.conform("handovers", frame)
