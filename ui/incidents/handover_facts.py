"""The handovers of one incident as they stand on a day: to whom, what was received and answered, and what is late."""

from datetime import date, datetime
from typing import Any

import pandas as pd

from mapper.analysis.cooperation.handovers import handovers_of
from mapper.dates import end_of
from mapper.day.day import Day
from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True)
class HandoverFact:
    """One handover at the end of a day; what happened later is not there.

    Attributes
    ----------
    receiver
        An officer's or a station's number, or a body's name; None where none is told.
    receipt_due, answer_due
        Until when the receipt is due, and on which day the answer; None where nothing is.
    result
        ``done``, ``returned``, or None.
    waits
        ``receipt``, ``answer``, or None where it is answered.
    receipt_late, answer_late
        Whether the receipt, or the answer, is still waited for and its time was over before the day began.
    """

    key: str
    direction: str
    receiver: str | None
    sent_at: datetime
    received_at: datetime | None
    receipt_due: datetime | None
    answered_at: datetime | None
    answer_due: date | None
    result: str | None
    note: str | None
    waits: str | None
    receipt_late: bool
    answer_late: bool


def handover_facts(day: Day, table: str, key: str) -> tuple[HandoverFact, ...]:
    """Those that were sent by the day, the newest first."""
    rows, now = handovers_of(day.project, table, key), end_of(day.as_of)
    if rows.empty:
        return ()
    states = day.handover_states.loc[rows.index]

    def by_then(at: Any) -> datetime | None:
        moment: datetime | None = at.to_pydatetime() if pd.notna(at) and at < now else None
        return moment

    found = []
    for number, row in rows.iterrows():
        state = states.loc[number]
        if pd.isna(state["state"]):
            continue
        waits = {"sent": "receipt", "received": "answer"}.get(state["state"])
        due = state["answer_due"]
        found.append(
            HandoverFact(
                key=str(number),
                direction=str(row["direction"]),
                receiver=_text(row["receiver"]),
                sent_at=row["sent_at"].to_pydatetime(),
                received_at=by_then(row["received_at"]),
                receipt_due=None if waits != "receipt" else state["receipt_due"].to_pydatetime(),
                answered_at=by_then(row["answered_at"]),
                answer_due=None if pd.isna(due) else due.date(),
                result=state["state"] if state["state"] in ("done", "returned") else None,
                note=_text(row["note"]),
                waits=waits,
                receipt_late=bool(state["receipt_late"]),
                answer_late=bool(state["answer_late"]),
            )
        )
    return tuple(reversed(found))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
