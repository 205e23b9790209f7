"""Trends as plots: months or weeks beside those of a year before, of a whole table or of each station."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QLocale

from layers.plots.plot import Bar, Cell, Chart, Group, Key, Plot, Tone
from layers.scene.incident_filter import IncidentFilter
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.periods.period import Period
from mapper.analysis.periods.trend import LENGTHS, Count, Interval, Intervals, StationTrends, Step, Trend, totals
from mapper.lazy_dataclass import dataclass
from ui.language.language import Language

_SMALL_PX = (196, 90)
_COLUMNS = ("first", "last", "recorded_first", "recorded_last", "count", "discovered")
_BEFORE = ("before_first", "before_last", "before", "same_days")


@dataclass(frozen=True)
class Wanted:
    """How a trend is asked for: by which step, and whether without what patrols found by themselves."""

    step: Step = "month"
    reported_only: bool = False


def trend_plot(say: Language, trend: Trend, wanted: Wanted) -> Plot:
    """The trend of a whole table."""
    teller = _Teller(say, trend.table, trend.as_of, wanted)
    intervals = trend.by[wanted.step]
    return Plot(
        table=trend.table,
        title=say(f"plots.trend.{wanted.step}", table=say(f"layer.{trend.table}")),
        note=say("plots.joint").join(teller.note(trend)) + say("plots.stop"),
        charts=(Chart(teller.groups(intervals), _most(intervals, wanted)),),
        legend=teller.legend(intervals),
        headings=tuple(say(f"plots.column.{name}") for name in (*_COLUMNS, *_BEFORE)),
        rows=tuple(teller.row(interval) for interval in intervals),
    )


def station_plot(
    say: Language, trend: Trend, stations: StationTrends, names: Mapping[str, str], wanted: Wanted
) -> Plot:
    """The trend of each station on one axis, in the order of their codes, with how many each has had."""
    step = wanted.step
    teller = _Teller(say, trend.table, trend.as_of, wanted)
    by = {code: several[step] for code, several in stations.by.items()}
    every = [interval for intervals in by.values() for interval in intervals]
    most = _most(every, wanted)
    charts, rows = [], []
    for code, intervals in by.items():
        count, _ = totals(intervals, wanted.reported_only)
        heading = say("plots.station", code=code, name=names.get(code, code), count=count)
        charts.append(Chart(teller.groups(intervals, code), most, heading=heading))
        rows += [(code, names.get(code, code), *teller.row(interval)) for interval in intervals]
    nowhere, _ = totals(stations.nowhere[step], wanted.reported_only)
    note = [*teller.note(trend), say("plots.one_axis", stations=len(by))]
    note += [say("plots.nowhere", count=nowhere)] if nowhere else []
    headings = ("station_code", "station", *_COLUMNS, *_BEFORE)
    return Plot(
        table=trend.table,
        title=say(f"plots.stations.{step}", table=say(f"layer.{trend.table}")),
        note=say("plots.joint").join(note) + say("plots.stop"),
        charts=tuple(charts),
        legend=teller.legend(every),
        headings=tuple(say(f"plots.column.{name}") for name in headings),
        rows=tuple(rows),
        least_px=_SMALL_PX,
    )


def _most(intervals: Iterable[Interval], wanted: Wanted) -> int:
    counts = (count.told(wanted.reported_only) for i in intervals for count in (i.now, i.before))
    return max((count or 0 for count in counts), default=0)


@dataclass(frozen=True)
class _Teller:
    """Intervals of one table in words and bars."""

    say: Language
    table: str
    as_of: date
    wanted: Wanted

    def groups(self, intervals: Intervals, station: str | None = None) -> tuple[Group, ...]:
        found, year = [], None
        for interval in intervals:
            first = interval.now.period.first
            bars = self._bar(interval.before, "before", station), self._bar(interval.now, "now", station)
            words = bars[1].words
            if interval.now.recorded is not None and not interval.now.whole and interval.same_days is not None:
                earlier = interval.same_days.told(self.wanted.reported_only)
                told = self.say("plots.missing") if earlier is None else f"{earlier:,}"
                words = self.say("plots.bar.same_days", words=words, count=told)
            found.append(
                Group(
                    label=self._label(first),
                    bars=(bars[0], replace(bars[1], words=words)),
                    under=str(first.year) if station is None and first.year != year else "",
                )
            )
            year = first.year
        return tuple(found)

    def row(self, interval: Interval) -> tuple[Cell, ...]:
        now, before, only = interval.now, interval.before, self.wanted.reported_only
        days, discovered = now.recorded, 0 if only and now.discovered is not None else now.discovered
        return (
            *_days(now.period), *(_days(days) if days is not None else (None, None)), now.told(only), discovered,
            *_days(before.period), before.told(only) if before.whole else None,
            None if interval.same_days is None or not interval.same_days.whole else interval.same_days.told(only),
        )  # fmt: skip

    def legend(self, intervals: Iterable[Interval]) -> tuple[Key, ...]:
        """Only what is there to be explained."""
        step, counts = self.wanted.step, [count for i in intervals for count in (i.before, i.now)]
        keys = [
            Key(self.say(f"plots.before.{step}"), "before"),
            Key(self.say(f"plots.now.{step}", count=LENGTHS[step]), "now"),
        ]
        if any(count.recorded is not None and not count.whole for count in counts):
            keys.append(Key(self.say("plots.partial"), "now", partial=True))
        if any(count.recorded is None for count in counts):
            keys.append(Key(self.say("plots.missing")))
        return tuple(keys)

    def note(self, trend: Trend) -> list[str]:
        """As of when, how many of how many, how many a year before, and what was left out or is counted with it."""
        say, intervals = self.say, trend.by[self.wanted.step]
        now, before = totals(intervals, self.wanted.reported_only)
        first = intervals[0].now.period.first
        told = [
            say("plots.told", day=trend.as_of, now=now, on_record=trend.on_record, first=first),
            say("plots.not_before") if before is None else say("plots.year_before", count=before),
        ]
        discovered = sum(interval.now.discovered or 0 for interval in intervals)
        if discovered:
            code = "plots.without_discovered" if self.wanted.reported_only else "plots.with_discovered"
            told.append(say(code, count=discovered))
        return [*told, say("plots.undated", count=trend.undated)]

    def _bar(self, count: Count, tone: Tone, station: str | None) -> Bar:
        say, period, value = self.say, count.period, count.told(self.wanted.reported_only)
        first, last = period.first, period.last
        if count.recorded is None:
            return Bar(None, tone, say("plots.bar.missing", first=first, last=last))
        if count.whole:
            words = say("plots.bar", first=first, last=last, count=value)
        else:
            days = {"recorded": count.recorded.first, "recorded_last": count.recorded.last}
            words = say("plots.bar.partial", first=first, last=last, count=value, **days)
        return Bar(value, tone, words, not count.whole, wanted=self._wanted(count.recorded, station) if value else None)

    def _wanted(self, days: Period, station: str | None) -> IncidentFilter | None:
        """What a bar counts; None of days when incidents of a kind that does not end are not shown any more."""
        kind = KIND_OF[self.table]
        if not kind.ends and days.first <= self.as_of - timedelta(days=kind.shown_days):
            return None
        origin = "reported" if self.wanted.reported_only and kind.origin is not None else None
        return IncidentFilter(table=self.table, days=(days.first, days.last), origin=origin, station_code=station)

    def _label(self, first: date) -> str:
        if self.wanted.step == "week":
            return self.say.day_in_figures(first, with_year=False)
        return QLocale(self.say.code).standaloneMonthName(first.month, QLocale.FormatType.ShortFormat)


def _days(period: Period) -> tuple[str, str]:
    return period.first.isoformat(), period.last.isoformat()
