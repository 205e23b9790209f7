"""Everything that is wrong or worth a look in a project on a day, in one pass that asks each question once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from mapper.analysis.incidents.lifecycle import lifecycle_findings
from mapper.analysis.incidents.routing import routing_findings
from mapper.analysis.land.ownership import own, ownership_findings
from mapper.analysis.land.tiling import tiling_findings
from mapper.analysis.load.load import load_findings, officer_load, unit_load
from mapper.analysis.patrol.focus_minutes import focus_findings
from mapper.analysis.seats.coverage import Coverage, coverage, coverage_findings
from mapper.analysis.seats.presence import absence_findings
from mapper.analysis.seats.responsible import responsible_findings
from mapper.finding import SEVERITIES, Finding
from mapper.project import Project, changes_between
from mapper.schema import POINT_TABLES

# What the tiling depends on, and what ownership depends on beside the points themselves.
_LAND = ("communities", "stations", "norms", "about")


@dataclass(frozen=True, eq=False)
class Check:
    """The answers that findings were drawn from, for whoever shows them.

    Attributes
    ----------
    project, as_of
        What was asked about.
    coverage
        The seat ledger.
    owned
        Point table → :func:`~mapper.analysis.land.ownership.own`.
    unit_load, officer_load
        As in :mod:`mapper.analysis.load.load`.
    tiling
        Findings of :mod:`mapper.analysis.land.tiling`; None where they were not asked for yet.
    findings
        Errors first, then warnings, then notes.
    """

    project: Project
    as_of: date
    coverage: Coverage
    owned: Mapping[str, pd.DataFrame]
    unit_load: pd.DataFrame
    officer_load: pd.DataFrame
    tiling: tuple[Finding, ...] | None
    findings: tuple[Finding, ...]

    @property
    def complete(self) -> bool:
        """Whether every question was asked."""
        return self.tiling is not None


def check(project: Project, as_of: date, previous: Check | None = None, with_tiling: bool = True) -> Check:
    """Ask everything of the project as of that day.

    Answers of ``previous`` whose tables are the same objects are taken over, so that a check after an edit asks only
    what the edit can have changed. The tiling of a province takes many seconds; without ``with_tiling`` it is only
    taken over, not asked.
    """
    changes = None if previous is None else changes_between(previous.project, project)
    tiling: tuple[Finding, ...] | None = None
    if previous is not None and changes is not None and not changes.touch(*_LAND):
        tiling = previous.tiling
    if tiling is None and with_tiling:
        tiling = tuple(tiling_findings(project))

    owned = {}
    for name in POINT_TABLES:
        if previous is not None and changes is not None and not changes.touch("communities", name):
            owned[name] = previous.owned[name]
        else:
            owned[name] = own(project.table(name), project.communities)

    ledger = coverage(project, as_of)
    units = unit_load(project, as_of, owned)
    officers = officer_load(project, ledger, units["minutes"])
    found = [
        *coverage_findings(project, ledger),
        *absence_findings(project),
        *responsible_findings(project, as_of),
        *(tiling or ()),
        *load_findings(project, officers),
        *focus_findings(project, as_of),
        *lifecycle_findings(project, as_of),
        *(f for name, answer in owned.items() for f in ownership_findings(project, name, answer)),
        *routing_findings(project, as_of),
    ]
    found.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return Check(project, as_of, ledger, owned, units, officers, tiling, tuple(found))


def findings(project: Project, as_of: date) -> list[Finding]:
    """Only the findings of :func:`check`."""
    return list(check(project, as_of).findings)
