"""Handovers of incidents to another body and back (双向交办): receipt, answer, what is late, what was returned.

Of any day it is told what was so at its end. A receipt is due so many hours after the sending
(``Norms.handover_receipt_hours``), an answer by the end of the day that the row names. What is due on the day itself
is not late, its day is not over.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from mapper import frames, schema
from mapper.analysis.incidents.loop import COHORT_DAYS
from mapper.arrays import Bools, Ints, Objects
from mapper.dates import end_of, with_iso_days
from mapper.finding import Finding
from mapper.finding_kinds import (
    HANDOVER_BACKWARDS,
    HANDOVER_UNANSWERED,
    HANDOVER_UNKNOWN,
    HANDOVER_UNRECEIVED,
    INCIDENT_RETURNED,
)
from mapper.geometry import points_inside
from mapper.lazy_dataclass import dataclass
from mapper.names import names_of
from mapper.norms import Norms
from mapper.project import Project

RETURNED_OFTEN = 2
DIRECTIONS = tuple(schema.TABLES["handovers"].column("direction").choices or ())
TABLES = tuple(schema.TABLES["handovers"].column("incident_table").choices or ())
# Which table has the receivers of a direction; of others any body may be one.
RECEIVERS = {"room_to_officer": "officers", "safety_office_to_station": "stations"}


@dataclass(frozen=True)
class InTime:
    """Of those sent in the cohort: what was done in time, late, or missed; whose time is not over is in none."""

    in_time: int
    late: int
    missed: int

    @property
    def due(self) -> int:
        """What ``in_time`` is of."""
        return self.in_time + self.late + self.missed


@dataclass(frozen=True)
class HandoverFigures:
    """The handovers of one direction, or of all (``*``), at the end of a day.

    Attributes
    ----------
    waiting, receipt_late
        Sent, whenever that was, and neither received nor answered; how many of them are past their time.
    open, answer_late
        Not answered; how many of them are past the day by which they had to be.
    sent, receipt, answer, median_receipt_hours, returned
        Of the cohort: how many were sent; receipts, and answers of those that name a day; from sending to receipt; how
        many were returned.
    backwards
        Of the cohort, those with dates in the wrong order, which are in neither rate nor median.
    """

    direction: str
    waiting: int
    receipt_late: int
    open: int
    answer_late: int
    sent: int
    receipt: InTime
    answer: InTime
    median_receipt_hours: float | None
    returned: int
    backwards: int

    def as_json(self) -> dict[str, Any]:
        rates = {name: vars(getattr(self, name)) | {"due": getattr(self, name).due} for name in ("receipt", "answer")}
        return vars(self) | rates


@dataclass(frozen=True)
class Handovers:
    """All handovers at the end of a day; the cohort was sent on one of the days ``first`` to ``as_of``.

    Attributes
    ----------
    receipt_hours
        Within how many a receipt is due.
    total, directions
        The figures of all, and of each direction.
    returned
        Table and id of each incident → how often it was returned by then.
    undated
        Handovers of no known sending, which are in nothing else.
    """

    first: date
    as_of: date
    receipt_hours: float
    total: HandoverFigures
    directions: tuple[HandoverFigures, ...]
    returned: Mapping[tuple[str, str], int]
    undated: int

    def as_json(self) -> dict[str, Any]:
        often = [
            {"table": table, "id": key, "times": times}
            for (table, key), times in self.returned.items()
            if times >= RETURNED_OFTEN
        ]
        told = {"first": self.first, "as_of": self.as_of, "receipt_hours": self.receipt_hours, "undated": self.undated}
        return with_iso_days(told) | {
            "total": self.total.as_json(),
            "directions": [figures.as_json() for figures in self.directions],
            "returned_often": often,
        }


def handover_states(rows: pd.DataFrame, norms: Norms, as_of: date) -> pd.DataFrame:
    """What each handover has come to at the end of a day.

    Returns
    -------
    DataFrame
        Indexed like ``rows``: state (``sent``, ``received``, ``done``, ``returned``, ``answered`` without a known
        result; missing where it was not sent by then), receipt_due and answer_due (moment, and midnight at which the
        due day begins; missing where there is none), receipt_late and answer_late (still waited for, its time over
        before the day began), backwards. What is said without a date counts once no date of the row lies ahead.
    """
    now, day = end_of(as_of), pd.Timestamp(as_of)
    dates = rows[["sent_at", "received_at", "answered_at"]]
    sent, received, answered = (dates[name] < now for name in dates)
    said = rows["result"].notna() & dates["answered_at"].isna() & ~(dates >= now).any(axis=1)
    answered |= said
    receipt_due = dates["sent_at"] + pd.Timedelta(hours=float(norms.handover_receipt_hours))
    answer_due = rows["due_at"].dt.normalize()
    state = np.select(
        [answered & rows["result"].notna(), answered, received], [rows["result"], "answered", "received"], "sent"
    )
    order = dates.to_numpy(dtype="datetime64[us]")
    with np.errstate(invalid="ignore"):
        wrong = (order[:, 1] < order[:, 0]) | (order[:, 2] < order[:, 0]) | (order[:, 2] < order[:, 1])
    found = {
        "state": pd.Series(state, index=rows.index, dtype="str").where(sent),
        "receipt_due": receipt_due,
        "answer_due": answer_due,
        "receipt_late": sent & ~received & ~answered & (receipt_due < day),
        "answer_late": sent & ~answered & (answer_due < day),
        "backwards": wrong,
    }
    return pd.DataFrame(found, index=rows.index)


def handovers(project: Project, as_of: date, states: pd.DataFrame) -> Handovers:
    """The figures of a day; ``states`` is :func:`handover_states` of it."""
    rows = project.handovers
    first = as_of - timedelta(days=COHORT_DAYS - 1)
    figures = [_figures(code, rows, states, as_of, first) for code in ("*", *DIRECTIONS)]
    back = rows[(states["state"] == "returned").to_numpy(dtype=bool)]
    counts = back.groupby(["incident_table", "incident_id"]).size()
    return Handovers(
        first=first,
        as_of=as_of,
        receipt_hours=project.norms.handover_receipt_hours,
        total=figures[0],
        directions=tuple(figures[1:]),
        returned={(str(table), str(key)): int(times) for (table, key), times in counts.items()},
        undated=int(rows["sent_at"].isna().sum()),
    )


def _figures(direction: str, rows: pd.DataFrame, states: pd.DataFrame, as_of: date, first: date) -> HandoverFigures:
    mine = np.ones(len(rows), dtype=bool) if direction == "*" else (rows["direction"] == direction).to_numpy(dtype=bool)
    rows, states = rows[mine], states[mine]
    now, state = end_of(as_of), states["state"]
    sent, waiting = state.notna(), state == "sent"
    cohort = sent & (rows["sent_at"] >= pd.Timestamp(first))
    backwards = cohort & states["backwards"]
    counted = cohort & ~backwards
    received, answered = rows["received_at"] < now, rows["answered_at"] < now
    hours = (rows["received_at"] - rows["sent_at"])[counted & received] / pd.Timedelta(hours=1)
    return HandoverFigures(
        direction=direction,
        waiting=int(waiting.sum()),
        receipt_late=int(states["receipt_late"].sum()),
        open=int((waiting | (state == "received")).sum()),
        answer_late=int(states["answer_late"].sum()),
        sent=int(cohort.sum()),
        receipt=_in_time(
            counted & received, rows["received_at"] <= states["receipt_due"], counted & states["receipt_late"]
        ),
        answer=_in_time(
            counted & answered & states["answer_due"].notna(),
            rows["answered_at"].dt.normalize() <= states["answer_due"],
            counted & states["answer_late"],
        ),
        median_receipt_hours=None if hours.empty else round(float(hours.median()), 3),
        returned=int((cohort & (state == "returned")).sum()),
        backwards=int(backwards.sum()),
    )


def _in_time(done: pd.Series, by_then: pd.Series, missed: pd.Series) -> InTime:
    return InTime(int((done & by_then).sum()), int((done & ~by_then).sum()), int(missed.sum()))


def handovers_of(project: Project, table: str, key: str) -> pd.DataFrame:
    """The handovers of an incident, in the order in which they were sent."""
    rows = project.handovers
    at = np.flatnonzero(np.asarray(rows["incident_id"].array, dtype=object) == key)
    if not len(at):
        return rows[:0]
    mine = rows.iloc[at[np.asarray(rows["incident_table"].array[at] == table, dtype=bool)]]
    return mine if len(mine) < 2 else mine.sort_values("sent_at", kind="stable")


def latest(rows: pd.DataFrame, states: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Table and id of each incident → the handover that was sent last by the day of the states."""
    sent = rows[states["state"].notna().to_numpy(dtype=bool)].sort_values("sent_at", kind="stable")
    return dict(zip(zip(sent["incident_table"], sent["incident_id"], strict=True), sent.index.astype(str), strict=True))


def returned_findings(project: Project, returned: Handovers, shown: Mapping[str, pd.Series]) -> list[Finding]:
    """Incidents that were returned :data:`RETURNED_OFTEN` times, while they are open.

    ``shown`` says by table which incidents are at the end of the day.
    """
    often = {incident: times for incident, times in returned.returned.items() if times >= RETURNED_OFTEN}
    where = _places(project, often)
    return [
        Finding(INCIDENT_RETURNED, (key,), where.get((table, key)), {"table": table, "times": times})
        for (table, key), times in often.items()
        if table in shown and shown[table].get(key, False)
    ]


def handover_findings(project: Project, as_of: date, states: pd.DataFrame) -> list[Finding]:
    """Receipts and answers that are late, dates in the wrong order, and what names an incident or receiver of none."""
    rows, findings, day = project.handovers, list[Finding](), np.datetime64(as_of, "D")
    told = {name: rows[name].to_numpy(dtype=object, na_value=None) for name in _TOLD}
    sent = states["state"].notna().to_numpy(dtype=bool)
    kinds = (
        (HANDOVER_UNRECEIVED, states["receipt_late"].to_numpy(dtype=bool), "receipt_due"),
        (HANDOVER_UNANSWERED, states["answer_late"].to_numpy(dtype=bool), "answer_due"),
        (HANDOVER_BACKWARDS, states["backwards"].to_numpy(dtype=bool) & sent, None),
        (HANDOVER_UNKNOWN, _unknown(project, told), None),
    )
    any_at = np.flatnonzero(np.logical_or.reduce([chosen for _, chosen, _ in kinds]))
    incidents = {*zip(*(told[name][any_at].tolist() for name in ("incident_table", "incident_id")), strict=True)}
    stations = names_of(project.stations).to_dict()
    where, hidden = _places(project, incidents), _sensitive(project, incidents)
    for kind, chosen, due in kinds:
        at = np.flatnonzero(chosen)
        dues = [None] * len(at) if due is None else states[due].to_numpy(dtype="datetime64[D]")[at]
        columns = (told[name][at].tolist() for name in _TOLD)
        for key, ends, table, incident, direction, receiver in zip(rows.index[at], dues, *columns, strict=True):
            # Whoever has what is sensitive may tell what it is about.
            known = receiver is not None and (table, incident) not in hidden
            values = {
                "table": table,
                "incident": incident,
                "direction": direction,
                "receiver": stations.get(receiver, receiver) if known else None,
            }
            if ends is not None:
                values |= {"due": str(ends), "days": int((day - ends).astype(int))}
            findings.append(Finding(kind, (str(key), str(incident)), where.get((table, incident)), values))
    return findings


_TOLD = ("incident_table", "incident_id", "direction", "receiver")


def _rows_of(frame: pd.DataFrame, keys: Iterable[str]) -> Ints:
    """Positions of the rows with these keys, found in the index and not by looking at each row."""
    at = frame.index.get_indexer(pd.Index(sorted(set(keys)), dtype=frame.index.dtype))
    return np.sort(at[at >= 0])


def _unknown(project: Project, told: Mapping[str, Objects]) -> Bools:
    """Which handovers name an incident, an officer or a station that the project does not have."""
    tables, incidents, directions, receivers = (told[name] for name in _TOLD)
    found = np.ones(len(tables), dtype=bool)
    for table in TABLES:
        at = np.flatnonzero(tables == table)
        found[at] = project.table(table).index.get_indexer(incidents[at]) < 0
    for direction, receiving in RECEIVERS.items():
        known = project.table(receiving).index
        at = np.flatnonzero((directions == direction) & pd.notna(receivers))
        found[at] |= known.get_indexer(receivers[at]) < 0
    return found


def _sensitive(project: Project, incidents: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of some incidents (table and id) that are shown by their cell only."""
    found: set[tuple[str, str]] = set()
    for table in TABLES:
        frame, names = project.table(table), [c.name for c in schema.TABLES[table].columns if c.sensitive]
        at = _rows_of(frame, (key for of, key in incidents if of == table and key is not None))
        rows = pd.DataFrame({name: frame[name].array[at] for name in names}, index=frame.index[at])
        found |= {(table, str(key)) for key in rows.index[frames.sensitive_rows(table, rows)]}
    return found


def _places(
    project: Project, incidents: Collection[tuple[str, str]]
) -> dict[tuple[str, str], tuple[float, float] | None]:
    """Where incidents (table and id) lie, those that there are."""
    found: dict[tuple[str, str], tuple[float, float] | None] = {}
    for table in TABLES:
        frame = project.table(table)
        at = _rows_of(frame, (key for of, key in incidents if of == table and key is not None))
        places = points_inside(np.asarray(frame.geometry.array, dtype=object)[at])
        found |= {(table, str(key)): place for key, place in zip(frame.index[at], places, strict=True)}
    return found
