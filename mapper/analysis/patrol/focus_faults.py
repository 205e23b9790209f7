"""Rows of patrol focus that cannot be: areas that never end or end before they begin, marks that no area asks for."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from mapper.analysis.patrol.focus_days import first_and_last_day
from mapper.dates import end_of
from mapper.finding import Finding
from mapper.finding_kinds import FOCUS_DATES_REVERSED, FOCUS_VISIT_IMPOSSIBLE, FOCUS_WITHOUT_END
from mapper.project import Project


def unsound_focus(project: Project, as_of: date) -> list[Finding]:
    """A finding for each area that never can run, and for each mark that cannot be true.

    A mark has one ``reason``: ``focus`` (of an area that there is not), ``officer`` (on no roster), ``ahead`` (yet
    to come), ``days`` (the area did not run that day), ``measure`` (something was done where nobody was).
    """
    return [*_areas(project), *_marks(project, as_of)]


def _areas(project: Project) -> Iterator[Finding]:
    areas = project.focus_areas
    open_ended = (areas["starts"].isna() | areas["ends"].isna()).to_numpy(dtype=bool)
    backwards = ~open_ended & (areas["ends"] <= areas["starts"]).to_numpy(dtype=bool)
    for kind, wrong in ((FOCUS_WITHOUT_END, open_ended), (FOCUS_DATES_REVERSED, backwards)):
        for key, reason, shape in zip(areas.index[wrong], areas["reason"][wrong], areas.geometry[wrong], strict=True):
            place = None if shape is None or shape.is_empty else shape.representative_point()
            where = None if place is None else (float(place.x), float(place.y))
            yield Finding(
                kind, (str(key),), where, {"key": str(key), "reason": reason if isinstance(reason, str) else None}
            )


def _marks(project: Project, as_of: date) -> Iterator[Finding]:
    marks = project.focus_visits
    if marks.empty:
        return
    days = first_and_last_day(project.focus_areas).reindex(marks["focus_id"]).set_axis(marks.index)
    on, officer = marks["visited_on"], marks["officer_id"]
    absent = ~marks["visited"].fillna(value=True).astype(bool)
    reasons = {
        "focus": ~marks["focus_id"].isin(project.focus_areas.index),
        "officer": officer.notna() & ~officer.isin(project.officers.index),
        "ahead": on >= end_of(project.known_until(as_of)),
        "days": on.isna() | (on < days["first"]) | (on > days["last"]),
        "measure": absent & marks["measure"].notna(),
    }
    told = pd.Series(None, index=marks.index, dtype=object)
    for reason, wrong in reasons.items():
        told = told.mask(told.isna() & wrong.fillna(value=False).astype(bool), reason)
    for key, reason in told.dropna().items():
        values = {"key": str(key), "focus_id": marks.at[key, "focus_id"], "why": f"focus_visit_{reason}"}
        yield Finding(FOCUS_VISIT_IMPOSSIBLE, (str(key),), None, values)
