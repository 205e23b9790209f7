"""Clocks: which stage an incident has to reach next, by which day, and how late it is."""

from datetime import date

import numpy as np
import pandas as pd

from mapper.analysis.incidents.kind import IncidentKind
from mapper.arrays import Bools, Ints
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
    codes, asked = [stage.code for stage in stages], [not stage.optional for stage in stages]
    stage = kind.stage_on(rows, norms, as_of)
    at = np.maximum(pd.Index(codes).get_indexer(stage), 0)
    each = np.arange(len(rows))
    dates = rows[[one.date for one in stages]].to_numpy(dtype="datetime64[us]")
    reached = kind.reached_on(rows, norms, as_of)
    since = pd.Series(np.where(reached[each, at], dates[each, at], MISSING), index=rows.index)
    if kind.reopened is not None:
        back = kind.back_on(rows, as_of).to_numpy(dtype=bool)
        since = since.where(~back | (since > rows[kind.reopened]), rows[kind.reopened])
    following = np.array([next((n for n in range(k + 1, len(stages)) if asked[n]), -1) for k in range(len(stages))])
    ended = next((n for n, one in enumerate(stages) if one.date == kind.ended), len(stages))
    # One whose source says closed but not when still has to be closed.
    coming = np.where(kind.shown_on(rows, as_of) & (at >= ended), ended, following[at])
    due = due_days(kind, rows, norms, as_of, coming, counted_from(kind, rows, norms, as_of, coming, reached))
    late = ((pd.Timestamp(as_of) - due) / pd.Timedelta(days=1)).clip(lower=0).fillna(0)
    next_stage = pd.Series(np.array([*codes, None], dtype=object)[coming], index=rows.index, dtype="str")
    found = {"stage": stage, "since": since, "next": next_stage, "due": due, "days_late": late.astype("Int64")}
    return pd.DataFrame(found, index=rows.index).where(kind.begun_on(rows, as_of))


def due_days(
    kind: IncidentKind, rows: pd.DataFrame, norms: Norms, as_of: date, coming: Ints, counted: pd.Series | None = None
) -> pd.Series:
    """Midnight at which the day begins on which each row has to reach a stage; missing where nobody can say.

    It is the day that the row itself names for its closing, else so many days (``IncidentKind.days_allowed``) after
    :func:`counted_from`, which is ``counted`` where it is known already. ``coming`` has the stage's place among the
    kind's stages, -1 for none, by row.
    """
    stages = kind.stages_under(norms)
    days = pd.Series(np.nan, index=rows.index)
    if kind.days_allowed is not None:
        for number in np.unique(coming[coming > 0]):
            chosen = coming == number
            if not stages[number].optional:  # nothing waits for what need not be
                days[chosen] = kind.days_allowed(rows[chosen], norms, stages[number].code)
    counted = counted_from(kind, rows, norms, as_of, coming) if counted is None else counted
    due = counted.dt.normalize() + pd.to_timedelta(days, unit="D")
    if kind.due is not None:
        ends = np.array([*(stage.date == kind.ended for stage in stages), False])[coming]
        due = due.where(~ends | rows[kind.due].isna(), rows[kind.due].dt.normalize())
    return due


def counted_from(
    kind: IncidentKind, rows: pd.DataFrame, norms: Norms, as_of: date, coming: Ints, reached: Bools | None = None
) -> pd.Series:
    """The moment from which the time to a stage is counted: the newest date among the stages before it.

    Only stages count that are asked of every incident. One that came back counts from then, for what it has to reach
    anew. ``reached`` is :meth:`IncidentKind.reached_on` where it is known already.
    """
    stages = kind.stages_under(norms)
    asked = [not stage.optional for stage in stages]
    dates = rows[[stage.date for stage in stages]].to_numpy(dtype="datetime64[us]")
    reached = kind.reached_on(rows, norms, as_of) if reached is None else reached
    newest = np.full(len(rows), _LEAST)
    for place in np.flatnonzero(asked):
        known = np.where(reached[:, place] & (place < coming), dates[:, place], MISSING)
        newest = np.maximum(newest, known.astype(np.int64))
    if kind.reopened is not None:
        back = rows[kind.reopened].to_numpy(dtype="datetime64[us]")
        anew = (back < end_of(as_of).to_datetime64()) & (coming > kind.place_back(stages))
        newest = np.maximum(newest, np.where(anew, back, MISSING).astype(np.int64))
    return pd.Series(newest.astype("datetime64[us]"), index=rows.index)


def hours_left(due: pd.Timestamp, now: pd.Timestamp) -> float:
    """Hours until the end of the due day; negative after it."""
    return float((end_of(due.date()) - now) / pd.Timedelta(hours=1))
