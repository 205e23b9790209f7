"""A finding: something a leader should know, as a code and values – never a sentence."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from shapely.geometry.base import BaseGeometry

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, gap or remark about a project.

    Attributes
    ----------
    code
        What was found, e.g. ``seat_vacant``. ``ui/language/messages.py`` has the sentence for each, in both languages.
    severity
        ``error`` needs mending, ``warning`` needs a look, ``note`` is for information.
    subjects
        Ids of the rows it is about, the main one first.
    where
        Longitude and latitude in degrees (WGS-84) to go to, or None.
    values
        Figures and words of the finding, JSON-ready; units are in the names (``area_km2``, ``days``).
    shape
        The piece of land itself, in degrees, where it is none of the tables' own (a gap, an overlap).
    """

    code: str
    severity: Severity
    subjects: tuple[str, ...] = ()
    where: tuple[float, float] | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    shape: BaseGeometry | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "severity": self.severity,
            "subjects": list(self.subjects),
            "where": None if self.where is None else [round(self.where[0], 6), round(self.where[1], 6)],
            "values": dict(self.values),
        }


def counts_by_code(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings there are of each code, codes in alphabetical order."""
    return dict(sorted(Counter(finding.code for finding in findings).items()))
