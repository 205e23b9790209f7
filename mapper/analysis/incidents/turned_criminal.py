"""Disputes that turned criminal (民转刑): how many of those received in a year, and for how many days none did."""

from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd

from mapper.analysis.incidents.loop import COHORT_DAYS
from mapper.dates import end_of, with_iso_days
from mapper.finding import Finding
from mapper.finding_kinds import DISPUTE_TURNED_BEFORE_RECEIVED
from mapper.geometry import point_inside
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

_ESCALATED = "escalated"


@dataclass(frozen=True)
class TurnedCriminal:
    """What is known of it at the end of a day.

    Attributes
    ----------
    first, as_of
        First and last day of the year.
    received, turned
        Disputes received in the year, and how many of them had turned criminal by the end of the day.
    in_year
        All that turned criminal in the year, whenever they were received.
    streak_days
        Whole days since ``since``: 0 where that is the day itself; None where nothing is recorded by then.
    since
        The day on which the last one turned criminal, or else that of the first dispute on record.
    counted_from
        Which of the two ``since`` is; None where it is neither.
    undated
        Closed by then as having become a case (``outcome``), without the day on which that was: they are in no count
        and break no streak, and so each of the figures may be too good.
    """

    first: date
    as_of: date
    received: int
    turned: int
    in_year: int
    streak_days: int | None
    since: date | None
    counted_from: Literal["last_turned", "first_record"] | None
    undated: int

    def as_json(self) -> dict[str, Any]:
        return with_iso_days(vars(self))


def turned_criminal(project: Project, as_of: date) -> TurnedCriminal:
    """The figures of the year that ends with the day, as they were known by its end."""
    rows, now = project.disputes, end_of(as_of)
    first = as_of - timedelta(days=COHORT_DAYS - 1)
    at = rows["turned_criminal_at"].where(rows["turned_criminal_at"] < now)
    received = rows["received_at"].where(rows["received_at"] < now)
    in_year = received >= pd.Timestamp(first)
    last, record = at.max(), received.min()
    since = record if pd.isna(last) else last
    told = (rows["outcome"] == _ESCALATED) & (rows["closed_at"] < now) & rows["turned_criminal_at"].isna()
    known = not pd.isna(since)
    return TurnedCriminal(
        first=first,
        as_of=as_of,
        received=int(in_year.sum()),
        turned=int((in_year & at.notna()).sum()),
        in_year=int((at >= pd.Timestamp(first)).sum()),
        streak_days=(as_of - since.date()).days if known else None,
        since=since.date() if known else None,
        counted_from=None if not known else "first_record" if pd.isna(last) else "last_turned",
        undated=int(told.sum()),
    )


def turned_criminal_findings(project: Project, as_of: date) -> list[Finding]:
    """One for each dispute received by the end of that day that is said to have turned criminal before it was."""
    rows, received = project.disputes, project.disputes["received_at"]
    rows = rows[(rows["turned_criminal_at"] < received) & (received < end_of(as_of))]
    told = zip(rows.index, point_inside(rows.geometry), rows["category"], rows["turned_criminal_at"], strict=True)
    return [
        Finding(
            DISPUTE_TURNED_BEFORE_RECEIVED, (str(key),), where, {"category": category, "turned": at.date().isoformat()}
        )
        for key, where, category, at in told
    ]
