"""Clocks: which stage an incident has to reach next, by which day, and how late it is."""

from datetime import date, datetime

import numpy as np
import pandas as pd

from mapper.analysis.incidents.kind import IncidentKind, Stage, times_of
from mapper.arrays import Bools, Ints, Times
from mapper.dates import end_of
from mapper.norms import Norms

MISSING = np.datetime64("NaT", "us")
_LEAST = np.iinfo(np.int64).min  # which stands for a missing date


def clocks(kind: IncidentKind, rows: pd.DataFrame, norms: Norms, as_of: date) -> pd.DataFrame:
    """The clock of each row of a kind's table at the end of a day.

    What is due is the next stage that is asked of every incident, by :func:`due_days`. A day allows until its midnight,
    so an incident is late from the day after on.

    Returns
    -------
    DataFrame
        Indexed like ``rows``: stage, since (when it came to its stage; missing where no date says so), next (stage;
        missing where nothing is due any more), due (midnight at which the day begins that it is due on; missing where
        unknown), days_late (whole days after the due one, 0 where it is not late). All are missing for what had not
        begun.
    """
    stages = kind.stages_under(norms)
    codes = pd.array([stage.code for stage in stages], dtype="str")
    reached, begun = kind.reached_on(rows, norms, as_of), kind.begun_on(rows, as_of).to_numpy()
    at = kind.place_on(rows, norms, as_of, reached)
    each = np.arange(len(rows))
    since = np.where(reached[each, at], times_of(rows, [stage.date for stage in stages])[each, at], MISSING)
    if kind.reopened is not None:
        back = times_of(rows, [kind.reopened])[:, 0]
        since = np.where(kind.back_on(rows, as_of).to_numpy() & ~(since > back), back, since)
    ended = next((n for n, one in enumerate(stages) if one.date == kind.ended), len(stages))
    # One whose source says closed but not when still has to be closed.
    coming = np.where(kind.shown_on(rows, as_of).to_numpy() & (at >= ended), ended, _following(stages)[at])
    due = due_days(kind, rows, norms, coming, counted_from(kind, rows, norms, as_of, coming, reached))
    # Where nothing is due it is the least number that there is.
    late = (np.datetime64(as_of, "D") - due.astype("datetime64[D]")).astype(np.int64)
    found = {
        "stage": codes.take(np.where(begun, at, -1), allow_fill=True),
        "since": np.where(begun, since, MISSING),
        "next": codes.take(np.where(begun & (coming < len(stages)), coming, -1), allow_fill=True),
        "due": np.where(begun, due, MISSING),
        "days_late": pd.arrays.IntegerArray(np.maximum(late, 0), ~begun),
    }
    return pd.DataFrame(found, index=rows.index)


def _following(stages: tuple[Stage, ...]) -> Ints:
    """Of each stage the place of the next one that is asked of every incident; -1 where there is none."""
    asked = [not stage.optional for stage in stages]
    return np.array([next((n for n in range(k + 1, len(stages)) if asked[n]), -1) for k in range(len(stages))])


def due_days(kind: IncidentKind, rows: pd.DataFrame, norms: Norms, coming: Ints, counted: Times) -> Times:
    """The day on which each row has to reach a stage, as the midnight at which it begins; NaT where nobody can say.

    It is the day that the row itself names for its closing, else so many days (``IncidentKind.days_allowed``) after
    ``counted``, which is :func:`counted_from`. ``coming`` has the stage's place among the kind's stages, -1 for none,
    by row.
    """
    stages = kind.stages_under(norms)
    days = np.full(len(rows), np.timedelta64("NaT", "D"))
    if kind.days_allowed is not None:
        for number, stage in enumerate(stages):
            chosen = coming == number
            if number and not stage.optional and chosen.any():  # nothing waits for what need not be
                # Of all rows: to take some of them out of a frame of many columns takes longer.
                days[chosen] = kind.days_allowed(rows, norms, stage.code)[chosen].astype("timedelta64[D]")
    due = (counted.astype("datetime64[D]") + days).astype("datetime64[us]")
    if kind.due is not None:
        ends = np.array([*(stage.date == kind.ended for stage in stages), False])[coming]
        told = times_of(rows, [kind.due])[:, 0].astype("datetime64[D]").astype("datetime64[us]")
        due = np.where(ends & ~np.isnat(told), told, due)
    return due


def counted_from(
    kind: IncidentKind, rows: pd.DataFrame, norms: Norms, as_of: date, coming: Ints, reached: Bools
) -> Times:
    """The moment from which the time to a stage is counted: the newest date among the stages before it; NaT for none.

    Only stages count that are asked of every incident. One that came back counts from then, for what it has to reach
    anew. ``reached`` is :meth:`IncidentKind.reached_on`.
    """
    stages = kind.stages_under(norms)
    dates = times_of(rows, [stage.date for stage in stages])
    newest = np.full(len(rows), _LEAST)
    for place, stage in enumerate(stages):
        if not stage.optional:
            known = np.where(reached[:, place] & (place < coming), dates[:, place], MISSING)
            newest = np.maximum(newest, known.astype(np.int64))
    if kind.reopened is not None:
        back = times_of(rows, [kind.reopened])[:, 0]
        anew = (back < end_of(as_of).to_datetime64()) & (coming > kind.place_back(stages))
        newest = np.maximum(newest, np.where(anew, back, MISSING).astype(np.int64))
    return newest.astype("datetime64[us]")


def moment_of(as_of: date, now: datetime) -> pd.Timestamp:
    """The moment as of which clocks of a day are read: now on the day itself, of another day its end."""
    return pd.Timestamp(now) if as_of == now.date() else end_of(as_of)


def hours_left(due: date, now: pd.Timestamp) -> float:
    """Hours until the end of the due day; negative after it."""
    return float((end_of(due) - now) / pd.Timedelta(hours=1))
