"""Who is at work on a day, past or future, and for which station: absences and postings with their dates.

An absence has a first day and, where it is known, a last one, both included. Somebody whose ``status`` is not
``on_duty`` is away on every day: a file that knows no dates says no more than that. Likewise who has no posting is on
the roll of ``officers.station_code`` on every day; who has some is ``gone`` on the days of none, not yet or no more on
the roll.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.dates import runs_on
from mapper.finding import Finding, FindingKind
from mapper.finding_kinds import (
    ABSENCE_REVERSED,
    ABSENCE_TWICE,
    ABSENCE_UNKNOWN_OFFICER,
    POSTING_REVERSED,
    POSTING_TWICE,
    POSTING_UNKNOWN_OFFICER,
)
from mapper.project import Project

AT_WORK, GONE = "on_duty", "gone"
EVER, FOR_EVER = -(10**6), 10**6  # day numbers before and after all dates
Stretch = tuple[int, int]  # first and last day, as numbers since 1970-01-01


def status_on(project: Project, day: date) -> pd.Series:
    """Status of each officer on that day, by officer_id: ``on_duty``, the kind of the absence, or ``gone``."""
    status = project.officers["status"]
    absences, postings = project.absences, project.postings
    if len(absences):
        running = absences[runs_on(absences["starts"], absences["ends"], day)]
        at = status.index.get_indexer(running["officer_id"])
        kinds = np.full(len(status) + 1, AT_WORK, dtype=object)  # of nobody who is known: the place behind the last
        kinds[at[::-1]] = running["kind"].fillna(AT_WORK).to_numpy(dtype=object)[::-1]  # who is away twice: the first
        status = status.where(status != AT_WORK, pd.Series(kinds[:-1], index=status.index, dtype="str"))
    if len(postings):
        posted = postings["officer_id"][runs_on(postings["starts"], postings["ends"], day)]
        dated = status.index.isin(_in_order(postings)["officer_id"]) & ~status.index.isin(posted)
        status = status.mask(dated & (project.officers["status"] == AT_WORK), GONE)
    return status


def roll_on(project: Project, day: date) -> pd.DataFrame:
    """The officers with the station of that day; who is gone keeps the station of ``officers.station_code``."""
    officers, postings = project.officers, project.postings
    if postings.empty:
        return officers
    running = postings[runs_on(postings["starts"], postings["ends"], day)].drop_duplicates("officer_id")
    station = running.set_index("officer_id")["station_code"]
    dated = officers.index.isin(station.index)
    return officers.assign(station_code=officers["station_code"].where(~dated, station.reindex(officers.index)))


def away_without_dates(project: Project) -> int:
    """How many officers are away until further notice."""
    return int((project.officers["status"] != AT_WORK).sum())


def stretches_away(project: Project) -> dict[str, list[Stretch]]:
    """officer_id → days away or gone, as stretches in order that neither touch nor overlap; only those with dates."""
    found = _joined(project.absences)
    for officer, posted in _joined(project.postings).items():
        bounds = [EVER - 1, *(day for stretch in posted for day in stretch), FOR_EVER + 1]
        gone = [(bounds[i] + 1, bounds[i + 1] - 1) for i in range(0, len(bounds), 2)]
        both = sorted([*found.get(officer, ()), *(one for one in gone if one[0] <= one[1])])
        if both:
            found[officer] = merged(both)
    return found


def _joined(rows: pd.DataFrame) -> dict[str, list[Stretch]]:
    """officer_id → the days of the rows (officer_id, starts, ends), as stretches in order that do not touch."""
    found: dict[str, list[Stretch]] = {}
    first, last = day_numbers(rows["starts"], EVER), day_numbers(rows["ends"], FOR_EVER)
    for at in np.lexsort((last, first)):
        if last[at] >= first[at]:
            found.setdefault(str(rows["officer_id"].iloc[at]), []).append((int(first[at]), int(last[at])))
    return {officer: merged(stretches) for officer, stretches in found.items()}


def merged(stretches: list[Stretch]) -> list[Stretch]:
    """Stretches in order, those that touch or overlap made one."""
    made = stretches[:1]
    for first, last in stretches[1:]:
        if first <= made[-1][1] + 1:
            made[-1] = made[-1][0], max(made[-1][1], last)
        else:
            made.append((first, last))
    return made


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Without the rows that end before they begin."""
    return rows[~(rows["ends"] < rows["starts"])]


def back_on(project: Project, day: date) -> Mapping[str, date]:
    """First day at work of each officer who is away on that day and whose return is known."""
    at = day_number(day)
    found = {}
    for officer, stretches in stretches_away(project).items():
        for first, last in stretches:
            if first <= at <= last < FOR_EVER:
                found[officer] = day + timedelta(days=last + 1 - at)
    return found


def absence_findings(project: Project) -> list[Finding]:
    """Absences of officers who are not on the roster, that end before they begin, or that overlap another."""
    kinds = ABSENCE_UNKNOWN_OFFICER, ABSENCE_REVERSED, ABSENCE_TWICE
    return list(_span_findings(project, project.absences, *kinds))


def posting_findings(project: Project) -> list[Finding]:
    """Postings of officers who are not on the roster, that end before they begin, or that overlap another.

    Of two that run on a day the first in the table counts (:func:`roll_on`), which nobody may have meant.
    """
    kinds = POSTING_UNKNOWN_OFFICER, POSTING_REVERSED, POSTING_TWICE
    return list(_span_findings(project, project.postings, *kinds))


def _span_findings(
    project: Project, rows: pd.DataFrame, unknown: FindingKind, backward: FindingKind, twice: FindingKind
) -> Iterator[Finding]:
    """What cannot be of rows that name an officer from one day to another."""
    names = project.officers["display_name"]
    spans: dict[str, list[tuple[int, int, str]]] = {}
    first, last = day_numbers(rows["starts"], EVER), day_numbers(rows["ends"], FOR_EVER)
    for key, officer, begins, ends in zip(rows.index, rows["officer_id"], first, last, strict=True):
        values = {"officer": names.get(officer) or officer, "officer_id": officer}
        if officer not in project.officers.index:
            yield Finding(unknown, (str(key), str(officer)), None, values)
        elif ends < begins:
            yield Finding(backward, (str(key), officer), None, values | {"starts": _iso(begins), "ends": _iso(ends)})
        else:
            spans.setdefault(officer, []).append((int(begins), int(ends), str(key)))
    for officer, theirs in spans.items():
        theirs.sort()
        for one, other in pairwise(theirs):
            if other[0] <= one[1]:
                values = {"officer": names.get(officer) or officer, "officer_id": officer}
                # Two without a first day overlap on every day: there is none to name but the last of the one.
                starts = _iso(other[0] if other[0] > EVER else min(one[1], other[1])) or "—"
                yield Finding(twice, (one[2], other[2], officer), None, values | {"starts": starts})


def day_numbers(dates: pd.Series, missing: int) -> npt.NDArray[np.int64]:
    """Days since 1970-01-01."""
    numbers = dates.to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(numbers), missing, numbers.astype(np.int64))


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def day_of(number: Any) -> date | None:
    """The day of that number; None where it stands for none."""
    return None if number in (EVER, FOR_EVER) else date(1970, 1, 1) + timedelta(days=int(number))


def _iso(number: Any) -> str | None:
    day = day_of(number)
    return None if day is None else day.isoformat()
