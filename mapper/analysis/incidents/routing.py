"""Whether each dispute is with a handler that its category's rule (``Norms.dispute_handlers``) allows."""

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper.analysis.findings_by_row import by_row
from mapper.analysis.incidents.kinds import DISPUTES
from mapper.arrays import Bools
from mapper.dates import end_of
from mapper.finding import Finding
from mapper.finding_kinds import DISPUTE_MISROUTED
from mapper.geometry import xy_of
from mapper.norms import Norms


def misroutings(disputes: gpd.GeoDataFrame, norms: Norms, as_of: date, is_open: pd.Series) -> pd.Series:
    """A finding for each of some disputes whose handler of that day its category's rule does not allow, by row.

    Closed disputes are told too, because the table of misrouted ones is a review of practice; ``is_open`` says which
    are still to be mended. A category without a rule is not judged. See :mod:`mapper.analysis.findings_by_row`.
    """
    known = DISPUTES.with_handler_on(disputes, as_of)
    return by_row(disputes.index, _misrouted(disputes, norms.dispute_handlers, known, is_open))


def handlers_before(log: pd.DataFrame, as_of: date) -> dict[str, str | None]:
    """Dispute → who had it at the end of a day, of those that a step of the log has given to another since.

    None where the log tells nobody before that.
    """
    giving = [step.code for step in DISPUTES.steps if step.fills == DISPUTES.handler]
    mine = log[(log["incident_table"] == DISPUTES.table).to_numpy(dtype=bool) & log["step"].isin(giving).to_numpy()]
    later = mine["taken_at"] >= end_of(as_of)
    found: dict[str, str | None] = dict.fromkeys(mine["incident_id"][later])
    if found:
        by_then = mine[~later].sort_values("taken_at", kind="stable")
        found |= {key: who for key, who in zip(by_then["incident_id"], by_then["value"], strict=True) if key in found}
    return found


def handlers_instead(category: Any, handler: Any, rules: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Who should have a dispute of a category that is with somebody whom its rule does not name; nobody else, none."""
    allowed = rules.get(category, ())
    return () if pd.isna(handler) or handler in allowed else allowed


def _misrouted(
    disputes: gpd.GeoDataFrame, rules: Mapping[str, tuple[str, ...]], known: Bools, is_open: pd.Series
) -> Iterator[tuple[int, Finding]]:
    misrouted = np.zeros(len(disputes), dtype=bool)
    category, handler = (disputes[name].array for name in ("category", "handler"))
    for ruled, allowed in rules.items():
        misrouted |= np.asarray((category == ruled) & ~handler.isin(list(allowed)), dtype=bool)
    at = np.flatnonzero(misrouted & known & ~np.asarray(handler.isna()))
    xy = xy_of(np.asarray(disputes.geometry.array, dtype=object)[at]).tolist()
    told = (at.tolist(), disputes.index[at], category[at], handler[at], is_open.to_numpy()[at], xy)
    for place, key, what, who, still, (x, y) in zip(*told, strict=True):
        values = {"category": what, "handler": who, "allowed": list(rules[what]), "open": bool(still)}
        yield place, Finding(DISPUTE_MISROUTED, (str(key),), None if math.isnan(x) else (x, y), values)
