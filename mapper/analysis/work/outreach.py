"""Outreach by unit: events, people reached by 1,000 residents, and how long ago the last event was."""

from datetime import date

import pandas as pd

from mapper.analysis.periods.period import Period
from mapper.analysis.work.figures import FigureKind, tally
from mapper.dates import end_of
from mapper.project import Project

EVENTS = FigureKind("events", times=0)
CONTACTS = FigureKind("contacts", times=1000)
REACHED = FigureKind("reached", share=True, levels=("station", "all"))


def unit_of_events(project: Project, owned: pd.DataFrame) -> pd.Series:
    """The unit of each event: the one that it names, else the one that its point lies in; missing without either.

    ``owned`` says where each event's point lies (:func:`~mapper.analysis.land.ownership.own`).
    """
    named = project.outreach["community_code"]
    known = named.isin(project.communities.index)
    return named.where(known, owned["community_code"]).astype("str")


def last_events(project: Project, as_of: date, units: pd.Series) -> pd.Series:
    """The day of each unit's last event up to a day, missing where there was none; ``units`` as of the events."""
    held = project.outreach["held_at"]
    held = held[held < end_of(as_of)]
    return held.groupby(units.reindex(held.index)).max().reindex(project.communities.index).dt.normalize()


def whole_months(since: date, until: date) -> int:
    """Whole months from one day to another: one more on each day of the month that ``since`` is.

    Where a month is too short for that, on the first day after it.
    """
    return (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)


def event_rows(project: Project, period: Period, units: pd.Series) -> pd.DataFrame:
    """Events of a period, each 1."""
    held = _of(project, period)
    unit = units.reindex(held.index)
    return tally(pd.Series(1, index=held.index), 0, unit, _station_of(project, unit))


def contact_rows(project: Project, period: Period, units: pd.Series) -> pd.DataFrame:
    """People reached in a period, by unit, with its residents; events of which nobody counted them are left out.

    A unit whose residents are not known is left out, and its events with it.
    """
    held = _of(project, period)
    unit, contacts = units.reindex(held.index), held["contacts"]
    residents = _residents(project)
    unknown = unit.map(residents).isna() & unit.notna()
    reason = pd.Series(None, index=held.index, dtype="object").mask(unknown, "no_residents")
    reason = reason.mask(contacts.isna(), "not_counted")
    events = tally(contacts.fillna(0).astype("int64"), 0, unit, _station_of(project, unit), reason)
    return pd.concat([events, resident_rows(project)])


def resident_rows(project: Project) -> pd.DataFrame:
    """The residents of each unit as denominators; a unit of which they are not known is left out."""
    residents, own = _residents(project), project.communities.index.to_series()
    reason = pd.Series("no_residents", index=own.index, dtype="object").mask(residents.notna())
    station = project.communities["station_code"]
    return tally(pd.Series(0, index=own.index), residents.fillna(0).astype("int64"), own, station, reason)


def reached_rows(project: Project, last: pd.Series, period: Period) -> pd.DataFrame:
    """Units, and of these those with an event in the period; ``last`` is the answer of :func:`last_events`."""
    own = project.communities.index.to_series()
    reached = (last >= pd.Timestamp(period.first)).astype("int64")
    return tally(reached, 1, own, project.communities["station_code"])


def _of(project: Project, period: Period) -> pd.DataFrame:
    return pd.DataFrame(project.outreach[period.has(project.outreach["held_at"])])


def _residents(project: Project) -> pd.Series:
    """Residents of each unit; missing where they are not known, or none."""
    residents = project.communities["residents"].astype("Float64").astype(float)
    return residents.where(residents > 0)


def _station_of(project: Project, unit: pd.Series) -> pd.Series:
    stations = project.communities["station_code"]
    return stations.reindex(unit).set_axis(unit.index)
