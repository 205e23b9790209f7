"""Places under inspection: when each was inspected last, by when it has to be again, and what inspections found.

Who inspects more finds more. So hazards are told by inspection, with the interval that their count allows, beside the
counts themselves; a station is not the more dangerous for looking.
"""

from datetime import date

import numpy as np
import pandas as pd

from mapper.analysis.periods.period import Period
from mapper.analysis.work.figures import FigureKind, Level, tally
from mapper.dates import end_of
from mapper.finding import Finding
from mapper.finding_kinds import PLACE_INSPECTION_OVERDUE, PLACE_NEVER_INSPECTED
from mapper.names import names_of
from mapper.project import Project

_LEVELS: tuple[Level, ...] = ("unit", "station", "type", "all")
INSPECTED = FigureKind("inspected", share=True, levels=_LEVELS)
HAZARDS_FOUND = FigureKind("hazards_per_inspection", interval="poisson", levels=_LEVELS)


def place_inspections(project: Project, as_of: date) -> pd.DataFrame:
    """Each place's last inspection up to a day, and by when the next has to be.

    The last inspection is the later of the column and the table ``inspections``. A column that tells of a day to come
    hides what was before it: then the table alone tells, and without it nothing is known.

    Returns
    -------
    pandas.DataFrame
        Indexed by place_id: type, days (``Norms.inspection_days`` of its type, 0 where none is asked for), last
        (missing where none is known), due_on (the last day that is in time; missing likewise), state: ``in_time``,
        ``overdue`` (the day is after ``due_on``), ``never`` (none is recorded), ``unknown`` (its column tells of a
        later day alone), ``no_rule``.
    """
    places, done, day = project.places, project.inspections, np.datetime64(as_of)
    end = end_of(as_of).to_datetime64()
    column = places["last_inspected"].to_numpy()
    later = column >= end
    at, inspected_on = places.index.get_indexer(done["place_id"]), done["inspected_on"].to_numpy()
    known = (at >= 0) & (inspected_on < end)
    last = np.where(later, np.datetime64("NaT"), column)
    np.fmax.at(last, at[known], inspected_on[known])
    last = last.astype("datetime64[D]").astype(column.dtype)
    types = places["type"].to_numpy(dtype=object)
    days = np.zeros(len(places), dtype=np.int64)
    for kind, number in project.norms.inspection_days.items():
        days[types == kind] = number
    due_on = last + days.astype("timedelta64[D]")
    state = np.select(
        [days == 0, np.isnat(last) & later, np.isnat(last), due_on < day],
        ["no_rule", "unknown", "never", "overdue"],
        "in_time",
    )
    columns = {"type": places["type"].array, "days": days, "last": last, "due_on": due_on}
    return pd.DataFrame({**columns, "state": pd.array(state.astype(object), dtype="str")}, index=places.index)


def inspected_rows(states: pd.DataFrame, owned: pd.DataFrame) -> pd.DataFrame:
    """Places that have to be inspected, and of these those that are in time.

    ``states`` is the answer of :func:`place_inspections`, ``owned`` says where each place lies
    (:func:`~mapper.analysis.land.ownership.own`).
    """
    state = states["state"]
    return tally(
        (state == "in_time").astype("int64"), 1, owned["community_code"], owned["station_code"],
        state.where(state.isin(["no_rule", "unknown"])), type=states["type"],
    )  # fmt: skip


def due_days(states: pd.DataFrame, owned: pd.DataFrame) -> pd.DataFrame:
    """Of each place community_code, station_code, type, and the day by which it has to be inspected next.

    The day is missing where none is asked for or none follows, and where it is over; ``late`` says of which that is so
    and of which no inspection is recorded.
    """
    state = states["state"]
    found = owned[["community_code", "station_code"]].assign(type=states["type"], late=state.isin(["overdue", "never"]))
    return found.assign(next=states["due_on"].where(state == "in_time"))


def hazard_rows(project: Project, period: Period, owned: pd.DataFrame) -> pd.DataFrame:
    """Inspections of a period and the hazards that they found; those of which nobody counted them are left out."""
    done = project.inspections[period.has(project.inspections["inspected_on"])]
    place = owned.reindex(done["place_id"]).set_axis(done.index)
    counted = done["hazards_found"].notna()
    types = project.places["type"].reindex(done["place_id"]).set_axis(done.index)
    return tally(
        done["hazards_found"].fillna(0).astype("int64"), 1, place["community_code"], place["station_code"],
        pd.Series("not_counted", index=done.index, dtype="object").mask(counted), type=types,
    )  # fmt: skip


def inspection_findings(project: Project, as_of: date, states: pd.DataFrame) -> list[Finding]:
    """Places whose inspection is overdue, the longest first, and those of which none is recorded."""
    places, names = project.places, names_of(project.places)
    late = states[states["state"] == "overdue"].sort_values("due_on", kind="stable")
    found = []
    for key, row in [*late.iterrows(), *states[states["state"] == "never"].iterrows()]:
        at = places.geometry[key]
        where = None if at is None or at.is_empty else (float(at.x), float(at.y))
        values = {"name": str(names[key]), "type": row["type"]}
        if row["state"] == "never":
            found.append(Finding(PLACE_NEVER_INSPECTED, (str(key),), where, values))
            continue
        values |= {"due": row["due_on"].date().isoformat(), "days": (pd.Timestamp(as_of) - row["due_on"]).days}
        found.append(Finding(PLACE_INSPECTION_OVERDUE, (str(key),), where, values))
    return found
