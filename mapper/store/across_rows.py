"""What no row alone shows: an officer, or a seat, that two people have assigned at the same time."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from mapper.project import Project


class Rival(NamedTuple):
    """A duty that is to come, and one of somebody else's that came meanwhile, of the same officer or seat."""

    key: str
    other: str


def rivals(base: Project, theirs: Project, after: Project) -> list[Rival]:
    """Duties that an edit from ``theirs`` to ``after`` adds beside some that others have added since ``base``."""
    if theirs.duties is base.duties or after.duties is theirs.duties:
        return []
    came = theirs.duties[~theirs.duties.index.isin(base.duties.index)]
    added = after.duties[~after.duties.index.isin(theirs.duties.index)]
    if not len(came) or not len(added):
        return []
    roles = after.officers["role"]
    found = []
    for key, duty in added.iterrows():
        other = rival_of(duty, came[came.index.isin(after.duties.index)], roles)
        if other is not None:
            found.append(Rival(str(key), other))
    return found


def rival_of(duty: Mapping[str, Any] | pd.Series, others: pd.DataFrame, roles: pd.Series) -> str | None:
    """The first of others' duties that runs at the same time and is the same officer's, or fills the same seat.

    A seat is a unit's, of one role; ``roles`` are the officers'.
    """
    officer, unit = duty["officer_id"], duty["community_code"]
    near = others[(others["officer_id"] == officer) | (others["community_code"] == unit)]
    starts, ends = (pd.to_datetime(duty[name]) if pd.notna(duty[name]) else None for name in ("starts", "ends"))
    for other in near.itertuples():
        if (ends is not None and pd.notna(other.starts) and other.starts > ends) or (
            starts is not None and pd.notna(other.ends) and other.ends < starts
        ):
            continue
        if other.officer_id == officer or roles.get(other.officer_id) == roles.get(officer):
            return str(other.Index)
    return None
