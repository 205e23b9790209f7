"""The rows of incidents that lists and cards show, and in which order what is open is looked at."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.incidents.kind import IncidentKind
from mapper.day.answer import rows_alone
from mapper.day.day import Day
from mapper.lazy_dataclass import dataclass
from ui.session.incident_index import WITH_CASES


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident that is shown, or asked for.

    ``state`` is one of its kind's; ``approximate`` where its point stands for its unit alone. By ``urgency`` open ones
    are listed: what is urgent first, then kind by kind, the oldest first.
    """

    table: str
    key: str
    category: str
    state: str
    since: datetime | None
    days: int | None
    unit_code: str | None
    unit: str | None
    exception: str | None
    where: tuple[float, float] | None
    approximate: bool
    urgency: tuple[bool, int, int]


def incident_rows(
    day: Day, kind: IncidentKind, frame: pd.DataFrame, unit_names: Mapping[str, str]
) -> list[IncidentRow]:
    """These rows of a kind's table; one that has not begun yet counts as closed."""
    states = rows_alone(day.incident_states(kind.table), frame)
    if kind.ends:
        states = states.fillna("closed")
    owned = rows_alone(day.owned(kind.table), frame)
    points = np.asarray(frame.geometry.array, dtype=object)
    places = np.column_stack((shapely.get_x(points), shapely.get_y(points))).tolist()
    moments: list[datetime | None] = frame[kind.began].to_numpy().tolist()
    days = [None if began is None else (day.as_of - began.date()).days for began in moments]
    standing, number = frame.get("approximate"), WITH_CASES.index(kind.table)
    stand = [False] * len(frame) if standing is None else standing.to_numpy(dtype=bool, na_value=False).tolist()
    return [
        IncidentRow(
            table=kind.table,
            key=key,
            category=category,
            state=state,
            since=began,
            days=since,
            unit_code=unit,
            unit=None if unit is None else unit_names.get(unit, unit),
            exception=exception,
            where=None if place[0] != place[0] else (place[0], place[1]),
            approximate=alone,
            urgency=(state not in kind.urgent, number, -(since or 0)),
        )
        for key, category, state, began, since, unit, exception, place, alone in zip(
            frame.index.tolist(), frame[kind.category].tolist(), states.tolist(), moments, days,
            none_for_missing(owned["community_code"]), none_for_missing(owned["exception"]), places, stand, strict=True,
        )
    ]  # fmt: skip


def none_for_missing(column: pd.Series) -> list[Any]:
    """A column's values, None where one is missing."""
    values = np.array(column, dtype=object)
    values[column.isna().to_numpy(dtype=bool)] = None
    return list(values)
