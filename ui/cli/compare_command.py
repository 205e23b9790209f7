"""``compare``: incidents of two periods side by side – counts, difference, ratio with its interval, p, and rates."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.periods.comparison import Comparison, Grouping
from mapper.analysis.periods.period import Period, same_period_last_year
from mapper.analysis.periods.rates import LIMITS, Rates
from mapper.day.two_periods import two_periods
from mapper.errors import InputError
from mapper.names import names_of
from mapper.project import Project
from mapper.store.store import read_project
from ui.cli.output import print_json, print_table
from ui.cli.scope import day_asked, scope_json, tell_scope
from ui.cli.table_file import write_out
from ui.language.messages import Messages
from ui.language.two_periods_words import two_periods_told

_RATES = ("residents", "rate", "smoothed", "low_95", "high_95", "low_998", "high_998", "outside")
_DIGITS = {
    "ratio": 2, "ratio_low": 2, "ratio_high": 2, "rate": 1, "smoothed": 1, "residents": 0,
    **{f"{end}_{limit}": 0 for end in ("low", "high") for limit in LIMITS},
}  # fmt: skip


def compare(asked: Namespace, say: Messages) -> int:
    """Two periods; what is not recorded in whole is said and not compared."""
    kind = KIND_OF.get(asked.table)
    if kind is None:
        raise InputError("no_incidents", table=asked.table, known=list(KIND_OF))
    now, before = _periods(asked)
    day = day_asked(asked, read_project(asked.project), say)
    project = day.project
    found, rated = two_periods(day, kind, now, before, asked.by, with_discovered=asked.with_discovered)
    if asked.out is not None:
        write_out(asked, day.as_of, "compared", _spoken(_table(project, found, rated), found, say), say)
    if asked.json:
        print_json(scope_json(day) | _document(project, found, rated))
        return 0
    tell_scope(day, say)
    if asked.out is None and not found.not_compared:
        there = (found.groups["now"] + found.groups["before"] > 0).to_numpy(dtype=bool)
        print_table(_spoken(_table(project, found, rated)[there], found, say))
    for line in two_periods_told(found, rated, say):
        print(line)
    return 0


def _periods(asked: Namespace) -> tuple[Period, Period]:
    """The period asked about, and the one before: of last year, as told, or the days just before it."""
    now = Period(asked.first, asked.last)
    if asked.last_year:
        return now, same_period_last_year(now)
    return now, Period(*asked.before) if asked.before else now.preceding


def _names(project: Project, by: Grouping) -> pd.Series | None:
    frames = {"unit": project.communities, "station": project.stations}
    return names_of(frames[by]) if by in frames else None


def _table(project: Project, found: Comparison, rated: Rates | None) -> pd.DataFrame:
    """A row for each group: its code and name, what is compared, and its rates."""
    table = found.told.drop(columns=["base_small", "flagged"])
    if rated is not None:
        table = table.join(rated.units[list(_RATES)])
    table = table.replace({np.inf: np.nan}).round({name: digits for name, digits in _DIGITS.items() if name in table})
    table["p"] = [float(f"{p:.3g}") for p in table["p"]]
    table.insert(0, "group", table.index)
    names = _names(project, found.by)
    if names is not None:
        table.insert(1, "name", names.reindex(table.index).fillna(""))
    return table


def _spoken(table: pd.DataFrame, found: Comparison, say: Messages) -> pd.DataFrame:
    """The table for a reader: headings, categories and readings in words; missing is empty."""
    column = KIND_OF[found.table].category
    words: Mapping[str, Callable[[Any], str]] = {
        "change": lambda name: say(f"legend.change.{name}") if isinstance(name, str) else "",
        "outside": lambda name: say(f"cli.compare.outside.{name}") if isinstance(name, str) else "",
        "flagged_adjusted": lambda flag: say("roster.yes" if flag else "roster.no"),
    }
    told = table.assign(**{name: [words[name](value) for value in table[name]] for name in words if name in table})
    if found.by == "category":
        told["group"] = [say.choice(found.table, column, value) for value in told["group"]]
    elif found.by == "all":
        told["group"] = say("cli.compare.all")
    named = {"group": f"cli.compare.by.{found.by}", "name": "units.name"}
    return told.rename(columns={name: say(named.get(name, f"cli.compare.column.{name}")) for name in told})


def _document(project: Project, found: Comparison, rated: Rates | None) -> dict[str, Any]:
    """``Comparison.as_json`` with names, and with the rates of units."""
    document = found.as_json()
    names = _names(project, found.by)
    of_units = None if rated is None else rated.units.astype(object).where(rated.units.notna(), None)
    for row in document["rows"]:
        if names is not None:
            row["name"] = names.get(row["group"], "")
        if of_units is not None:
            row |= {name: of_units.at[row["group"], name] for name in _RATES}
    if rated is not None:
        document["rates"] = {
            "per": 10_000,
            "overall": None if np.isnan(rated.overall) else rated.overall,
            "without_residents": rated.without_residents,
            "incidents_left_out": rated.incidents_left_out,
            "without_incident": rated.without_incident,
            "outside": {name: dict(zip(("above", "below"), rated.outside(name), strict=True)) for name in LIMITS},
        }
    return document
