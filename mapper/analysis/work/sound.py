"""Rows of community work that cannot count: of no place that the project knows, or with numbers that cannot be."""

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from mapper.analysis.work.outreach import unit_of_events
from mapper.analysis.work.people import place_of
from mapper.finding import Finding
from mapper.finding_kinds import WORK_IMPOSSIBLE, WORK_NOWHERE
from mapper.project import Project

# Table → a number that cannot be more than another of the same row.
_NO_MORE_THAN: Mapping[str, tuple[str, str]] = {
    "liaison": ("rectified", "findings"),
    "surveys": ("positive", "asked"),
    "rectification_areas": ("targets_met", "targets"),
}


def unsound_rows(project: Project, owned_outreach: pd.DataFrame) -> list[Finding]:
    """A finding for each row that counts nowhere, and for each whose numbers contradict each other.

    ``owned_outreach`` says where each event's point lies (:func:`~mapper.analysis.land.ownership.own`).
    """
    return [*_nowhere(project, owned_outreach), *_impossible(project)]


def _nowhere(project: Project, owned_outreach: pd.DataFrame) -> Iterator[Finding]:
    def lost(frame: pd.DataFrame) -> pd.Series:
        unit, station = place_of(project, frame)
        return unit.isna() & station.isna()

    of_table: Mapping[str, Callable[[pd.DataFrame], pd.Series]] = {
        "inspections": lambda frame: ~frame["place_id"].isin(project.places.index),
        "outreach": lambda _: unit_of_events(project, owned_outreach).isna(),
        "liaison": lambda frame: ~frame["station_code"].isin(project.stations.index),
        "groups": lost,
        "surveys": lost,
    }
    for table, is_lost in of_table.items():
        frame = project.table(table)
        for key in frame.index[is_lost(frame).to_numpy(dtype=bool)]:
            yield Finding(WORK_NOWHERE, (str(key),), None, {"table": table, "key": str(key)})


def _impossible(project: Project) -> Iterator[Finding]:
    for table, (part, whole) in _NO_MORE_THAN.items():
        frame = project.table(table)
        for key, row in frame[(frame[part] > frame[whole]).fillna(False)].iterrows():
            values = {"table": table, "key": str(key), "part": part, "whole": whole}
            yield Finding(
                WORK_IMPOSSIBLE, (str(key),), None, values | {"number": int(row[part]), "of": int(row[whole])}
            )
