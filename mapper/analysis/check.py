"""Everything that is wrong or worth a look in a project on a day, in one pass that asks each question once."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from mapper.analysis.coverage import Coverage, coverage, coverage_findings
from mapper.analysis.focus_minutes import focus_findings
from mapper.analysis.lifecycle import lifecycle_findings
from mapper.analysis.load import load_findings, officer_load, unit_load
from mapper.analysis.ownership import own, owned_tables, ownership_findings
from mapper.analysis.routing import routing_findings
from mapper.analysis.tiling import tiling_findings
from mapper.finding import Finding
from mapper.project import Project

_ORDER = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, eq=False)
class Check:
    """The answers that findings were drawn from, for whoever shows them.

    Attributes
    ----------
    coverage
        The seat ledger.
    owned
        Point table → :func:`~mapper.analysis.ownership.own`.
    unit_load, officer_load
        As in :mod:`mapper.analysis.load`.
    findings
        Errors first, then warnings, then notes.
    """

    as_of: date
    coverage: Coverage
    owned: dict[str, pd.DataFrame]
    unit_load: pd.DataFrame
    officer_load: pd.DataFrame
    findings: tuple[Finding, ...]


def check(project: Project, as_of: date) -> Check:
    """Ask everything of the project as of that day."""
    ledger = coverage(project, as_of)
    owned = owned_tables(project)
    hazards = owned.get("hazards", own(project.hazards, project.communities))
    disputes = owned.get("disputes", own(project.disputes, project.communities))
    units = unit_load(project, as_of, hazards, disputes)
    officers = officer_load(project, ledger, units["minutes"])
    found = [
        *coverage_findings(project, ledger),
        *tiling_findings(project),
        *load_findings(project, officers),
        *focus_findings(project, as_of),
        *lifecycle_findings(project, as_of),
        *(f for name, answer in owned.items() for f in ownership_findings(project, name, answer)),
        *routing_findings(project, as_of),
    ]
    found.sort(key=lambda finding: _ORDER[finding.severity])
    return Check(as_of, ledger, owned, units, officers, tuple(found))


def findings(project: Project, as_of: date) -> list[Finding]:
    """Only the findings of :func:`check`."""
    return list(check(project, as_of).findings)
