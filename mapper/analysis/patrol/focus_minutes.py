"""Whether a day's focus areas fit in the minutes of those who are sent there."""

import pandas as pd

from mapper.analysis.patrol.focus_days import NOBODY
from mapper.analysis.seats.presence import AT_WORK
from mapper.project import Project


def focus_minutes(project: Project, plan: pd.DataFrame, status: pd.Series) -> pd.DataFrame:
    """Minutes that each officer is sent for on a day; an area with several officers asks all its minutes of each.

    ``plan`` is that of the one day (:func:`~mapper.analysis.patrol.focus_days.focus_plan`), ``status`` the status of
    each officer on it.

    Returns
    -------
    DataFrame
        Indexed by officer_id: areas (tuple of focus_ids), minutes, limit (FTE × ``Norms.focus_minutes_per_day``; 0 for
        an officer who is away or unknown), exceeded.
    """
    grouped = plan[plan["officer_id"] != NOBODY].groupby("officer_id")
    result = pd.DataFrame({"areas": grouped["focus_id"].agg(tuple), "minutes": grouped["minutes"].sum().astype(float)})
    present = project.officers["fte"].where(status == AT_WORK, 0.0)
    result["limit"] = present.reindex(result.index).fillna(0.0) * project.norms.focus_minutes_per_day
    result["exceeded"] = result["minutes"] > result["limit"]
    return result
