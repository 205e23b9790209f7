"""Every way to mend a fault is offered, the proposed one first; all slivers go in one edit that lists what it does."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapper.analysis.land.tiling import tiling_findings
from mapper.crs import to_metres
from mapper.edits.outlines import boundary_change
from mapper.edits.repair import repair_for
from mapper.edits.repair_choices import repair_choices, repair_together
from mapper.errors import InputError
from mapper.finding import Finding
from mapper.geometry import polygonal
from mapper.project import Project
from mapper.schema import DEGREES
from tests.districts import grid, square
from tests.drawn import some
from tests.flawed_land import flawed
from tests.sample import district

SAMPLE = district().project
FINDINGS = tiling_findings(SAMPLE)


def shapes(project: Project) -> list[bytes]:
    return [shapely.to_wkb(shape) for shape in project.communities.geometry]


@pytest.mark.parametrize("finding", some(FINDINGS, 4), ids=lambda f: f"{f.code}-{f.subjects[0]}")
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
    first, twice = plan.done  # told twice, it goes at once
    assert first.finding == twice.finding == slivers[0]
    assert first.gains_m2
    assert not twice.gains_m2
    ((enclave, no_rule),) = plan.left
    assert (enclave, no_rule) == (island, None)
    outdated = repair_together(plan.edit(SAMPLE), [slivers[0]])  # not found any more, and not by this plan
    assert outdated.done == ()
    ((gone, reason),) = outdated.left
    assert gone == slivers[0]
    assert reason is not None
    assert reason.code in ("gap_missing", "sliver_missing")


def drawn(project: Project, **shapes: shapely.Geometry) -> Project:
    """The project with other outlines for units, or with units more (codes with ``_`` for ``-``)."""
    units = project.communities
    for code, shape in shapes.items():
        row = units.iloc[[0]].copy() if code not in units.index else units.loc[[code]].copy()
        row.index = row.index.__class__([code], name=units.index.name)
        row["name"] = code
        units = gpd.GeoDataFrame(pd.concat([units[units.index != code], row.set_geometry([shape], crs=DEGREES)]))
    return project.with_tables(communities=units)


def test_a_unit_drawn_inside_another_is_cut_out_of_it() -> None:
    for codes in (("u0", "u1"), ("u1", "u0")):  # whichever comes first
        project = drawn(grid(1, 1), **{codes[0]: square(0, 0, 2, 2), codes[1]: square(0.5, 0.5)})
        project = project.with_tables(communities=project.communities.loc[list(codes)])
        (overlap,) = [f for f in tiling_findings(project) if f.code == "unit_overlap"]
        plan = repair_together(project, [overlap])
        assert [mending.finding for mending in plan.done] == [overlap]
        after = plan.edit(project)
        assert after.communities.geometry[codes[1]].equals(square(0.5, 0.5))
        assert not [f for f in tiling_findings(after) if f.code == "unit_overlap"]


def test_land_that_one_unit_reaches_over_stays_with_those_whose_borders_meet_there() -> None:
    project = drawn(grid(2, 2), **{"u0-0": square(0, 0, 1.2, 1.2)})
    project = project.with_tables(communities=project.communities.loc[["u0-0", "u1-0", "u0-1", "u1-1"]])
    overlaps = tiling_findings(project)
    assert [set(f.subjects) - {"u0-0"} for f in overlaps] == [{"u1-0"}, {"u0-1"}, {"u1-1"}]
    plan = repair_together(project, overlaps)
    assert (len(plan.done), plan.left) == (3, ())
    after = plan.edit(project)
    assert tiling_findings(after) == []
    assert boundary_change(project, plan.edit).codes[0] == "u0-0"
    for code, shape in grid(2, 2).communities.geometry.items():
        assert shapely.symmetric_difference(after.communities.geometry[code], shape).area < 1e-12


def test_one_unit_drawn_twice_is_left_and_named() -> None:
    project = drawn(grid(2, 1), again=square(1, 0))
    (twice,) = tiling_findings(project)
    plan = repair_together(project, [twice])
    assert plan.done == ()
    assert plan.left == ((twice, None),)
    assert repair_choices(project, twice) == []
    nearly = drawn(grid(2, 1), again=square(1, 0.01, 1, 0.99))
    for finding in tiling_findings(nearly):
        assert {choice.unit for choice in repair_choices(nearly, finding)} <= {"u1-0", "again"}


def test_a_sliver_takes_no_other_land_of_the_two_with_it() -> None:
    comb = shapely.union_all([square(0, 0), square(1, 0, 0.01, 0.4), square(1, 0.6, 0.3, 0.4)])
    project = drawn(grid(2, 1), **{"u0-0": comb})
    sliver = next(f for f in tiling_findings(project) if f.code == "unit_sliver")
    plan = repair_together(project, [sliver])
    assert len(plan.done) == 1
    assert [f.code for f in tiling_findings(plan.edit(project))] == ["unit_overlap"]


def brute_force(project: Project) -> dict[frozenset[str], float]:
    """m² that each two units have in common, every pair asked."""
    units = polygonal(to_metres(project.communities.geometry, project.about.map_crs))
    first, second = np.triu_indices(len(units), 1)
    areas = shapely.area(shapely.intersection(units[first], units[second]))
    codes = project.communities.index
    return {frozenset((codes[a], codes[b])): m2 for a, b, m2 in zip(first, second, areas, strict=True) if m2 > 1e-3}


@pytest.mark.parametrize("seed", some(range(24), 8))
def test_what_a_repair_of_all_claims_is_so(seed: int) -> None:
    project = flawed(np.random.default_rng(seed))
    asked = [f for f in tiling_findings(project) if f.code != "unit_multipart"]
    before = shapes(project)
    plan = repair_together(project, asked)
    after = plan.edit(project)
    assert shapes(project) == before
    found = tiling_findings(after)
    told_left = [finding for finding, _ in plan.left]
    for finding in found:  # all that a whole check finds is named
        assert finding.code == "unit_multipart" or any(_meets(finding, left) for left in told_left), finding
    common_before, common = brute_force(project), brute_force(after)
    for mending in plan.done:
        if mending.finding.values.get("of", mending.finding.code) == "unit_overlap":
            pair = frozenset(mending.finding.subjects[:2])
            assert common.get(pair, 0) <= common_before[pair] - 0.99 * mending.finding.values["area_m2"]
    for pair in common.keys() - common_before.keys():  # no overlap comes that was not there
        assert common[pair] < 10, pair  # a crumb along a border that was straight and now has a vertex
    change = boundary_change(project, plan.edit)
    told = sum(sum(mending.gains_m2.values()) for mending in plan.done)
    assert told == pytest.approx(1e6 * change.total_km2, abs=1)
    old, new = (polygonal(to_metres(p.communities.geometry, p.about.map_crs)) for p in (project, after))
    crumbs_m2 = project.norms.least_width_m / 2 * shapely.length(new).sum()  # borders are joined within the tolerance
    # A repair takes land from one of two, never from both, and nearly all from none (as drawn: straight borders).
    assert shapely.union_all(new).area >= shapely.union_all(old).area - crumbs_m2
    drawn_before, drawn_after = (
        shapely.union_all(polygonal(np.array(p.communities.geometry))) for p in (project, after)
    )
    assert shapely.difference(drawn_before, drawn_after).area < 1e-11  # square degrees: a tenth of a square metre
    assert (shapely.area(new) >= 0.1 * shapely.area(old)).all()


def _meets(one: Finding, other: Finding) -> bool:
    if one.shape is None or other.shape is None:
        return one.subjects == other.subjects
    return bool(shapely.make_valid(one.shape).intersects(shapely.make_valid(other.shape)))


def test_what_a_repair_brings_is_mended_with_it() -> None:
    """A corner that has moved lies beside a third unit's border then."""
    project = flawed(np.random.default_rng(96))
    plan = repair_together(project, tiling_findings(project))
    assert plan.left == ()
    assert tiling_findings(plan.edit(project)) == []


def test_a_gap_beside_overlaps_is_filled_after_these_are_cut() -> None:
    project = flawed(np.random.default_rng(23))
    plan = repair_together(project, [f for f in tiling_findings(project) if f.kind.mender == "borders"])
    assert {finding.code for finding, _ in plan.left} <= {"unit_multipart"}
    assert {f.code for f in tiling_findings(plan.edit(project))} <= {"unit_multipart"}
