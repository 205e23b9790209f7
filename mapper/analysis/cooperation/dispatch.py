"""What the command room (综合指挥室) asks of handovers: what was sent to whom, and what is due today."""

from datetime import date, datetime
from statistics import median
from typing import Any, Literal, NamedTuple

import pandas as pd

from mapper.dates import end_of, with_iso_days
from mapper.project import Project


class Sent(NamedTuple):
    """One handover as it stood at the end of a day: to whom, when, and when it was received and answered, if it was."""

    key: str
    table: str
    incident: str
    direction: str
    receiver: str | None
    sent_at: datetime
    received_at: datetime | None
    answered_at: datetime | None
    result: str | None

    @property
    def receipt_hours(self) -> float | None:
        """From sending to receipt; None before it, and where the two are the wrong way round."""
        if self.received_at is None or self.received_at < self.sent_at:
            return None
        return (self.received_at - self.sent_at).total_seconds() / 3600

    def as_json(self) -> dict[str, Any]:
        return with_iso_days(self._asdict())


class HandoverDue(NamedTuple):
    """A handover whose receipt or answer is due on the day, and until when; an answer has the whole day."""

    key: str
    what: Literal["receipt", "answer"]
    until: datetime


def sent_since(project: Project, as_of: date, since: datetime) -> tuple[Sent, ...]:
    """Handovers that were sent from that moment to the end of the day, the newest first."""
    rows, now = project.handovers, end_of(as_of)
    sent = rows[(rows["sent_at"] >= pd.Timestamp(since)) & (rows["sent_at"] < now)]

    def by_then(at: Any) -> datetime | None:
        moment: datetime | None = at.to_pydatetime() if pd.notna(at) and at < now else None
        return moment

    found = []
    for key, row in sent.iterrows():
        answered = by_then(row["answered_at"])
        told = row["result"] if answered is not None and isinstance(row["result"], str) else None
        found.append(
            Sent(
                key=str(key),
                table=row["incident_table"],
                incident=row["incident_id"],
                direction=row["direction"],
                receiver=row["receiver"] if isinstance(row["receiver"], str) else None,
                sent_at=row["sent_at"].to_pydatetime(),
                received_at=by_then(row["received_at"]),
                answered_at=answered,
                result=told,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.sent_at, one.key), reverse=True))


def median_receipt_hours(sent: tuple[Sent, ...]) -> float | None:
    """Of those that were received; None where none was."""
    hours = [one.receipt_hours for one in sent if one.receipt_hours is not None]
    return round(median(hours), 3) if hours else None


def handovers_due(as_of: date, states: pd.DataFrame) -> tuple[HandoverDue, ...]:
    """What is waited for on the day and due before its midnight, the soonest first.

    ``states`` is :func:`~mapper.analysis.cooperation.handovers.handover_states` of the day.
    """
    day = pd.Timestamp(as_of)
    waiting, is_open = states["state"] == "sent", states["state"].isin(["sent", "received"])
    receipts = states["receipt_due"][waiting & (states["receipt_due"].dt.normalize() == day)]
    answers = states["answer_due"][is_open & (states["answer_due"] == day)]
    found = [HandoverDue(str(key), "receipt", at.to_pydatetime()) for key, at in receipts.items()]
    found += [HandoverDue(str(key), "answer", end_of(as_of).to_pydatetime()) for key in answers.index]
    return tuple(sorted(found, key=lambda one: (one.until, one.key, one.what)))
