"""A finding: something a leader should know, as a kind and values – never a sentence."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any, Literal

from shapely.geometry.base import BaseGeometry

from mapper.lazy_dataclass import dataclass

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")  # the gravest first
Group = Literal[
    "seats",
    "shared",
    "load",
    "beats",
    "hazards",
    "disputes",
    "cases",
    "handovers",
    "diversion",
    "focus",
    "roster",
    "land",
    "points",
    "dates",
    "work",
    "file",
    "coming",
]
Mender = Literal["assign", "go_on", "officer", "unit", "focus", "incidents", "borders", "records"]
LandFault = Literal["gap", "overlap", "sliver"]


@dataclass(frozen=True, slots=True, eq=False)
class FindingKind:
    """All that the program knows of one kind of finding but its words; :mod:`mapper.finding_kinds` lists them.

    Each is there once, so that one is another only where it is the same object.

    Attributes
    ----------
    code
        Names it in files and in the words: ``finding.<code>``, and ``gaps.many.<code>`` where it is gathered.
    severity
        ``error`` needs mending, ``warning`` needs a look, ``note`` is for information.
    group
        What the list of gaps can be narrowed to.
    table
        Table of the row that it is about; None where that is a row of one of several.
    mender
        Where it is mended: ``assign`` (an officer to the seat), ``officer`` (what can happen to
        that officer), ``unit`` and ``focus`` (their panels), ``incidents``
        (their list), ``borders`` (the border editor, by :func:`mapper.edits.repair.repair_for`), ``records`` (a row's
        values, by :func:`mapper.edits.record_repairs.record_repairs`); None where nothing in the program mends it.
    gathered
        A district has many of these: from three on they stand in one line.
    land
        How the piece of land that it is about is drawn; None where there is none.
    """

    code: str
    severity: Severity
    group: Group
    table: str | None = None
    mender: Mender | None = None
    gathered: bool = False
    land: LandFault | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, gap or remark about a project.

    Attributes
    ----------
    kind
        What was found, one of :data:`mapper.finding_kinds.FINDING_KINDS`.
    subjects
        Ids of the rows it is about, the main one first.
    where
        Longitude and latitude in degrees (WGS-84) to go to, or None.
    values
        Figures and words of the finding, JSON-ready; units are in the names (``area_km2``, ``days``).
    shape
        The piece of land itself, in degrees, where it is none of the tables' own (a gap, an overlap).
    """

    kind: FindingKind
    subjects: tuple[str, ...] = ()
    where: tuple[float, float] | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    shape: BaseGeometry | None = None

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def severity(self) -> Severity:
        return self.kind.severity

    @property
    def table(self) -> str | None:
        """Table of the main subject; None where it is about no row, or of a row whose table is not told."""
        return self.kind.table or self.values.get("table")

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
