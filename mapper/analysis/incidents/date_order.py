"""Dates of incidents that cannot be: before the one that they follow, or after the day of the data."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from mapper.analysis.findings_by_row import by_row
from mapper.analysis.incidents.kind import IncidentKind, times_of
from mapper.analysis.incidents.kinds import HAZARDS, KIND_OF
from mapper.arrays import Bools
from mapper.dates import end_of
from mapper.finding import Finding
from mapper.finding_kinds import DATE_BACKWARDS, DATE_IN_FUTURE
from mapper.geometry import points_inside
from mapper.norms import Norms
from mapper.project import Project

TOLD = (DATE_BACKWARDS, DATE_IN_FUTURE)


class Backwards(NamedTuple):
    """Rows (a mask) in which the date ``later`` stands before the date ``earlier`` that it follows."""

    later: str
    earlier: str
    rows: Bools


def backwards(kind: IncidentKind, norms: Norms, rows: pd.DataFrame, more: Sequence[str] = ()) -> Iterator[Backwards]:
    """Dates of a loop against the one before them that is there.

    To be reopened comes at any time after the beginning: what is closed again has the later date of the two. So do
    what is not asked of every incident and what else is dated (``more``).
    """
    in_order = [stage.date for stage in kind.stages_under(norms) if not stage.optional]
    loose = [column for column in kind.dates if column not in in_order]
    loose += [column for column in more if column in rows]
    for columns in (in_order, *([kind.began, column] for column in loose)):
        dates = times_of(rows, columns)
        there = np.where(np.isnat(dates), -1, np.arange(len(columns)))
        newest = np.maximum.accumulate(there, axis=1)
        for later in range(1, len(columns)):
            before = newest[:, later - 1]
            earlier = dates[np.arange(len(rows)), np.maximum(before, 0)]
            wrong = (before >= 0) & (dates[:, later] < earlier)
            for number in np.unique(before[wrong]):
                yield Backwards(columns[later], columns[number], np.asarray(wrong & (before == number), dtype=bool))


def date_faults(kind: IncidentKind, rows: pd.DataFrame, norms: Norms, as_of: date, known_until: date) -> pd.Series:
    """Each date of some incidents that stands before the one that it follows, or that is after what can be known.

    Of a day that is past only what had come by then is in the wrong order, and what had begun is looked at.

    A hazard that was closed before its report is told by itself (:mod:`mapper.analysis.incidents.lifecycle`). By row,
    see :mod:`mapper.analysis.findings_by_row`.
    """
    now = None if as_of >= known_until else end_of(as_of).to_datetime64()
    return by_row(rows.index, _wrong_dates(kind, rows, norms, end_of(known_until).to_datetime64(), now))


def _wrong_dates(
    kind: IncidentKind, rows: pd.DataFrame, norms: Norms, end: np.datetime64, now: np.datetime64 | None
) -> Iterator[tuple[int, Finding]]:
    told, table = np.zeros(len(rows), dtype=bool), kind.table
    if kind is HAZARDS:
        closed, reported = times_of(rows, ["closed_at", "reported_at"]).T
        told = closed < reported
    for later, earlier, wrong in backwards(kind, norms, rows):
        come = True if now is None else (times_of(rows, [later, earlier]) < now).all(axis=1)
        for row, key, place, (at, before) in _dates_of(rows, wrong & ~told & come, later, earlier):
            values = {"table": table, "column": later, "earlier": earlier, "at": at, "before": before}
            yield row, Finding(DATE_BACKWARDS, (key,), place, values)
    began = times_of(rows, [kind.began])[:, 0]
    begun = True if now is None else ~(began >= now) | (began >= end)  # what begins on no day is wrong on every day
    for column, to_come in zip(kind.dates, (times_of(rows, kind.dates) >= end).T, strict=True):
        for row, key, place, (at,) in _dates_of(rows, to_come & begun, column):
            yield row, Finding(DATE_IN_FUTURE, (key,), place, {"table": table, "column": column, "at": at})


def _dates_of(
    rows: pd.DataFrame, chosen: Bools, *columns: str
) -> Iterator[tuple[int, str, tuple[float, float] | None, tuple[str, ...]]]:
    """Position, key, place, and these dates of each of the chosen rows."""
    at = np.flatnonzero(chosen)
    if not len(at):
        return
    places = points_inside(np.asarray(rows["geometry"].array, dtype=object)[at])
    dates = (rows[column].iloc[at].dt.strftime("%Y-%m-%d %H:%M") for column in columns)
    yield from zip(at.tolist(), map(str, rows.index[at]), places, zip(*dates, strict=True), strict=True)


def right_dates(project: Project, finding: Finding, as_of: date) -> Mapping[str, pd.Timestamp]:
    """Column → the date that would stand in it if day and month, two dates, or the year had been mistaken; else none.

    What is proposed is not after what can be known, and leaves no date of the row before one that it follows.
    """
    table, (key, *_) = str(finding.values["table"]), finding.subjects
    kind, rows = KIND_OF[table], project.table(table).loc[[finding.subjects[0]]]
    column, earlier = str(finding.values["column"]), finding.values.get("earlier")
    wrong = rows.at[key, column]
    ways = [{column: other} for other in (_month_as_day(wrong), _year_before(wrong)) if other is not None]
    if earlier is not None:
        ways.append({column: rows.at[key, str(earlier)], str(earlier): wrong})
    end = end_of(project.known_until(as_of))
    for way in ways:
        then = pd.DataFrame(rows.drop(columns="geometry")).assign(**way)
        backward = any(one.rows.any() for one in backwards(kind, project.norms, then))
        if not backward and all(moment < end for moment in way.values()):
            return way
    return {}


def _month_as_day(moment: pd.Timestamp) -> pd.Timestamp | None:
    if moment.day > 12 or moment.day == moment.month:
        return None
    return moment.replace(month=moment.day, day=moment.month)


def _year_before(moment: pd.Timestamp) -> pd.Timestamp | None:
    return None if (moment.month, moment.day) == (2, 29) else moment.replace(year=moment.year - 1)
