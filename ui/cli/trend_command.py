"""``trend``: hazards, disputes and cases by month or by week, each beside the same of the year before."""

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

import pandas as pd

from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from mapper.analysis.periods.trend import Count, Intervals, Step, totals
from mapper.day.day import Day
from mapper.names import names_of
from mapper.store.store import read_project
from ui.cli.output import print_json, print_table
from ui.cli.scope import day_asked, scope_json, tell_scope
from ui.language.messages import Messages


def trend(asked: Namespace, say: Messages) -> int:
    """Each kind's months or weeks on a day; those of each station where they are wanted."""
    day = day_asked(asked, read_project(asked.project), say)
    project = day.project
    step: Step = asked.by
    names: Mapping[str, str] = names_of(project.stations).to_dict() if asked.stations else {}
    if asked.json:
        found = [
            day.trend(kind.table).as_json(step, asked.reported_only)
            | _stations(day, kind.table, step, asked.reported_only, names)
            for kind in INCIDENT_KINDS
        ]
        print_json(scope_json(day) | {"as_of": day.as_of.isoformat(), "by": step, "trends": found})
        return 0
    tell_scope(day, say)
    for kind in INCIDENT_KINDS:
        _tell(day, kind.table, step, asked.reported_only, names, say)
    return 0


def _stations(day: Day, table: str, step: Step, reported_only: bool, names: Mapping[str, str]) -> dict[str, Any]:
    if not names:
        return {}
    found = day.station_trends(table)
    return {
        "stations": [
            {
                "station_code": code,
                "name": names.get(code, code),
                "n": totals(by[step], reported_only)[0],
                "intervals": _json(by[step]),
            }
            for code, by in found.by.items()
        ],
        "nowhere": _json(found.nowhere[step]),
    }


def _json(intervals: Intervals) -> list[dict[str, Any]]:
    return [interval.as_json() for interval in intervals]


def _tell(day: Day, table: str, step: Step, reported_only: bool, names: Mapping[str, str], say: Messages) -> None:
    found = day.trend(table)
    print(say(f"plots.trend.{step}", table=say(f"layer.{table}")))
    lines = [("", found.by[step])]
    if names:
        stations = day.station_trends(table)
        lines += [(f"{code} {names.get(code, code)}", by[step]) for code, by in stations.by.items()]
        lines.append((say("cli.trend.nowhere"), stations.nowhere[step]))
    rows = [(name, *_row(intervals, n, reported_only, say)) for name, intervals in lines for n in range(len(intervals))]
    headings = ("station", "first", "last", "count", "discovered", "before", "same_days")
    shown = pd.DataFrame(rows, columns=[say(f"plots.column.{name}") for name in headings])
    print_table(shown if names else shown.iloc[:, 1:])
    now, before = totals(found.by[step], reported_only)
    first = found.by[step][0].now.period.first
    told = [
        say("plots.told", day=found.as_of, now=now, on_record=found.on_record, first=first),
        say("plots.not_before") if before is None else say("plots.year_before", count=before),
        say("plots.undated", count=found.undated),
    ]
    print(say("plots.joint").join(told) + say("plots.stop"))
    print()


def _row(intervals: Intervals, number: int, reported_only: bool, say: Messages) -> tuple[str, ...]:
    interval = intervals[number]
    now, period = interval.now, interval.now.period
    discovered = 0 if reported_only and now.discovered is not None else now.discovered
    return (
        say.day_in_figures(period.first), say.day_in_figures(period.last), _figure(now, reported_only, say),
        "—" if discovered is None else f"{discovered:,}", _figure(interval.before, reported_only, say),
        "—" if interval.same_days is None else _figure(interval.same_days, reported_only, say),
    )  # fmt: skip


def _figure(count: Count, reported_only: bool, say: Messages) -> str:
    """The count, with the days that it is of where they are not all; no count where none was recorded."""
    told, days = count.told(reported_only), count.recorded
    if told is None or days is None:
        return say("plots.missing")
    return f"{told:,}" if count.whole else say("cli.trend.part", count=told, first=days.first, last=days.last)
