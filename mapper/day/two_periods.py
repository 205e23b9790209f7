"""Incidents of two periods of a day's project, or of a part of it, and the rates of units in the later one."""

from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.periods.comparison import Comparison, Grouping, compare
from mapper.analysis.periods.period import Period
from mapper.analysis.periods.rates import Rates, rates
from mapper.day.day import Day
from mapper.day.scope import ScopedDay


def two_periods(
    day: Day, kind: IncidentKind, now: Period, before: Period, by: Grouping, *, with_discovered: bool = False
) -> tuple[Comparison, Rates | None]:
    """What :func:`~mapper.analysis.periods.comparison.compare` tells, and of units rates by residents.

    A rate is smoothed towards that of all units, so those of a part are those of the whole. None where the rows are no
    units, or the period asked about is not recorded in whole. InputError ``periods_overlap``.
    """

    def compared(asked: Day) -> Comparison:
        table = kind.table
        owned, span = asked.owned(table), asked.recorded(table)
        return compare(asked.project, kind, now, before, by, owned=owned, span=span, with_discovered=with_discovered)

    found = compared(day)
    if by != "unit" or found.lacks_now:
        return found, None
    if not isinstance(day, ScopedDay):
        return found, rates(found.groups["now"], day.project.communities["residents"])
    every = compared(day.whole)
    of_all = rates(every.groups["now"], day.whole.project.communities["residents"])
    return found, of_all.only(day.project.communities.index)
