"""Who helps: volunteers, cadres and branded groups, as numbers by 1,000 residents; nobody is named."""

import pandas as pd

from mapper.analysis.work.figures import FigureKind, tally
from mapper.analysis.work.outreach import resident_rows
from mapper.project import Project

VOLUNTEERS = FigureKind("volunteers", times=1000)
CADRES = FigureKind("cadres", times=1000)
GROUPS = FigureKind("groups", times=1000)
MEMBERS = FigureKind("members", times=1000)


def counted_rows(project: Project, column: str) -> pd.DataFrame:
    """A count of each unit with its residents; a unit that lacks either is left out."""
    units = project.communities
    people, residents = (units[name].astype("Float64").astype(float) for name in (column, "residents"))
    reason = pd.Series(None, index=units.index, dtype="object").mask(people.isna(), "not_counted")
    reason = reason.mask(~(residents > 0), "no_residents")
    return tally(
        people.fillna(0).astype("int64"), residents.fillna(0).astype("int64"), units.index.to_series(),
        units["station_code"], reason,
    )  # fmt: skip


def group_rows(project: Project, members: bool = False) -> pd.DataFrame:
    """Groups, or their members, of units and of whole stations, with the residents of the units.

    A unit without residents is left out with its groups; what names a station alone counts for it and for all.
    """
    groups = project.groups
    unit, station = place_of(project, groups)
    residents = project.communities["residents"].astype("Float64").astype(float)
    unknown = unit.notna() & ~(residents.reindex(unit).set_axis(unit.index) > 0)
    reason = pd.Series(None, index=groups.index, dtype="object").mask(unknown, "no_residents")
    numbers = pd.Series(1, index=groups.index)
    if members:
        reason = reason.mask(groups["members"].isna(), "not_counted")
        numbers = groups["members"].fillna(0).astype("int64")
    return pd.concat([tally(numbers, 0, unit, station, reason), resident_rows(project)])


def place_of(project: Project, frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The unit of each row that names a known one, with its station; else no unit, and the station that it names."""
    units = project.communities
    unit = frame["community_code"].where(frame["community_code"].isin(units.index))
    named = frame["station_code"].where(frame["station_code"].isin(project.stations.index))
    by_unit = units["station_code"].reindex(unit).set_axis(frame.index)
    # A unit that nobody knows is no reason to count the row for its station: it may be another's.
    astray = frame["community_code"].notna() & unit.isna()
    return unit, by_unit.where(unit.notna(), named.mask(astray))
