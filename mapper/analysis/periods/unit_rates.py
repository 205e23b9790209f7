"""The incidents of a period by the residents of each unit, counted from a project."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.land.ownership import own
from mapper.analysis.periods.period import Period, Recorded, recorded
from mapper.analysis.periods.rates import Rates, rates
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.project import Project

YEAR_DAYS = 365


@dataclass(frozen=True, eq=False)
class UnitRates:
    """Rates of a table's incidents.

    Attributes
    ----------
    rates
        None where the period was not recorded in whole.
    lacks
        Why it was not.
    discovered, nowhere
        Incidents of the period that are left out: found by a patrol itself, and others that lie in no one unit.
    """

    table: str
    period: Period
    rates: Rates | None
    lacks: tuple[Message, ...]
    discovered: int
    nowhere: int


def year_up_to(day: date) -> Period:
    """The 365 days that end with a day, so that each season is in it once."""
    return Period(day - timedelta(days=YEAR_DAYS - 1), day)


def unit_rates(
    project: Project,
    kind: IncidentKind,
    period: Period,
    owned: pd.DataFrame | None = None,
    span: Recorded | None = None,
) -> UnitRates:
    """Rates of the incidents that began in a period; ``owned`` and ``span`` as ``comparison.compare`` takes them."""
    rows = project.table(kind.table)
    owned = own(project.table(kind.table), project.communities) if owned is None else owned
    span = recorded(rows[kind.began], project.about) if span is None else span
    inside, unit = period.has(rows[kind.began]), owned["community_code"]
    found = np.zeros(len(rows), dtype=bool)
    if kind.origin is not None:
        found = rows[kind.origin].eq("discovered").to_numpy(dtype=bool)
    counted = unit[inside & ~found]
    lacks = span.lacks(period)
    counts = counted.value_counts().reindex(project.communities.index, fill_value=0)
    return UnitRates(
        table=kind.table,
        period=period,
        rates=None if lacks else rates(counts, project.communities["residents"]),
        lacks=lacks,
        discovered=int((inside & found).sum()),
        nowhere=int(counted.isna().sum()),
    )
