"""Whether each dispute is with a handler that its category's rule (``Norms.dispute_handlers``) allows."""

from datetime import date

import pandas as pd

from mapper.analysis.incidents.lifecycle import dispute_open
from mapper.finding import Finding
from mapper.finding_kinds import DISPUTE_MISROUTED
from mapper.project import Project


def routing_findings(project: Project, as_of: date, still_open: pd.Series | None = None) -> list[Finding]:
    """A finding for each dispute whose handler its category's rule does not allow.

    Closed disputes are told too, because the table of misrouted ones is a review of practice; ``open`` says which are
    still to be mended. A category without a rule is not judged. ``still_open`` is the answer of
    :func:`~mapper.analysis.incidents.lifecycle.dispute_open`, where it is at hand already.
    """
    disputes = project.disputes
    rules = project.norms.dispute_handlers
    still_open = dispute_open(project, as_of) if still_open is None else still_open
    misrouted = pd.Series(False, index=disputes.index)
    for category, allowed in rules.items():
        misrouted |= (disputes["category"] == category) & ~disputes["handler"].isin(allowed)
    findings = []
    for key, row in disputes[misrouted & disputes["handler"].notna()].iterrows():
        place = row["geometry"]
        findings.append(
            Finding(
                DISPUTE_MISROUTED,
                (str(key),),
                None if place is None or place.is_empty else (float(place.x), float(place.y)),
                {
                    "category": row["category"],
                    "handler": row["handler"],
                    "allowed": list(rules[row["category"]]),
                    "open": bool(still_open[key]),
                },
            )
        )
    return findings
