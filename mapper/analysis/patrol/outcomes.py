"""What has become of each focus area by a day: how often somebody was to be there, how often somebody was, what for.

Only marks made by hand are counted; nobody's way is followed. A mark is one visit of one officer, so that what is
planned is counted likewise: all visits of an area for each who is sent there.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from mapper.analysis.patrol.focus_days import NOBODY, first_and_last_day, focus_plan, sent_to
from mapper.dates import end_of
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

State = Literal["running", "coming", "closed", "expired", "undated"]
STATES: tuple[State, ...] = ("running", "coming", "closed", "expired", "undated")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One focus area by the end of a day.

    Attributes
    ----------
    state
        ``closed`` by somebody, ``expired`` by itself, ``undated`` where it never can run.
    planned, done, missed
        Visits that were to be made by then, marks that somebody was there, and marks that nobody was.
    last_on, last_by
        Day of the last visit, and who was there, where that is told.
    measures
        What was done there → how often, the most frequent first.
    """

    state: State
    planned: int = 0
    done: int = 0
    missed: int = 0
    last_on: date | None = None
    last_by: str | None = None
    measures: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "planned": self.planned,
            "done": self.done,
            "missed": self.missed,
            "last_on": None if self.last_on is None else self.last_on.isoformat(),
            "last_by": self.last_by,
            "measures": dict(self.measures),
        }


def focus_outcomes(project: Project, as_of: date) -> dict[str, Outcome]:
    """What has become of every area, by its number, in the table's order."""
    areas, day = project.focus_areas, pd.Timestamp(as_of)
    days = first_and_last_day(areas)
    until = days["last"].clip(upper=day)
    ran = ((until - days["first"]).dt.days + 1).clip(lower=0).fillna(0).astype(int)
    sent = areas["officer_ids"].map(lambda ids: max(len(sent_to(ids)), 1))
    planned = ran * areas["visits"].fillna(0).astype(int) * sent
    marks = project.focus_visits
    marks = marks[(marks["visited_on"] < end_of(as_of)).to_numpy(dtype=bool)]
    been = marks["visited"].fillna(value=True).to_numpy(dtype=bool)
    done, missed = (marks["focus_id"][mask].value_counts().to_dict() for mask in (been, ~been))
    visits = marks[been].sort_values("visited_on", kind="stable")
    last = visits.drop_duplicates("focus_id", keep="last").set_index("focus_id")
    measures: dict[str, dict[str, int]] = {}
    for (key, measure), count in visits.groupby(["focus_id", "measure"], sort=False).size().items():
        measures.setdefault(key, {})[measure] = int(count)
    found = {}
    for key, state in zip(areas.index, _states(areas, as_of), strict=True):
        by = last["officer_id"].get(key)
        on = last["visited_on"].get(key)
        found[str(key)] = Outcome(
            state=state,
            planned=int(planned[key]),
            done=int(done.get(key, 0)),
            missed=int(missed.get(key, 0)),
            last_on=None if on is None else on.date(),
            last_by=by if isinstance(by, str) else None,
            measures=dict(sorted(measures.get(key, {}).items(), key=lambda one: (-one[1], one[0]))),
        )
    return found


def _states(areas: pd.DataFrame, as_of: date) -> list[State]:
    after, day = end_of(as_of), pd.Timestamp(as_of)
    undated = areas["starts"].isna() | areas["ends"].isna() | (areas["ends"] <= areas["starts"])
    closed = (areas["status"] == "done") & (areas["ends"] <= after)
    return list(
        np.select(
            [undated, areas["starts"] >= after, closed, areas["ends"] <= day],
            ["undated", "coming", "closed", "expired"],
            "running",
        ).tolist()
    )


def planned_and_done(project: Project, first: date, last: date, plan: pd.DataFrame | None = None) -> pd.DataFrame:
    """Visits planned and visits made from the first to the last of these days, by area, officer and day.

    ``plan`` is that of these days, where it is at hand already; of other areas in it nothing is counted.

    Returns
    -------
    DataFrame
        focus_id, officer_id (:data:`~mapper.analysis.patrol.focus_days.NOBODY` where nobody is sent, or nobody said
        who was there), day, planned, done, week (its Monday); only where either is anything. Sums over any of these
        are the figures of what is left.
    """
    plan = focus_plan(project, first, last) if plan is None else plan
    plan = plan[plan["focus_id"].isin(project.focus_areas.index)]
    asked = plan[["focus_id", "officer_id", "day"]].assign(planned=plan["visits"], done=0)
    marks = project.focus_visits
    within = (marks["visited_on"] >= pd.Timestamp(first)) & (marks["visited_on"] < end_of(last))
    counts = within & marks["visited"].fillna(value=True) & marks["focus_id"].isin(project.focus_areas.index)
    marks = marks[counts.to_numpy(dtype=bool)]
    made = pd.DataFrame(
        {
            "focus_id": marks["focus_id"].to_numpy(dtype=object),
            "officer_id": marks["officer_id"].fillna(NOBODY).to_numpy(dtype=object),
            "day": marks["visited_on"].to_numpy(),
            "planned": 0,
            "done": 1,
        }
    )
    rows = pd.concat([asked, made], ignore_index=True)
    summed = rows.groupby(["focus_id", "officer_id", "day"])[["planned", "done"]].sum().reset_index()
    summed["week"] = summed["day"] - pd.to_timedelta(summed["day"].dt.day_of_week, unit="D")
    return summed[(summed["planned"] > 0) | (summed["done"] > 0)].reset_index(drop=True)
