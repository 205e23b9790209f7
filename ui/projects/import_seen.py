"""What came in is seen: its layer is on, the map is there, and the day that is looked at shows it."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import shapely

from layers.map_layers import DECLARED
from mapper import schema
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.dates import end_of
from mapper.edits.import_difference import SHAPE, ImportDifference
from mapper.lazy_dataclass import dataclass
from ui.session.session import Session
from ui.session.view_state import Sight

_LAYERS = frozenset(kind.code for kind in DECLARED)


@dataclass(frozen=True)
class Period:
    """What the window is to look at so that what comes in is seen.

    Attributes
    ----------
    as_of
        The day that everything is shown as of.
    let_go
        First and last of the days that incidents are narrowed to now and that do not hold it; None where they do.
    """

    as_of: date
    let_go: tuple[date, date] | None


def period_wanted(session: Session, difference: ImportDifference, latest: date) -> Period | None:
    """The day to be looked at so that the newest incidents that come in are shown; None where they are anyway.

    Dates after ``latest`` are mistakes, and nothing is shown for them.
    """
    kind = KIND_OF.get(difference.table)
    if kind is None:
        return None
    began = pd.concat([difference.new[kind.began], difference.changed[kind.began]])
    began = began[began < end_of(latest)]
    if not len(began):
        return None
    view = session.view
    first, last, as_of, days = began.min().date(), began.max().date(), view.as_of, view.filter.incidents.days
    # What nothing ends is put away by its age.
    aged = not kind.ends and last <= as_of - timedelta(days=kind.shown_days)
    wanted = last if aged or last > as_of else as_of
    let_go = days if days is not None and not days[0] <= first <= last <= days[1] else None
    return None if wanted == as_of and let_go is None else Period(wanted, let_go)


def show_taken(session: Session, difference: ImportDifference, period: Period | None) -> None:
    """Put the layer of what came in on, bring it into view, and look at the day that shows it."""
    view = session.view
    if period is not None:
        if period.let_go is not None:
            view.filter.set_days(None)
        view.set_as_of(period.as_of)
    layer = {"communities": "units"}.get(difference.table, difference.table)
    if layer in _LAYERS:
        view.map.set_hidden(layer, False)
    if schema.TABLES[difference.table].geometry is None:
        return
    taken = np.concatenate([np.asarray(rows[SHAPE].array) for rows in (difference.new, difference.changed)])
    bounds = session.document.project.bounds
    if bounds is not None:  # a point at 0, 0 is not where anybody wants to look
        taken = taken[shapely.intersects(taken, shapely.box(*bounds))]
    if not len(taken):  # further values alone, or all of it lies elsewhere
        return
    where = shapely.total_bounds(taken)
    if np.isfinite(where).all():
        view.look_at(Sight(shape=shapely.box(*where)))
