"""Rows of the board of patrol focus: minutes of each officer by day, visits at each place by day or by week."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from mapper.analysis.patrol.focus_days import NOBODY, clock
from mapper.day.day import Day
from mapper.lazy_dataclass import dataclass
from mapper.names import names_of

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Cell:
    """One officer or place on one day, or in one week.

    ``asked`` are minutes of an officer, visits of a place; ``of`` the minutes that the officer has, or the visits that
    were made; None where that says nothing. ``conflicts`` are reasons.
    """

    asked: int
    of: int | None = None
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One officer (``table`` officers) or place (focus_areas) with a cell for each column; a sum has no key."""

    table: str
    key: str
    name: str
    about: str
    cells: tuple[Cell, ...]

    @property
    def total(self) -> Cell:
        """All its cells together."""
        together = _together(self.cells)
        return Cell(together.asked) if self.table == "officers" else together


def days_between(days: Days) -> tuple[date, ...]:
    """Every day from the first to the last."""
    return tuple(days[0] + timedelta(days=n) for n in range((days[1] - days[0]).days + 1))


def officer_rows(day: Day, days: Days) -> tuple[BoardRow, ...]:
    """Minutes that everybody is sent for on each of these days, of those that the officer has; by number."""
    plan, norms = day.focus_plan(days), day.project.norms
    plan = plan[plan["officer_id"] != NOBODY]
    asked = plan.groupby(["officer_id", "day"])["minutes"].sum().to_dict()
    conflicts: dict[tuple[str, date], list[str]] = {}
    for one in day.focus_conflicts(days):
        conflicts.setdefault((one.officer_id, one.day), []).append(one.reason)
    officers, names = day.project.officers, names_of(day.project.officers)
    stations = names_of(day.project.stations)
    rows = []
    for key in sorted(plan["officer_id"].unique()):
        known = key in officers.index
        limit = round(float(officers.at[key, "fte"]) * norms.focus_minutes_per_day) if known else 0
        cells = []
        for on in days_between(days):
            minutes, reasons = int(asked.get((key, pd.Timestamp(on)), 0)), tuple(conflicts.get((key, on), ()))
            gone = {"away", "unknown"} & set(reasons)
            cells.append(Cell(minutes, (0 if gone else limit) if minutes or reasons else None, reasons))
        station = officers.at[key, "station_code"] if known else None
        about = stations.get(station, station) if isinstance(station, str) else ""
        rows.append(BoardRow("officers", key, str(names.get(key, key)), str(about), tuple(cells)))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class DayRow:
    """What one officer (None where nobody is sent) is asked in one focus area on one day; ``number`` as in the list.

    ``opens`` and ``closes`` are hours as ``08:00``; ``conflicts`` are the reasons why it does not fit.
    """

    officer_id: str | None
    officer: str
    station: str
    focus_id: str
    number: str
    reason: str
    opens: str
    closes: str
    minutes: int
    visits: int
    done: int
    conflicts: tuple[str, ...]


def day_rows(day: Day, days: Days) -> tuple[DayRow, ...]:
    """Everybody's areas of the first of these days, officer by officer in the order of their hours."""
    on = (days[0], days[0])
    plan, work = day.focus_plan(on), day.focus_work(on)
    done = work.groupby(["focus_id", "officer_id"])["done"].sum().to_dict()
    numbers = day.focus_numbers if on[0] == day.as_of else {}
    officers, areas = day.project.officers, day.project.focus_areas
    names, stations = names_of(officers), names_of(day.project.stations)
    against = [(one.officer_id, key, one.reason) for one in day.focus_conflicts(on) for key in one.focus_ids]
    rows = []
    for one in plan.sort_values(["officer_id", "opens", "closes"], kind="stable").itertuples():
        officer, key = str(one.officer_id), str(one.focus_id)
        station, reason = officers["station_code"].get(officer), areas["reason"].get(key)
        rows.append(
            DayRow(
                officer_id=officer or None,
                officer=str(names.get(officer, officer)) or "—",
                station=str(stations.get(station, station)) if isinstance(station, str) else "",
                focus_id=key,
                number=f"{numbers.get(key) or key}",
                reason=reason if isinstance(reason, str) else "",
                opens=clock(one.opens),
                closes=clock(one.closes),
                minutes=int(one.minutes),
                visits=int(one.visits),
                done=int(done.get((key, officer), 0)),
                conflicts=tuple(why for who, where, why in against if (who, where) == (officer, key)),
            )
        )
    return tuple(sorted(rows, key=lambda row: row.officer_id is None))


def place_rows(day: Day, days: Days) -> tuple[BoardRow, ...]:
    """Visits planned and made at every place on each of these days, of those where either is anything."""
    return _places(day, days, "day", days_between(days))


def week_rows(day: Day, days: Days) -> tuple[BoardRow, ...]:
    """The same by week; ``days`` begin with a Monday and end with a Sunday."""
    return _places(day, days, "week", days_between(days)[::7])


def _places(day: Day, days: Days, by: str, columns: Sequence[date]) -> tuple[BoardRow, ...]:
    work = day.focus_work(days)
    counts: Mapping[tuple[str, pd.Timestamp], Mapping[str, int]] = (
        work.groupby(["focus_id", by])[["planned", "done"]].sum().to_dict("index")
    )
    areas, rows = day.project.focus_areas, []
    for key in areas.index[areas.index.isin(work["focus_id"].unique())]:
        found = [counts.get((key, pd.Timestamp(on))) for on in columns]
        cells = tuple(Cell(0) if one is None else Cell(int(one["planned"]), int(one["done"])) for one in found)
        number, reason = day.focus_numbers.get(key), areas.at[key, "reason"]
        label = reason if isinstance(reason, str) else ""
        rows.append(BoardRow("focus_areas", str(key), label, f"{number or key}", cells))
    return tuple(rows)


def sum_row(table: str, name: str, rows: Sequence[BoardRow]) -> BoardRow:
    """All rows together, column by column."""
    columns = zip(*(row.cells for row in rows), strict=True)
    return BoardRow(table, "", name, "", tuple(_together(column) for column in columns))


def _together(cells: Sequence[Cell]) -> Cell:
    made = [cell.of for cell in cells if cell.of is not None]
    return Cell(sum(cell.asked for cell in cells), sum(made) if made else None)
