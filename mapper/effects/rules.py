"""What other rules would do: coverage, load, posting and routing under the rules of now and under those proposed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from mapper.analysis.load.balance import balance
from mapper.analysis.load.load import officer_load, unit_load
from mapper.analysis.seats.coverage import coverage
from mapper.analysis.seats.posting import posting
from mapper.day.day import Day
from mapper.effect import Change, Effect, changes
from mapper.norms import Norms
from mapper.project import Project

_SAME_SHARE = 1e-3


def rules_effect(project: Project, norms: Norms, as_of: date, owned: Mapping[str, pd.DataFrame]) -> Effect:
    """The effect of these rules on that day: figures, and shares of officers that differ by a thousandth or more.

    Figures are ``units``, ``covered`` and ``one_to_one`` of them; ``officers`` who hold a seat and are present,
    ``overloaded`` of them and the ``units_overloaded`` that these hold; the ``minutes`` a month that their units ask
    for, and the ``utilisation``: minutes asked for of those available, pooled; ``below``: stations under the share of
    community officers; ``variation`` of the officers' shares (:mod:`mapper.analysis.load.balance`); disputes that are
    ``misrouted``, and the year's cases that a station handles though they are ``listed``
    (:mod:`mapper.analysis.incidents.negative_list`). None where there is nothing to divide by.

    Parameters
    ----------
    owned
        Answers of :func:`~mapper.analysis.land.ownership.own` for ``hazards``, ``disputes`` and ``places``; no rule
        changes them.
    """
    before, old = _under(project, as_of, owned)
    after, new = _under(replace(project, norms=norms), as_of, owned)
    figures = {name: Change(value, after[name]) for name, value in before.items()}
    return Effect({("officers", "share"): changes(old, new, _SAME_SHARE)}, figures)


def _under(project: Project, as_of: date, owned: Mapping[str, pd.DataFrame]) -> tuple[dict[str, Any], dict[str, float]]:
    ledger = coverage(project, as_of)
    load = officer_load(project, ledger, unit_load(project, as_of, owned)["minutes"])
    over = load[load["overloaded"]]
    minutes, available = float(load["minutes"].sum()), float(load["available"].sum())
    day = Day(project, as_of)
    figures = {
        "units": ledger.units,
        "covered": ledger.covered,
        "one_to_one": ledger.one_to_one,
        "officers": len(load),
        "overloaded": len(over),
        "units_overloaded": len({unit for units in over["units"] for unit in units}),
        "minutes": minutes,
        "utilisation": minutes / available if available else None,
        "below": int(posting(project).stations["below"].sum()),
        "variation": balance(load["share"].to_numpy(dtype=np.float64, na_value=np.nan)).variation,
        "misrouted": len(day.routing_findings),
        "listed": len(day.negative_list.breaches),
    }
    return figures, load["share"].dropna().to_dict()
