"""Every way to mend a fault is offered, the proposed one first; all slivers go in one edit that lists what it does."""

import numpy as np
import pytest
import shapely

from mapper.analysis.tiling import tiling_findings
from mapper.edits.outlines import boundary_change
from mapper.edits.repair import repair_for
from mapper.edits.repair_choices import repair_choices, repair_together
from mapper.errors import InputError
from mapper.finding import Finding
from mapper.project import Project
from sample_data.district import district
from tests.districts import grid, square

SAMPLE = district().project
FINDINGS = tiling_findings(SAMPLE)


def shapes(project: Project) -> list[bytes]:
    return [shapely.to_wkb(shape) for shape in project.communities.geometry]


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda f: f"{f.code}-{f.subjects[0]}")
def test_the_proposed_repair_comes_first_and_every_choice_mends(finding: Finding) -> None:
    choices = repair_choices(SAMPLE, finding)
    proposed = repair_for(SAMPLE, finding)
    if proposed is None:
        assert choices == []
        return
    assert shapes(choices[0].edit(SAMPLE)) == shapes(proposed(SAMPLE))
    if finding.code != "unit_invalid":
        assert {choice.unit for choice in choices} == set(finding.subjects)
    for choice in choices:
        after = choice.edit(SAMPLE)
        assert len(tiling_findings(after)) < len(FINDINGS)
        change = boundary_change(SAMPLE, choice.edit)
        if finding.values.get("of", finding.code) == "unit_gap":
            assert change.codes == (choice.unit,)
        elif choice.unit is not None:
            assert choice.unit not in change.codes


def test_a_unit_that_only_touches_a_gap_at_a_point_is_not_offered() -> None:
    project = grid(3, 3)
    units = project.communities.copy()
    units.loc["u1-1", "geometry"] = square(1, 1, 0.7, 1)
    project = project.with_tables(communities=units)
    (gap,) = [f for f in tiling_findings(project) if f.code == "unit_gap"]
    touching = {code for code in gap.subjects if units.geometry[code].intersects(gap.shape)}
    assert {choice.unit for choice in repair_choices(project, gap)} == touching - {"u2-0", "u2-2"}


def test_all_slivers_go_in_one_edit_that_says_who_gains_what() -> None:
    slivers = [finding for finding in FINDINGS if finding.code == "unit_sliver"]
    plan = repair_together(SAMPLE, slivers)
    assert len(plan.done) == len(slivers) == 6
    assert plan.left == ()
    assert plan.edit.values["count"] == 6
    after = plan.edit(SAMPLE)
    assert not [f for f in tiling_findings(after) if f.code == "unit_sliver"]
    assert {f.code for f in tiling_findings(after)} == {f.code for f in FINDINGS} - {"unit_sliver"}
    change = boundary_change(SAMPLE, plan.edit)
    told = sum(sum(mending.gains_m2.values()) for mending in plan.done)
    assert told == pytest.approx(1e6 * change.total_km2, abs=1e-3)
    for mending in plan.done:
        assert mending.gains_m2.keys() <= set(mending.finding.subjects)
        size = np.abs(list(mending.gains_m2.values())).sum()
        assert size == pytest.approx(mending.finding.values["area_m2"], rel=2e-3)
    with pytest.raises(InputError):  # what was mended cannot be mended again
        plan.edit(after)


def test_what_cannot_be_mended_is_left_and_told_with_its_reason() -> None:
    slivers = [finding for finding in FINDINGS if finding.code == "unit_sliver"]
    island = next(finding for finding in FINDINGS if finding.code == "unit_multipart")
    plan = repair_together(SAMPLE, [slivers[0], slivers[0], island])
    assert [mending.finding for mending in plan.done] == [slivers[0]]
    (twice, reason), (enclave, no_rule) = plan.left
    assert (twice, enclave) == (slivers[0], island)
    assert reason is not None
    assert reason.code in ("gap_missing", "sliver_missing")
    assert no_rule is None
