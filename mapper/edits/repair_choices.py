"""What can be done about a fault of the drawing: who may have the land, and many faults mended in one step.

That a fault is mended is said only where a new check of the land as it is then finds it no more.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.analysis.land.tiling import tiling_findings_near
from mapper.edit import Edit
from mapper.edits.outlines import change_between
from mapper.edits.repair import cut_overlap, fill_gap, repair_for
from mapper.errors import InputError
from mapper.finding import Finding, FindingKind
from mapper.finding_kinds import UNIT_OVERLAP, kind_if_wider
from mapper.geometry import polygonal
from mapper.lazy_dataclass import dataclass
from mapper.names import name_of
from mapper.project import Project

_MOST_BROUGHT = 3  # times that repairs are made of what repairs bring
_RAG = 0.1  # of its land: what has less left is no unit any more


@dataclass(frozen=True)
class RepairChoice:
    """One way to mend a fault: the unit that has the land then (None where that is no question), and the edit."""

    unit: str | None
    edit: Edit


def repair_choices(project: Project, finding: Finding) -> list[RepairChoice]:
    """All ways to mend a finding of the tiling, the proposed one (:func:`~mapper.edits.repair.repair_for`) first.

    Of an overlap where nothing speaks for one of the two units, none is proposed, but both are there to choose. Empty
    for a finding that no rule can mend. Raises InputError where the rule that there is cannot be applied.
    """
    proposed = repair_for(project, finding)
    outcome = None if proposed is None else proposed(project)
    kind = kind_if_wider(finding)
    units = [code for code in finding.subjects if code in project.communities.index]
    choices: list[tuple[RepairChoice, Project]] = []
    for code in units:
        edit = _to(kind, finding, code)
        if edit is None:
            continue
        try:
            choices.append((RepairChoice(code, edit), edit(project)))
        except InputError:  # touches the land at a point only, or would be left with none
            continue
    if proposed is None or outcome is None:
        return [choice for choice, _ in choices]
    same = [_same_land(outcome, after) for _, after in choices]
    if not any(same):
        return [RepairChoice(None, proposed), *(choice for choice, _ in choices)]
    first = same.index(True)
    return [choices[first][0], *(choice for number, (choice, _) in enumerate(choices) if number != first)]


@dataclass(frozen=True)
class Mending:
    """One fault of a plan: the finding, and how much land (m²) each unit gains by its repair, or loses."""

    finding: Finding
    gains_m2: Mapping[str, float]


@dataclass(frozen=True)
class RepairPlan:
    """Faults mended one after the other by one edit, and those that are there then.

    Attributes
    ----------
    edit
        Does what ``done`` lists and nothing else.
    done
        The faults that a new check finds no more; one that went with another has no gains of its own.
    left
        The faults that are left, with the reason (None: no rule mends it); also any that the repair itself brings.
    """

    edit: Edit
    done: tuple[Mending, ...]
    left: tuple[tuple[Finding, InputError | None], ...]


def repair_together(project: Project, findings: Iterable[Finding]) -> RepairPlan:
    """Every finding's proposed repair as one undoable edit, each made on the land as the ones before it leave it.

    A repair after which a new check finds its fault still there is left out, and so are those that together would take
    nearly all its land from a unit (one drawn over several others: nobody knows which of them are meant). A fault that
    the repairs bring, as a corner that has moved may be beside another border, is mended with them.
    """
    asked, brought = list(findings), 0
    places = [shape for finding in asked if (shape := _place(project, finding)) is not None]
    vain: dict[int, InputError] = {}
    while True:
        steps = _in_turn(project, asked, vain)
        around = [*places, *_changed(project, steps.after)]
        found = tiling_findings_near(steps.after, around)
        more = {n: InputError("fault_remains") for n in steps.gains_m2 if _among(asked[n], found)}
        for code in _consumed(project, steps.after):
            name = name_of(project.communities, code)
            takers = [n for n, gains in steps.gains_m2.items() if gains.get(code, 0.0) < 0]
            more |= dict.fromkeys(takers, InputError("unit_consumed", unit=name))
        vain |= more
        if more:
            continue
        before = tiling_findings_near(project, around)
        known = [*before, *asked]
        new = [finding for finding in found if finding.kind.mender == "borders" and not _among(finding, known)]
        if not new or brought == _MOST_BROUGHT:
            break
        asked, brought = [*asked, *new], brought + 1
    done, left = [], []
    for number, finding in enumerate(asked):
        gone_too = number in steps.refused and _among(finding, before) and not _among(finding, found)
        if number in steps.gains_m2 or gone_too:
            done.append(Mending(finding, steps.gains_m2.get(number, {})))
        else:
            left.append((finding, steps.refused[number]))
    left.extend((finding, InputError("fault_remains")) for finding in found if not _among(finding, known))
    return RepairPlan(steps.edit(len(done)), tuple(done), tuple(left))


@dataclass(frozen=True, eq=False)
class _Steps:
    """Repairs made in turn; ``gains_m2`` of those made, ``refused`` of the others, by number of the finding."""

    before: Project
    edits: tuple[Edit, ...]
    after: Project
    gains_m2: Mapping[int, Mapping[str, float]]
    refused: Mapping[int, InputError | None]

    def edit(self, count: int) -> Edit:
        def change_all(begun: Project) -> Project:
            if begun is self.before:
                return self.after  # known already
            for step in self.edits:
                begun = step(begun)
            return begun

        units = sorted({code for gains in self.gains_m2.values() for code in gains})
        return Edit("faults_repaired", change_all, {"count": count, "units": units})


def _in_turn(project: Project, findings: Sequence[Finding], vain: Mapping[int, InputError]) -> _Steps:
    edits: list[Edit] = []
    gains: dict[int, dict[str, float]] = {}
    refused: dict[int, InputError | None] = dict(vain)
    current = project
    ahead = [number for number in range(len(findings)) if number not in vain]
    while ahead:
        begun = len(edits)
        for number in ahead:
            try:
                edit = repair_for(project, findings[number])  # whose land it is, the drawing tells as it was found
                after = None if edit is None else edit(current)
            except InputError as error:
                refused[number] = error
                continue
            refused.pop(number, None)
            if edit is None or after is None:
                refused[number] = None
                continue
            change = change_between(current, after)
            # No repair makes a unit or takes one away.
            gains[number] = {code: 1e6 * (change.km2_after[code] - change.km2_before[code]) for code in change.codes}
            edits.append(edit)
            current = after
        # A gap beside an overlap can be filled when that is cut: what was refused is tried again after the others.
        ahead = [n for n in ahead if refused.get(n) is not None] if len(edits) > begun else []
    return _Steps(project, tuple(edits), current, gains, refused)


def _place(project: Project, finding: Finding) -> BaseGeometry | None:
    if finding.shape is not None:
        return finding.shape
    shape: BaseGeometry | None = project.communities.geometry.get(finding.subjects[0])
    return shape


def _changed(before: Project, after: Project) -> list[BaseGeometry]:
    """The outlines, old and new, of units that a repair changes."""
    codes = change_between(before, after).codes
    return [project.communities.geometry[code] for project in (before, after) for code in codes]


def _consumed(before: Project, after: Project) -> list[str]:
    """Units that have nearly no land left of what they had."""
    change = change_between(before, after)
    return [code for code in change.codes if change.km2_after[code] < _RAG * change.km2_before[code]]


def _among(finding: Finding, others: Iterable[Finding]) -> bool:
    """Whether one of the others is the same fault: of the same kind and, for the most part, on the same land."""
    return any(_same_fault(finding, other) for other in others)


def _same_fault(one: Finding, other: Finding) -> bool:
    kinds = [kind_if_wider(finding) for finding in (one, other)]
    free = all(kind.land == "gap" for kind in kinds)  # a hole may open to the outside
    if not free and kinds[0] is not kinds[1]:
        return False
    if one.shape is None or other.shape is None:
        return one.subjects == other.subjects
    if kinds[0] is UNIT_OVERLAP and set(one.subjects) != set(other.subjects):
        return False
    shapes = polygonal(np.array([one.shape, other.shape], dtype=object))
    return bool(shapely.area(shapely.intersection(*shapes)) > 0.5 * shapely.area(shapes).min())


def _to(kind: FindingKind, finding: Finding, code: str) -> Edit | None:
    if finding.shape is None:
        return None
    if kind.land == "gap":
        return fill_gap(finding.shape, code)
    if kind is UNIT_OVERLAP:
        return cut_overlap(finding.subjects[0], finding.subjects[1], code)
    return None


def _same_land(one: Project, other: Project) -> bool:
    a, b = one.communities.geometry, other.communities.geometry
    return bool(a.index.equals(b.index)) and bool(
        np.all(shapely.equals_identical(np.asarray(a.array), np.asarray(b.array)) | (a.isna() & b.isna()).to_numpy())
    )
