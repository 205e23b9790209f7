"""What other rules would do: coverage, load and posting under the rules of now and under those proposed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from mapper.analysis.load.balance import Balance, balance
from mapper.analysis.load.load import officer_load, unit_load
from mapper.analysis.seats.coverage import coverage
from mapper.analysis.seats.posting import posting
from mapper.norms import Norms
from mapper.project import Project


@dataclass(frozen=True)
class UnderRules:
    """Figures of a day under one set of rules.

    ``overloaded`` of ``officers`` who hold a seat and are present, and the ``units_overloaded`` that these hold;
    ``minutes`` a month that their units ask for of the ``available``; ``below`` of the stations lie under the share of
    community officers; ``evenness`` is the balance of the officers' shares.
    """

    units: int
    covered: int
    one_to_one: int
    officers: int
    overloaded: int
    units_overloaded: int
    minutes: float
    available: float
    below: int
    evenness: Balance

    @property
    def utilisation(self) -> float | None:
        """Minutes asked for of those available, pooled; None where nothing is available."""
        return self.minutes / self.available if self.available else None


@dataclass(frozen=True)
class RulesEffect:
    """Before and after, and how many officers' months would be fuller or emptier by more than a thousandth."""

    as_of: date
    before: UnderRules
    after: UnderRules
    fuller: int
    emptier: int


def rules_effect(project: Project, norms: Norms, as_of: date, owned: Mapping[str, pd.DataFrame]) -> RulesEffect:
    """The effect of these rules on that day.

    Parameters
    ----------
    owned
        Answers of :func:`~mapper.analysis.land.ownership.own` for ``hazards``, ``disputes`` and ``places``; no rule
        changes them.
    """
    before, old = _under(project, as_of, owned)
    after, new = _under(replace(project, norms=norms), as_of, owned)
    change = (new - old.reindex(new.index)).dropna()
    return RulesEffect(as_of, before, after, int((change > 1e-3).sum()), int((change < -1e-3).sum()))


def _under(project: Project, as_of: date, owned: Mapping[str, pd.DataFrame]) -> tuple[UnderRules, pd.Series]:
    ledger = coverage(project, as_of)
    load = officer_load(project, ledger, unit_load(project, as_of, owned)["minutes"])
    over = load[load["overloaded"]]
    figures = UnderRules(
        units=ledger.units,
        covered=ledger.covered,
        one_to_one=ledger.one_to_one,
        officers=len(load),
        overloaded=len(over),
        units_overloaded=len({unit for units in over["units"] for unit in units}),
        minutes=float(load["minutes"].sum()),
        available=float(load["available"].sum()),
        below=int(posting(project).stations["below"].sum()),
        evenness=balance(load["share"].to_numpy(dtype=np.float64, na_value=np.nan)),
    )
    return figures, load["share"]
