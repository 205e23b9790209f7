"""What can be done about a fault of the drawing: who may have the land, and all slivers mended in one step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from mapper.edits.edit import Edit
from mapper.edits.outlines import change_between
from mapper.edits.repair import cut_overlap, fill_gap, repair_for
from mapper.errors import InputError
from mapper.finding import Finding
from mapper.project import Project


@dataclass(frozen=True)
class RepairChoice:
    """One way to mend a fault: the unit that has the land then (None where that is no question), and the edit."""

    unit: str | None
    edit: Edit


def repair_choices(project: Project, finding: Finding) -> list[RepairChoice]:
    """All ways to mend a finding of the tiling, the proposed one (:func:`~mapper.edits.repair.repair_for`) first.

    Empty for a finding that no rule can mend. Raises InputError where the rule that there is cannot be applied.
    """
    proposed = repair_for(project, finding)
    if proposed is None:
        return []
    outcome = proposed(project)
    kind = finding.values.get("of", finding.code)
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
    """Faults mended one after the other by one edit; those that no rule can mend now, with the reason (None: no rule).

    ``edit`` does what ``done`` lists and nothing else.
    """

    edit: Edit
    done: tuple[Mending, ...]
    left: tuple[tuple[Finding, InputError | None], ...]


def repair_together(project: Project, findings: Iterable[Finding]) -> RepairPlan:
    """Every finding's proposed repair as one undoable edit, each made on the land as the ones before it leave it."""
    steps: list[Edit] = []
    done: list[Mending] = []
    left: list[tuple[Finding, InputError | None]] = []
    current = project
    for finding in findings:
        edit = repair_for(current, finding)
        if edit is None:
            left.append((finding, None))
            continue
        try:
            after = edit(current)
        except InputError as error:
            left.append((finding, error))
            continue
        change = change_between(current, after)
        gains = {
            code: 1e6 * (change.km2_after.get(code, 0.0) - change.km2_before.get(code, 0.0)) for code in change.codes
        }
        done.append(Mending(finding, gains))
        steps.append(edit)
        current = after

    def change_all(begun: Project) -> Project:
        for step in steps:
            begun = step(begun)
        return begun

    return RepairPlan(Edit("faults_repaired", change_all, {"count": len(done)}), tuple(done), tuple(left))


def _to(kind: str, finding: Finding, code: str) -> Edit | None:
    if finding.shape is None:
        return None
    if kind in ("unit_gap", "station_uncovered"):
        return fill_gap(finding.shape, code)
    if kind == "unit_overlap":
        return cut_overlap(finding.subjects[0], finding.subjects[1], code)
    return None


def _same_land(one: Project, other: Project) -> bool:
    a, b = one.communities.geometry, other.communities.geometry
    return bool(a.index.equals(b.index)) and bool(
        np.all(shapely.equals_identical(np.asarray(a.array), np.asarray(b.array)) | (a.isna() & b.isna()).to_numpy())
    )
