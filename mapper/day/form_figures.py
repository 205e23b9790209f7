"""Figures for a superior's form: of the whole, a station or a unit, on the day or in a period that ends with it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from mapper.analysis.incidents.kinds import CASES, DISPUTES, HAZARDS
from mapper.analysis.periods.period import Period
from mapper.analysis.seats.coverage import COUNTED
from mapper.analysis.seats.presence import GONE
from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.names import names_of

PERIODS = ("week", "month", "last_month", "quarter", "year")


@dataclass(frozen=True)
class Whose:
    """A station or a unit by its code; neither for all."""

    station_code: str | None = None
    unit_code: str | None = None


EVERYBODY = Whose()


def whose(day: Day, word: str) -> Whose:
    """Whose figure is meant: ``""`` is everybody's, else a station or unit by name or code.

    InputError ``form_whose`` where none, or more than one, is called so.
    """
    letters = "".join(word.split())
    if not letters:
        return EVERYBODY
    stations, units = (_called(day.project.table(table), letters) for table in ("stations", "communities"))
    found = [*(Whose(code) for code in stations), *(Whose(None, code) for code in units)]
    if len(found) != 1:
        raise InputError("form_whose", word=word)
    return found[0]


def _called(rows: pd.DataFrame, word: str) -> list[str]:
    """Codes of the rows that have this name or code, spaces apart."""
    names = names_of(rows).astype(str).str.split().str.join("")
    return [str(code) for code in rows.index[(names == word) | (rows.index.astype(str) == word)]]


def period_named(name: str, as_of: date) -> Period:
    """The days of a period up to the day (of ``last_month``, of the whole month before); InputError ``form_period``."""
    month = as_of.replace(day=1)
    starts = {
        "week": as_of - timedelta(days=as_of.weekday()),
        "month": month,
        "quarter": as_of.replace(month=(as_of.month - 1) // 3 * 3 + 1, day=1),
        "year": as_of.replace(month=1, day=1),
    }
    if name == "last_month":
        last = month - timedelta(days=1)
        return Period(last.replace(day=1), last)
    if name not in starts:
        raise InputError("form_period", period=name, known=list(PERIODS))
    return Period(starts[name], as_of)


@dataclass(frozen=True)
class FormFigure:
    """A figure: rows that count, each with its unit and station.

    Attributes
    ----------
    rows
        Of a day and a period: units and stations of all rows of a table, and what each row counts.
    of_period
        Whether it is of a period; else of the day.
    share_of
        The figure that it is a share of, 0–1; nothing where it is a count.
    table
        The table of incidents whose records must reach over the period; nothing for others.
    """

    rows: Callable[[Day, Period], tuple[pd.Series, pd.Series, pd.Series]]
    of_period: bool = False
    share_of: str | None = None
    table: str | None = None


def recorded_whole(day: Day, code: str, period: str) -> bool:
    """Whether the records of a figure reach over all of its period; what was not recorded is no zero."""
    table = FIGURES[code].table
    return table is None or not day.recorded(table).lacks(period_named(period, day.as_of))


def value_of(day: Day, code: str, of: Whose, period: str = "month") -> int | float | None:
    """A figure; None for a share of nothing. InputError ``form_figure`` where there is none of that code."""
    if code not in FIGURES:
        raise InputError("form_figure", figure=code, known=list(FIGURES))
    figure = FIGURES[code]
    units, stations, counts = figure.rows(day, period_named(period, day.as_of))
    chosen = np.ones(len(counts), dtype=bool)
    if of.station_code is not None:
        chosen = (stations == of.station_code).to_numpy(dtype=bool, na_value=False)
    if of.unit_code is not None:
        chosen = (units == of.unit_code).to_numpy(dtype=bool, na_value=False)
    total = int(counts.to_numpy()[chosen].sum())
    if figure.share_of is None:
        return total
    whole = value_of(day, figure.share_of, of, period)
    return total / whole if whole else None


def _seats(counted: Callable[[pd.DataFrame], pd.Series]) -> FormFigure:
    def rows(day: Day, _: Period) -> tuple[pd.Series, pd.Series, pd.Series]:
        seats = day.coverage.seats
        return pd.Series(seats.index, index=seats.index), seats["station_code"], counted(seats).astype("int64")

    return FormFigure(rows)


def _residents(day: Day, _: Period) -> tuple[pd.Series, pd.Series, pd.Series]:
    units = day.project.communities
    return (
        pd.Series(units.index, index=units.index),
        units["station_code"],
        units["residents"].fillna(0).astype("int64"),
    )


def _officers(day: Day, _: Period) -> tuple[pd.Series, pd.Series, pd.Series]:
    roll = day.own_officers if isinstance(day, ScopedDay) else day.roll[(day.status != GONE).to_numpy(dtype=bool)]
    return pd.Series(pd.NA, index=roll.index, dtype="str"), roll["station_code"], pd.Series(1, index=roll.index)


def _points(
    table: str, counted: Callable[[Day, Period], pd.Series], *, of_period: bool = False, share_of: str | None = None
) -> FormFigure:
    def rows(day: Day, period: Period) -> tuple[pd.Series, pd.Series, pd.Series]:
        owned = day.owned(table)
        return owned["community_code"], owned["station_code"], counted(day, period).astype("int64")

    return FormFigure(rows, of_period, share_of, table if of_period else None)


def _began(table: str, column: str) -> FormFigure:
    """Incidents that have this date in the period."""

    def counted(day: Day, period: Period) -> pd.Series:
        rows = day.project.table(table)
        return pd.Series(period.has(rows[column]), index=rows.index)

    return _points(table, counted, of_period=True)


def _late(day: Day, _: Period) -> pd.Series:
    return day.dispute_open & (day.clocks("disputes")["days_late"].fillna(0) > 0)


FIGURES: Mapping[str, FormFigure] = {
    "units": _seats(lambda seats: pd.Series(1, index=seats.index)),
    "covered": _seats(lambda seats: seats["state"].isin(COUNTED)),
    "covered_share": FormFigure(_seats(lambda seats: seats["state"].isin(COUNTED)).rows, share_of="units"),
    "gaps": _seats(lambda seats: ~seats["state"].isin(COUNTED)),
    "one_to_one": _seats(lambda seats: seats["one_to_one"]),
    "residents": FormFigure(_residents),
    "officers": FormFigure(_officers),
    "hazards_open": _points("hazards", lambda day, _: day.hazard_states.isin(["open", "overdue"])),
    "hazards_overdue": _points("hazards", lambda day, _: day.hazard_states == "overdue"),
    "hazards_reported": _began("hazards", HAZARDS.began),
    "hazards_closed": _began("hazards", "closed_at"),
    "disputes_open": _points("disputes", lambda day, _: day.dispute_open),
    "disputes_late": _points("disputes", _late),
    "disputes_received": _began("disputes", DISPUTES.began),
    "disputes_closed": _began("disputes", "closed_at"),
    "cases": _began("cases", CASES.began),
}
