"""Focus areas day by day: which run, and what each asks of whom.

An area runs on every day that it has a moment of. On each of them it asks all its minutes and visits of each who is
sent there; one that nobody is sent to asks them of nobody yet. One without a first or last moment never runs.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from mapper.dates import end_of
from mapper.names import split_ids
from mapper.project import Project

NOBODY = ""
_DAY_MINUTES = 24 * 60
_MICROSECOND = np.timedelta64(1, "us")


def focus_today(project: Project, day: date) -> pd.Series:
    """True for each focus area that runs at any time of that day."""
    areas = project.focus_areas
    return (areas["starts"] < end_of(day)) & (areas["ends"] > pd.Timestamp(day))


def sent_to(officer_ids: object) -> tuple[str, ...]:
    """Who is sent to an area by its column of officers, each once."""
    return tuple(dict.fromkeys(split_ids(officer_ids)))


def first_and_last_day(areas: pd.DataFrame) -> pd.DataFrame:
    """``first`` and ``last`` day that each area runs on, as midnights; missing where it has no such moment."""
    return pd.DataFrame(
        {
            "first": areas["starts"].dt.normalize(),
            "last": (areas["ends"] - _MICROSECOND).dt.normalize(),  # what ends at midnight ended with the day before
        }
    )


def focus_plan(project: Project, first: date, last: date) -> pd.DataFrame:
    """What is planned from the first to the last of these days, both included.

    Returns
    -------
    DataFrame
        A row for each day, area and officer, in this order: day (midnight), focus_id, officer_id (:data:`NOBODY` where
        nobody is sent), visits, minutes; opens, closes: minutes after midnight between which the area runs that day.
    """
    areas = project.focus_areas
    days = first_and_last_day(areas)
    begins = days["first"].clip(lower=pd.Timestamp(first))
    finishes = days["last"].clip(upper=pd.Timestamp(last))
    there = (begins <= finishes).to_numpy(dtype=bool)
    areas, begins, finishes = areas[there], begins[there], finishes[there]
    counts = (finishes - begins).dt.days.to_numpy(dtype=np.int64) + 1
    place = np.repeat(np.arange(len(areas)), counts)
    nth = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)
    day = begins.to_numpy()[place] + nth * np.timedelta64(1, "D")
    starts, ends = (areas[name].to_numpy()[place] for name in ("starts", "ends"))
    opens = ((starts - day) / np.timedelta64(1, "m")).clip(0, _DAY_MINUTES)
    closes = ((ends - day) / np.timedelta64(1, "m")).clip(0, _DAY_MINUTES)
    visits, minutes = (areas[name].fillna(0).to_numpy(dtype=np.int64)[place] for name in ("visits", "minutes"))
    plan = pd.DataFrame(
        {
            "day": day.astype("datetime64[us]"),
            "focus_id": areas.index.to_numpy(dtype=object)[place],
            "officer_id": areas["officer_ids"].map(lambda ids: sent_to(ids) or (NOBODY,)).to_numpy(dtype=object)[place],
            "visits": visits,
            "minutes": minutes,
            "opens": opens.astype(float),
            "closes": closes.astype(float),
        }
    ).explode("officer_id")
    return plan.sort_values(["day"], kind="stable", ignore_index=True)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week that a day is in."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def clock(minutes: float) -> str:
    """Minutes after midnight as a time of day, ``20:00``."""
    return f"{int(minutes) // 60:02}:{int(minutes) % 60:02}"
