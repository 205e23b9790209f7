"""What was done with the hazards and disputes of the last days, as the log of steps has it."""

from datetime import date

import geopandas as gpd
import pandas as pd

from mapper import frames
from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import DISPUTES, HAZARDS

LAST_DAYS = 30
_BY_OFFICERS = ("verify", "plug", "handle", "close")


def steps(hazards: gpd.GeoDataFrame, disputes: gpd.GeoDataFrame, as_of: date) -> pd.DataFrame:
    """One row for each step that a date of an incident of the last 30 days tells of, in the order of time."""
    rows = pd.concat([_of(HAZARDS, hazards, as_of), _of(DISPUTES, disputes, as_of)])
    rows = rows.sort_values(["taken_at", "incident_id"], kind="stable")
    return frames.conform("steps", rows.set_index(pd.Index([f"T{n}" for n in range(1, len(rows) + 1)], name="step_id")))


def _of(kind: IncidentKind, table: gpd.GeoDataFrame, as_of: date) -> pd.DataFrame:
    recent = table[table[kind.began] >= pd.Timestamp(as_of) - pd.Timedelta(days=LAST_DAYS - 1)]
    found = []
    for step in kind.steps:
        column = kind.date_of(step)
        if column is None or column == kind.began:
            continue
        taken = recent[recent[column].notna()]
        found.append(
            pd.DataFrame(
                {
                    "incident_table": kind.table,
                    "incident_id": taken.index,
                    "step": step.code,
                    "taken_at": taken[column].array,
                    "role": "officer" if step.code in _BY_OFFICERS else "station",
                    "value": None if step.fills is None else taken[step.fills].array,
                }
            )
        )
    return pd.concat([rows for rows in found if len(rows)])
